"""Rows below zero are a population of their own: what was corrected is looked at too (4.2)."""

from __future__ import annotations

from decimal import Decimal

from reporting.actions.corrections import book_correction, decide_correction, propose_correction
from reporting.models import Expenditure
from reporting.queries.audit_samples import Target, differences
from tests.reporting import story
from tests.reporting.auditing import SMALL, claimed, concluded, drawn, looked

D = Decimal


def test_a_correction_that_was_claimed_is_drawn_apart(world):
    first = claimed(world, "1000.00", "2000.00")
    story.next_opened(world)
    cost = Expenditure.objects.get(claim=first, amount=D("1000.00"))
    correction = propose_correction(
        cost,
        amount=D("250.00"),
        reason_code="not_eligible",
        reason="Privat",
        by=world.lc,
        at=world.clock(),
    )
    day = world.clock().date()
    decide_correction(correction, on=day, reason="Enig", by=world.ls, at=world.clock())
    book_correction(correction, by=world.lc, at=world.clock())
    story.all_verified(world, {world.aarhus: ["500.00"]}, ["9000.00"])
    second = story.sent(world, story.checked(world))
    whole = Target(world.grant)
    above = drawn(world, SMALL, target=whole, size=3)
    below = drawn(world, SMALL, target=whole, sign="negative")
    assert (above.units, above.book_value) == (3, D("3500.00"))
    assert (below.units, below.book_value, below.size) == (1, D("250.00"), 1)
    pick = below.picks.get()
    assert (pick.book_value, pick.expenditure.claim) == (D("-250.00"), second)
    done = concluded(world, looked(world, below, "50.00"))
    # One row of one: what was found is what there is.
    assert (done.projected, done.tolerable, done.conclusion) == (D("50.00"), D("5.00"), "material")
    for sample in (above, done):
        assert differences(sample, list(sample.picks.all())) == []
    only = drawn(world, SMALL, target=Target(world.grant, claim=second))
    assert only.population == [[row.pk, row.voucher_no, "500.00"] for row in _cost(second)]


def _cost(claim):
    return Expenditure.objects.filter(claim=claim, amount__gt=0)
