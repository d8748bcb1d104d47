"""A closed period opens again until a claim holds it (W-05)."""

from __future__ import annotations

import pytest

from consortium.actions.base import NotAllowed
from grants.actions.periods import PeriodRefused, close_period
from reporting.actions.claims import build_claim, check_claim
from reporting.actions.reopening import ClaimHoldsPeriod, reopen_for_reports
from tests.reporting import story


@pytest.fixture
def closed(world):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["500.00"])
    world.period = close_period(world.period, by=world.lc, at=world.clock())
    return world


def reopen(world, by, reason="Et bilag mangler"):
    return reopen_for_reports(world.period, reason=reason, by=by, at=world.clock())


def test_the_controller_reopens_with_a_reason(closed):
    for person in (closed.pm, closed.ls, closed.pu, closed.stranger):
        with pytest.raises(NotAllowed):
            reopen(closed, person)
    with pytest.raises(PeriodRefused, match="reason"):
        reopen(closed, closed.lc, " ")
    assert reopen(closed, closed.lc).state == "reopened"


def test_a_draft_claim_is_no_hindrance_and_a_checked_one_is(closed):
    world = closed
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    world.period = close_period(reopen(world, world.lc), by=world.lc, at=world.clock())
    check_claim(claim, by=world.lc, at=world.clock())
    with pytest.raises(ClaimHoldsPeriod, match="next period"):
        reopen(world, world.lc)
