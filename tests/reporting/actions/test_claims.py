"""A claim from draft to decision."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from consortium.rules.states import StepNotAllowed
from reporting.actions.claims import (
    ClaimOverCeiling,
    ClaimRefused,
    FourEyes,
    HashDiffers,
    ReportsMissing,
    StatementMissing,
    build_claim,
    check_claim,
    decide_claim,
    drop_claim,
    issue_statement,
    rebuild_claim,
    send_to_auditor,
    submit_claim,
)
from reporting.actions.verification import disallow_item
from reporting.models import Claim, Expenditure, PartnerReport, ReportSnapshot
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story


def reported_world():
    """All three partners have a verified report: 400,000 of cost, 300,000 of cash."""
    world = laid_out(signed_grant)
    story.all_verified(
        world,
        {world.aarhus: ["250000.00"], world.randers: ["150000.00"]},
        cash=["300000.00"],
    )
    return world


@pytest.fixture
def reported(db):
    return laid_out(reported_world)


def test_a_claim_stores_limits_binding_and_split(reported):
    world = reported
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    assert claim.total_eligible == Decimal("400000.00")
    assert claim.limit_1 == Decimal("15000000.00")
    assert claim.limit_2 == Decimal("200000.00")
    assert claim.limit_3 == Decimal("300000.00")
    assert claim.limit_4 == Decimal("400000.00")
    assert claim.limit_5 is None
    assert claim.binding == "L2"
    assert claim.amount == claim.payable == Decimal("200000.00")
    shares = {share.grant_partner: share.amount for share in claim.shares.all()}
    assert shares[world.aarhus] == Decimal("125000.00")
    assert shares[world.randers] == Decimal("75000.00")
    assert shares[world.lead] == Decimal("0.00")
    assert len(claim.sha256) == 64


def test_the_whole_way_to_accepted_locks_everything(reported):
    world = reported
    claim = story.sent(world, story.checked(world))
    assert claim.state == "submitted"
    assert claim.snapshot is not None
    kinds = set(ReportSnapshot.objects.values_list("kind", flat=True))
    assert kinds == {"authority", "region", "partner_statement", "claim"}
    assert set(Expenditure.objects.values_list("state", flat=True)) == {"claimed"}
    assert set(PartnerReport.objects.values_list("state", flat=True)) == {"included"}
    world.period.refresh_from_db()
    assert world.period.state == "locked"
    assert story.accepted(world, claim).state == "accepted"


def test_the_rows_of_a_draft_are_not_in_the_next_one(reported):
    world = reported
    first = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    second = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    assert (first.number, second.number) == (1, 2)
    assert second.new_eligible == Decimal("0.00")
    drop_claim(first, by=world.pm, at=world.clock())
    second = rebuild_claim(second, by=world.pm, at=world.clock())
    assert second.amount == Decimal("200000.00")


def test_reports_that_are_not_verified_are_named(world):
    story.verified(world, story.submitted(world, world.aarhus, ["1000.00"]))
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    with pytest.raises(ReportsMissing) as caught:
        check_claim(claim, by=world.lc, at=world.clock())
    assert "Lead" in str(caught.value)
    assert "Randers" in str(caught.value)


def test_the_second_of_two_claims_for_the_last_room_is_refused(world):
    """29,600,000 is claimed; two drafts of 200,000 each want the last 200,000 of the fund."""
    period = world.period
    story.all_verified(
        world,
        {
            world.lead: [story.Cost("17800000.00", "staff")],
            world.aarhus: [story.Cost("6000000.00"), story.Cost("1500000.00", "travel")],
            world.randers: [story.Cost("4300000.00", "materials")],
        },
        cash=["14800000.00"],
    )
    story.checked(world)
    more = story.Cost("400000.00", "staff")
    story.verified(world, story.submitted(world, world.lead, [more], ["500000.00"]))
    first = build_claim(world.grant, period, by=world.pm, at=world.clock())
    story.verified(world, story.submitted(world, world.lead, [more], ["500000.00"]))
    second = build_claim(world.grant, period, by=world.pm, at=world.clock())
    assert first.amount == second.amount == Decimal("200000.00")
    check_claim(second, by=world.lc, at=world.clock())
    with pytest.raises(ClaimOverCeiling) as caught:
        check_claim(first, by=world.lc, at=world.clock())
    sentence = str(caught.value)
    assert "200000.00" in sentence
    assert "only 0.00 kr. is left" in sentence
    assert "L1" in sentence
    first = rebuild_claim(first, by=world.pm, at=world.clock())
    assert first.amount == Decimal("0.00")
    assert first.number > second.number


def test_a_cost_that_falls_before_the_check_asks_for_a_new_build(reported):
    world = reported
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    item = Expenditure.objects.get(amount=Decimal("250000.00"))
    disallow_item(
        item,
        amount=Decimal("50000.00"),
        code="NOT_ELIGIBLE",
        reason="Uden for projektet.",
        by=world.lc2,
        at=world.clock(),
    )
    with pytest.raises(ClaimRefused, match="Build it again"):
        check_claim(claim, by=world.lc, at=world.clock())
    claim = rebuild_claim(claim, by=world.pm, at=world.clock())
    assert claim.amount == Decimal("175000.00")


def test_nobody_checks_or_signs_their_own_work(reported):
    world = reported
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    Claim.objects.filter(pk=claim.pk).update(built_by=world.lc)
    with pytest.raises(FourEyes):
        check_claim(claim, by=world.lc, at=world.clock())
    Claim.objects.filter(pk=claim.pk).update(built_by=world.pm)
    claim = check_claim(claim, by=world.lc, at=world.clock())
    Claim.objects.filter(pk=claim.pk).update(checked_by=world.ls)
    with pytest.raises(FourEyes):
        submit_claim(claim, by=world.ls, at=world.clock())


def test_a_period_that_needs_a_statement_is_not_claimed_without(reported):
    world = reported
    assert world.period.auditor_required
    claim = story.checked(world)
    with pytest.raises(StatementMissing):
        submit_claim(claim, by=world.ls, at=world.clock())
    claim = send_to_auditor(claim, by=world.pm, at=world.clock())
    with pytest.raises(ClaimRefused):
        issue_statement(claim, "qualified", "Forbehold.", by=world.au, at=world.clock())
    issue_statement(claim, "adverse", "Afkræftende.", by=world.au, at=world.clock())
    with pytest.raises(StatementMissing):
        submit_claim(claim, by=world.ls, at=world.clock())


def test_figures_changed_behind_the_check_are_found(reported):
    world = reported
    claim = story.checked(world)
    Claim.objects.filter(pk=claim.pk).update(payable=Decimal("1.00"))
    with pytest.raises(HashDiffers):
        send_to_auditor(claim, by=world.pm, at=world.clock())


def test_a_rejected_claim_frees_its_rows(reported):
    world = reported
    claim = story.sent(world, story.checked(world))
    day = world.clock().date()
    with pytest.raises(ClaimRefused):
        decide_claim(claim, accepted=False, note="", on=day, by=world.ma, at=world.clock())
    with pytest.raises(ClaimRefused):
        decide_claim(
            claim, accepted=True, note="", on=dt.date(2030, 1, 1), by=world.ma, at=world.clock()
        )
    decide_claim(claim, accepted=False, note="Mangler.", on=day, by=world.ma, at=world.clock())
    again = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    assert again.amount == Decimal("200000.00")
    assert again.claimed_before == Decimal("0.00")


def test_steps_belong_to_their_roles(reported):
    world = reported
    for outsider in (world.stranger, world.pu, world.lc, world.ro):
        with pytest.raises(NotAllowed):
            build_claim(world.grant, world.period, by=outsider, at=world.clock())
    claim = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    with pytest.raises(NotAllowed):
        check_claim(claim, by=world.pm, at=world.clock())
    with pytest.raises(StepNotAllowed):
        submit_claim(claim, by=world.ls, at=world.clock())
    check_claim(claim, by=world.lc, at=world.clock())
    with pytest.raises(ClaimRefused):
        drop_claim(claim, by=world.pm, at=world.clock())
