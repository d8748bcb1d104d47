"""A random walk of a small grant, through the actions alone; after each step the money adds up.

`WALK=1000` takes that many walks with other seeds; without it a few that always are the same.
"""

from __future__ import annotations

import os
import random
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction

from consortium.models import AuditEvent
from consortium.rules.refusals import Refused
from grants.models import BudgetLine, Grant
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.walk.invariants import figures_are_their_rows, hold, ledger_is_clean
from tests.walk.money_steps import MoneyWalk

pytestmark = pytest.mark.django_db

WALKS = int(os.environ.get("WALK", "3"))
STEPS = int(os.environ.get("WALK_STEPS", "45"))
FIRST = int(os.environ.get("WALK_FROM", "1"))
REAL = {"external": "0.75", "materials": "0.25"}
FLAT = {"external": "0.70", "materials": "0.25", "indirect": "0.05"}


def small_rows(world: SimpleNamespace) -> list[tuple[object, BudgetLine, Decimal]]:
    """A small budget over three partners, so that lines fill up and limits bind."""
    BudgetLine.objects.get_or_create(
        code="indirect",
        defaults={
            "number": 6,
            "name_da": "Indirekte omkostninger",
            "name_en": "Indirect costs",
            "kind": BudgetLine.FLAT,
        },
    )
    shares = FLAT if world.grant.profile["flat_rates"] else REAL
    parts = [(world.lead, "0.2"), (world.aarhus, "0.5"), (world.randers, "0.3")]
    return [
        (
            partner,
            BudgetLine.objects.get(code=code),
            world.grant.budget * Decimal(part) * Decimal(share),
        )
        for partner, part in parts
        for code, share in shares.items()
    ]


def _small(**award: object) -> SimpleNamespace:
    world = signed_grant(budget="180000.00", amount="90000.00", **award)  # type: ignore[arg-type]
    # The first half year is over: claimed, paid, passed on, so that corrections have a subject.
    walk = MoneyWalk(world, random.Random(0))
    walk.half_year()
    story.settled(world, story.checked(world))
    walk.next_period()
    world.vouchers = walk.vouchers
    return world


def plain_walk() -> SimpleNamespace:
    """Real cost only, krone for krone."""
    return _small()


def flat_walk() -> SimpleNamespace:
    """7 per cent on top of direct cost, krone for krone."""
    return _small(flat_rates={"indirect_of_direct": "7/100"}, indirect_of_direct="7/100")


def free_walk() -> SimpleNamespace:
    """Flat rate, no match test, all paid at once."""
    return _small(
        match_test=False,
        interim_limit="1",
        flat_rates={"indirect_of_direct": "7/100"},
        indirect_of_direct="7/100",
    )


WORLDS = (plain_walk, flat_walk, free_walk)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + WALKS))
def test_money_adds_up_whatever_happens(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.cast.budget_rows", small_rows)
    world = laid_out(WORLDS[seed % len(WORLDS)])
    walk = MoneyWalk(world, random.Random(seed))
    steps = walk.steps()
    names, weights = list(steps), [weight for _step, weight in steps.values()]
    told: list[str] = []
    for number in range(STEPS):
        [name] = walk.chance.choices(names, weights)
        try:
            before = AuditEvent.objects.count()
            with transaction.atomic():
                steps[name][0]()
            if AuditEvent.objects.count() == before:
                continue
            told.append(name)
        except Refused as refused:
            told.append(f"({name}: {refused.breaches[0].code})")
        except Exception as error:
            raise AssertionError(f"seed {seed}, step {number} {name}: {error!r}; {told}") from error
        grant = Grant.objects.get(pk=world.grant.pk)
        try:
            hold(grant, walk.today)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, step {number} {name}: {error}; {told}") from error
        if number % 15 == 14 or number == STEPS - 1:
            faults = ledger_is_clean(grant) + figures_are_their_rows(grant, walk.today)
            assert not faults, f"seed {seed}, step {number}: {faults}; {told}"
