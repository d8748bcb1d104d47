"""A claim with three costs that an auditor has found fault with, laid out for several tests."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from reporting.actions.corrections import propose_correction
from reporting.models import Expenditure
from tests.cast import signed_grant
from tests.reporting.auditing import claimed, found

D = Decimal


def with_findings() -> SimpleNamespace:
    """Two findings of 2012, Aarhus's and the controller's; the first has led to two corrections."""
    world = signed_grant()
    claimed(world, "100.00", "200.00", "300.00")
    world.finding = found(world)
    world.leads = found(
        world, kind="procurement", owner="LC", partner=None, amount=D("20.00"), text="Intet tilbud"
    )
    costs = Expenditure.objects.filter(claim=world.claim, amount__in=["100.00", "200.00"])
    for cost in costs.order_by("pk"):
        propose_correction(
            cost,
            amount=D("30.00"),
            reason_code="not_eligible",
            reason="Forplejning",
            finding=world.finding,
            by=world.au,
            at=world.clock(),
        )
    return world
