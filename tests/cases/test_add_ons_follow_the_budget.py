"""Add-ons never flex (R-90); when the budget of their line changes, they follow at once (R-42)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db.models import Sum

from consortium.models import AuditEvent
from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from reporting.actions.calendar import keep_calendar
from reporting.actions.claims import rebuild_claim
from reporting.models import Expenditure
from tests.reporting import story
from tests.reporting.story import Cost

pytestmark = pytest.mark.django_db
FIFTEEN = {"indirect_of_staff": "3/20"}


@pytest.fixture
def world(world_with):
    """150,000.00 of add-ons are earned, and the budget has room for 100,000.00."""
    lines = {"staff": "20000000.00", "external": "9900000.00", "indirect": "100000.00"}
    world = world_with(lines, FIFTEEN)
    story.all_verified(world, {world.aarhus: [Cost("1000000.00", "staff")]}, ["2000000.00"])
    assert add_ons() == (D("150000.00"), D("100000.00"), D("50000.00"))
    return world


def add_ons():
    found = Expenditure.objects.filter(kind="flat_rate").aggregate(
        earned=Sum("amount"), kept=Sum("accepted"), waiting=Sum("awaiting")
    )
    return found["earned"], found["kept"], found["waiting"]


def moved_budget(world, flat, effective_from):
    """A version that gives the add-ons *flat*, taken from external assistance."""
    newest = world.grant.budget_versions.order_by("number").last()
    cells = {(one.grant_partner, one.line): one.amount for one in newest.amounts.all()}
    partner, line = next(key for key in cells if key[1].code == "indirect" and cells[key])
    other = next(key for key in cells if key[0] == partner and key[1].code == "external")
    change = D(flat) - sum(amount for key, amount in cells.items() if key[1] == line)
    cells[partner, line] += change
    cells[other] -= change
    version = draft_budget(
        world.grant,
        effective_from=effective_from,
        explanation="Mere til tillæg",
        amounts=[(*key, amount) for key, amount in cells.items()],
        commitments=[
            Commitment(one.grant_partner, one.source, one.form, one.amount, one.letter_ref)
            for one in newest.commitments.all()
        ],
        by=world.pm,
        at=world.clock(),
    )
    propose_budget(version, by=world.pm, at=world.clock())
    on = world.clock().date()
    return approve_budget(version, on=on, by=world.ma, at=world.clock())


def test_more_budget_takes_up_the_add_on_that_waited(world):
    version = moved_budget(world, "120000.00", world.clock.now.date())
    assert add_ons() == (D("150000.00"), D("120000.00"), D("30000.00"))
    [row] = Expenditure.objects.filter(kind="flat_rate")
    assert (row.budget_version, row.decided_by) == (version, world.ma)
    assert AuditEvent.objects.filter(verb="flat_rates.booked").latest("number").by == world.ma


def test_less_budget_lets_an_add_on_wait_again(world):
    moved_budget(world, "80000.00", world.clock.now.date())
    assert add_ons() == (D("150000.00"), D("80000.00"), D("70000.00"))


def test_a_draft_claim_takes_what_the_budget_allows_now_when_it_is_built_again(world):
    claim = story.build(world)
    assert claim.total_eligible == D("1100000.00")
    moved_budget(world, "150000.00", world.clock.now.date())
    # No figure is lost meanwhile: what the draft does not hold stands in a row of its own.
    assert add_ons() == (D("150000.00"), D("150000.00"), D("0.00"))
    claim = rebuild_claim(claim, by=world.pm, at=world.clock())
    assert claim.total_eligible == D("1150000.00")
    assert not Expenditure.objects.filter(kind="flat_rate", claim=None).exists()


def test_a_budget_of_a_later_day_is_followed_on_that_day_by_the_calendar(world):
    day = world.clock.now.date() + dt.timedelta(days=10)
    moved_budget(world, "120000.00", day)
    assert add_ons()[1] == D("100000.00")
    assert keep_calendar(at=world.clock()).add_ons == 0
    world.clock.move_to(day.year, day.month, day.day)
    assert [keep_calendar(at=world.clock()).add_ons for _run in range(2)] == [1, 0]
    assert add_ons() == (D("150000.00"), D("120000.00"), D("30000.00"))
    assert AuditEvent.objects.filter(verb="flat_rates.booked").latest("number").by is None
