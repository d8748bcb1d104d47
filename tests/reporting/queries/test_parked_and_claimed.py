"""Page, paper and queue say the same of what is parked and what has been claimed (W-04, R-12)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from reporting.documents.claim_document import claim_document
from reporting.documents.parts import LIMITS_CHART
from reporting.queries.ledger import budget_in_force, overview
from reporting.queries.parking import parked_sum
from reporting.views.claims import _so_far
from tests.reporting import story
from tests.reporting.parking_story import parked_and_claimed, take_up


def picture(world, day):
    return overview(world.grant, budget_in_force(world.grant, day))


def test_a_line_that_is_taken_up_stays_parked_until_it_is_decided(world):
    item = parked_and_claimed(world)
    day = world.clock().date()
    assert picture(world, day).total.parked == parked_sum(world.grant)[1] == D("1000.00")
    row = take_up(world, item)
    assert picture(world, day).total.parked == parked_sum(world.grant)[1] == D("1000.00")
    story.verified(world, story.submitted(world, world.aarhus))
    row.refresh_from_db()
    assert row.state == "verified"
    assert picture(world, day).total.parked == parked_sum(world.grant)[1] == D("0.00")


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_claims_page_and_its_paper_draw_the_same_sum(world, is_sent):
    story.all_verified(world, {world.aarhus: ["1000.00"]}, ["500.00"])
    claim = story.checked(world)
    if is_sent:
        claim = story.sent(world, claim)
    paper = claim_document(world.grant, claim.period, world.clock())
    [drawn] = [one for one in paper.charts if one.kind == LIMITS_CHART]
    assert drawn.figures["claimed"] == _so_far(claim) == (D("500.00") if is_sent else D("0.00"))
