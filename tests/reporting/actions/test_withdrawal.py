"""A co-financing partner withdraws: the request, the funder's letter, and a claim held by L3."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from grants.actions.periods import open_period
from reporting.actions.claims import build_claim
from reporting.actions.drafts import PeriodClosed
from reporting.actions.reports import NoActiveAgreement, open_report
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.grants.actions.test_changes import approved, checked, letter, plan_without_randers
from tests.reporting import story


def first_claim_paid_world():
    """The first half year is whole: as much co-financing as the fund's half asks for."""
    world = laid_out(signed_grant)
    costs = {world.aarhus: ["400000.00"], world.randers: ["200000.00"]}
    story.all_verified(world, costs, ["300000.00"])
    world.claim = story.checked(world)
    story.settled(world, world.claim)
    return world


@pytest.fixture
def first_claim_paid(db):
    return laid_out(first_claim_paid_world)


def test_the_next_claim_is_bound_by_l3_and_says_so(first_claim_paid):
    world = first_claim_paid
    assert (world.claim.binding, world.claim.amount) == ("L2,L3,L4,L5", Decimal("300000.00")) or (
        "L2" in world.claim.binding and world.claim.amount == Decimal("300000.00")
    )
    world.clock.move_to(2012, 11, 1)
    day = dt.date(2012, 12, 1)
    version = plan_without_randers(world, day=day, left="300000.00")
    change = checked(world, grant_partner=world.randers, budget_version=version, effective_from=day)
    change = approved(world, change, by="pm", letter=letter(world), note="Brev af 1.11.2012")
    assert change.carried_out_at

    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    with pytest.raises((NoActiveAgreement, PeriodClosed)):
        open_report(world.randers, period, by=world.randers_pu, at=world.clock())
    world.clock.move_to(2013, 3, 10)
    # Cost goes on in Aarhus; what Randers would have paid has not come from anybody else yet.
    for partner, costs, cash in ((world.lead, (), ["50000.00"]), (world.aarhus, ["300000.00"], ())):
        report = story.submitted(world, partner, costs, cash, period)
        story.verified(world, report)
    claim = story.checked(world, period)
    assert claim.binding == "L3"
    assert claim.limit_3 == Decimal("350000.00") < claim.limit_2 == Decimal("450000.00")
    assert claim.amount == Decimal("50000.00")
    # One krone missing costs two: 900,000 less 350,000 from the fund and 350,000 from others.
    assert claim.unfinanced == Decimal("200000.00")


def test_a_partner_that_has_withdrawn_is_not_waited_for(first_claim_paid):
    world = first_claim_paid
    world.clock.move_to(2012, 11, 1)
    day = dt.date(2012, 12, 1)
    version = plan_without_randers(world, day=day)
    approved(
        world,
        checked(world, grant_partner=world.randers, budget_version=version, effective_from=day),
    )
    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    world.clock.move_to(2013, 3, 10)
    for partner in (world.lead, world.aarhus):
        story.verified(world, story.submitted(world, partner, ["1000.00"], (), period))
    claim = build_claim(world.grant, period, by=world.pm, at=world.clock())
    assert claim.new_eligible == Decimal("2000.00")
