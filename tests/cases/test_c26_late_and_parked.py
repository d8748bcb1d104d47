"""C26 for cost that comes late, or was parked: the budget version of its own date decides."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from reporting.actions.costs import enter_expenditure
from reporting.actions.reports import open_report
from reporting.actions.verification import (
    accept_items,
    disallow_parked,
    park_item,
    release_awaiting,
    take_up_item,
)
from reporting.models import Expenditure
from tests.cases.test_on_rows import aarhus_rows, amended, claimed, next_period
from tests.cast import signed_grant
from tests.reporting import story
from tests.reporting.paperwork import voucher
from tests.reporting.story import Cost

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2012, 5, 1), dt.date(2012, 7, 15)


@pytest.fixture
def world(monkeypatch):
    """External v1 1,000,000 without flexibility, used up by claim 1."""
    lines = {"external": "1000000.00", "staff": "29000000.00"}
    monkeypatch.setattr("tests.cast.budget_rows", lambda world: aarhus_rows(world, lines))
    return signed_grant(budget_flex="0")


def late(world, report, number, day):
    entry = voucher(
        number,
        line="external",
        invoice_date=day,
        delivery_date=day,
        paid_on=day,
        net=D("50000.00"),
        vat=D("0.00"),
        late_reason="Glemt.",
    )
    return enter_expenditure(report, entry, by=world.pu, at=world.clock())


def test_c26_a_late_cost_from_before_the_amendment_stays_out(world):
    claimed(world, {world.aarhus: [Cost("1000000.00", on=BEFORE)]}, ["1000000.00"])
    closed = world.period
    next_period(world)
    amended(world, {"external": "1400000.00", "staff": "28600000.00"})
    report = open_report(world.aarhus, world.period, by=world.pu, at=world.clock())
    rows = [late(world, report, "S1", BEFORE), late(world, report, "S2", AFTER)]
    assert {row.late_of for row in rows} == {closed}
    story.submitted(world, world.aarhus)
    Expenditure.objects.filter(report=report).update(state="submitted")
    out, counted = accept_items(report, rows, by=world.lc2, at=world.clock())
    assert (out.state, out.accepted, out.awaiting) == ("awaiting_budget", 0, D("50000.00"))
    assert out.budget_version == world.budget
    assert (counted.accepted, counted.awaiting) == (D("50000.00"), 0)
    assert counted.budget_version is not None
    assert counted.budget_version.number == 2
    with pytest.raises(Exception, match="No cost that awaits budget"):
        release_awaiting(world.grant, world.period, by=world.lc2, at=world.clock())


@pytest.mark.parametrize(
    ("day", "accepted", "awaiting", "version"),
    [(BEFORE, "0.00", "50000.00", 1), (AFTER, "50000.00", "0.00", 2)],
)
def test_c26_a_parked_cost_is_tested_on_the_budget_of_its_date(
    world, day, accepted, awaiting, version
):
    costs = [Cost("1000000.00", on=BEFORE), Cost("50000.00", on=day)]
    report = story.submitted(world, world.aarhus, costs, ["1000000.00"])
    parked = report.expenditure.order_by("pk")[1]
    park_item(parked, reason="Uklart.", by=world.lc2, at=world.clock())
    story.verified(world, report)
    for partner in (world.lead, world.randers):
        story.verified(world, story.submitted(world, partner))
    claim = story.sent(world, story.checked(world))
    assert claim.total_eligible == D("1000000.00")
    next_period(world)
    amended(world, {"external": "1400000.00", "staff": "28600000.00"})
    row = take_up_item(parked, world.period, by=world.lc2, at=world.clock())
    later = story.submitted(world, world.aarhus)
    [row] = accept_items(later, [row], by=world.lc2, at=world.clock())
    assert (row.accepted, row.awaiting) == (D(accepted), D(awaiting))
    assert row.budget_version is not None
    assert row.budget_version.number == version


def test_c26_the_claim_that_was_sent_without_the_line_is_never_touched(world):
    report = story.submitted(world, world.aarhus, ["100.00", "50.00"], ["1000.00"])
    parked = report.expenditure.order_by("pk")[1]
    park_item(parked, reason="Uklart.", by=world.lc2, at=world.clock())
    story.verified(world, report)
    for partner in (world.lead, world.randers):
        story.verified(world, story.submitted(world, partner))
    claim = story.sent(world, story.checked(world))
    before = (claim.sha256, claim.total_eligible, claim.history.count())
    next_period(world)
    disallow_parked(
        parked,
        world.period,
        code="NOT_ELIGIBLE",
        reason="Nej.",
        by=world.lc2,
        at=world.clock(),
    )
    claim.refresh_from_db()
    assert (claim.sha256, claim.total_eligible, claim.history.count()) == before
    report.refresh_from_db()
    assert report.state == "included"
