"""The funder decides item by item; what it cuts never comes back, to the øre (W-06)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import Sum

from consortium.actions.base import NotAllowed
from consortium.actions.evidence import keep_file
from consortium.rules.states import StepNotAllowed
from grants.actions.periods import open_period
from reporting.actions.claims import (
    ClaimRefused,
    DecisionOutOfOrder,
    LetterMissing,
    build_claim,
    check_claim,
    cut_item,
    decide_claim,
    rebuild_claim,
    restore_item,
)
from reporting.actions.payments import PaymentDiffers
from reporting.models import (
    Claim,
    ClaimDecision,
    Correction,
    Disbursement,
    Expenditure,
    ItemResult,
    PaymentReceived,
)
from reporting.queries.checks.catalogue import answers
from reporting.queries.funding import position
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.sentences import said
from tests.sample_files import pdf


def sent_claim():
    """A claim of 400,000 (Aarhus 250,000.01 and Randers 149,999.99) that has been sent."""
    world = laid_out(signed_grant)
    story.all_verified(
        world,
        {world.aarhus: ["250000.01"], world.randers: ["149999.99"]},
        cash=["900000.00"],
    )
    world.claim = story.sent(world, story.checked(world))
    return world


@pytest.fixture
def sent(db):
    return laid_out(sent_claim)


def cut(world, amount, to, *, is_irregular=False, claim=None):
    item = Expenditure.objects.get(amount=Decimal(amount), kind="voucher")
    return cut_item(
        claim or world.claim,
        item,
        accepted=Decimal(to),
        reason_code="not_documented",
        reason="Bilaget viser kun en del.",
        is_irregular=is_irregular,
        by=world.ma,
        at=world.clock(),
    )


def test_a_cut_becomes_a_correction_and_the_claim_is_partly_accepted(sent):
    world = sent
    result = cut(world, "250000.01", "200000.00")
    claim = story.accepted(world, world.claim)
    assert claim.state == "partly_accepted"
    assert claim.amount == Decimal("200000.00")
    assert claim.accepted_entitlement == claim.accepted_amount == Decimal("174999.99")
    assert claim.accepted_payable == Decimal("174999.99")
    result.refresh_from_db()
    correction = Correction.objects.get()
    assert result.correction == correction
    assert correction.state == "booked"
    assert correction.amount == Decimal("50000.01")
    assert correction.cancelled == Decimal("0.00")
    assert correction.row is not None
    assert correction.row.accepted == Decimal("-50000.01")
    assert correction.row.corrects == result.item
    assert correction.row.claim is None
    decision = ClaimDecision.objects.get()
    assert (decision.outcome, decision.decided_by) == ("partly_accepted", world.ma)


def test_the_locked_claim_is_not_edited(sent):
    world = sent
    before = {item.pk: item.accepted for item in world.claim.items.all()}
    cut(world, "250000.01", "0.00")
    claim = story.accepted(world, world.claim)
    assert {item.pk: item.accepted for item in claim.items.all()} == before
    with pytest.raises(IntegrityError, match="refused"):
        Claim.objects.filter(pk=claim.pk).update(accepted_payable=Decimal("1.00"))


def test_a_decision_cannot_be_rewritten(sent):
    world = sent
    result = cut(world, "250000.01", "0.00")
    story.accepted(world, world.claim)
    with pytest.raises(IntegrityError, match="refused"):
        ItemResult.objects.filter(pk=result.pk).update(accepted=Decimal("5.00"))


def test_only_the_accepted_amount_is_paid(sent):
    world = sent
    cut(world, "250000.01", "200000.00")
    claim = story.accepted(world, world.claim)
    with pytest.raises(PaymentDiffers) as caught:
        story.book(world, claim, "200000.00")
    assert said(caught) == [
        "The bank line of 200,000.00 kr. is not the 174,999.99 kr. that is payable on claim 1. "
        "A payment is booked to the øre; ask the funder about the rest."
    ]
    payment = story.paid(world, claim)
    rows = {row.grant_partner: row.amount for row in payment.disbursements.all()}
    # 174,999.99 by 200,000.00 and 149,999.99.
    assert rows[world.aarhus] == Decimal("100000.00")
    assert rows[world.randers] == Decimal("74999.99")


def test_an_irregular_cut_cancels_its_support(sent):
    world = sent
    cut(world, "250000.01", "200000.00", is_irregular=True)
    claim = story.accepted(world, world.claim)
    correction = Correction.objects.get()
    # K = q(50,000.01 × 200,000 / 400,000)
    assert correction.cancelled == Decimal("25000.01")
    world.grant.refresh_from_db()
    assert world.grant.cancelled == Decimal("25000.01")
    assert claim.accepted_amount == Decimal("174999.99")


def _next(world, place, costs):
    """The next half year is reported, claimed, sent and accepted."""
    world.clock.move_to(2012 + (place + 1) // 2, 9 if place % 2 == 0 else 3, 5 + place)
    period = open_period(world.periods[place], by=world.pm, at=world.clock())
    story.all_verified(world, costs, period=period)
    return story.sent(world, story.checked(world, period))


def test_three_claims_add_up_cumulatively_to_the_oere(sent):
    world = sent
    cut(world, "250000.01", "200000.33")
    first = story.accepted(world, world.claim)
    story.passed_on(world, story.paid(world, first))
    second = _next(world, 1, {world.aarhus: ["33333.33"], world.randers: ["66666.67"]})
    assert second.new_eligible == Decimal("100000.00") - Decimal("49999.68")
    assert second.claimed_before == first.accepted_amount
    cut(world, "66666.67", "0.01", claim=second)
    second = story.accepted(world, second)
    assert second.state == "partly_accepted"
    story.passed_on(world, story.paid(world, second))
    third = _next(world, 2, {world.randers: ["10000.01"]})
    third = story.accepted(world, third)
    assert third.state == "accepted"
    story.passed_on(world, story.paid(world, third))

    claims = list(Claim.objects.order_by("number"))
    stands = position(world.grant)
    assert (
        Decimal("400000.00")
        - Decimal("49999.68")
        + Decimal("100000.00")
        - (Decimal("66666.66"))
        + Decimal("10000.01")
        == stands.TE
    )
    whole = (stands.TE / 2).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    assert third.entitlement == whole
    assert sum(claim.counted_amount for claim in claims) == whole
    assert sum(claim.counted_payable for claim in claims) == whole
    received = PaymentReceived.objects.aggregate(total=Sum("amount"))["total"]
    passed = Disbursement.objects.aggregate(total=Sum("amount"))["total"]
    assert received == passed == whole
    by_partner = {
        partner: Disbursement.objects.filter(grant_partner=partner).aggregate(t=Sum("share"))["t"]
        for partner in (world.aarhus, world.randers)
    }
    # Each has half of what was accepted of its own cost; each claim's split may move one øre.
    assert abs(by_partner[world.aarhus] - Decimal("116666.83")) <= Decimal("0.02")
    assert abs(by_partner[world.randers] - Decimal("80000.005")) <= Decimal("0.02")
    wrong = [
        (answer.check.code, fault.sentence % fault.params)
        for answer in answers(world.grant)
        if answer.check.code in {"A-08", "A-09", "A-10", "A-27", "A-28", "A-29", "A-30"}
        for fault in answer.faults
    ]
    assert wrong == []


def test_a_later_claim_that_was_sent_before_the_cut_is_accepted_on_what_stands(sent):
    """The funder cuts claim 1 when claim 2 has been sent on its figures."""
    world = sent
    second = _next(world, 1, {world.randers: ["100000.00"]})
    assert second.claimed_before == Decimal("200000.00")
    with pytest.raises(DecisionOutOfOrder) as caught:
        story.accepted(world, second)
    assert said(caught) == ["Claim 1 was sent before claim 2; decide on it first."]
    assert said(caught, "da") == ["Anmodning 1 er sendt før anmodning 2; afgør den først."]
    cut(world, "250000.01", "200000.01")
    first = story.accepted(world, world.claim)
    assert first.accepted_amount == Decimal("175000.00")
    second = story.accepted(world, second)
    assert second.state == "accepted"
    assert second.accepted_entitlement == Decimal("225000.00")
    assert second.accepted_amount == Decimal("50000.00")
    found = [a for a in answers(world.grant) if a.check.code == "A-10"]
    assert [answer.faults for answer in found] == [()]


def test_a_later_claim_that_has_not_been_sent_is_a_draft_again(sent):
    world = sent
    world.clock.move_to(2013, 3, 5)
    period = open_period(world.periods[1], by=world.pm, at=world.clock())
    story.all_verified(world, {world.randers: ["100000.00"]}, period=period)
    second = story.checked(world, period)
    cut(world, "250000.01", "200000.01")
    story.accepted(world, world.claim)
    second.refresh_from_db()
    assert second.state == "draft"
    with pytest.raises(ClaimRefused, match="Build it again"):
        check_claim(second, by=world.lc, at=world.clock())
    second = rebuild_claim(second, by=world.pm, at=world.clock())
    second = check_claim(second, by=world.lc, at=world.clock())
    assert second.claimed_before == Decimal("175000.00")
    assert second.amount == Decimal("50000.00")


def test_a_claim_that_later_ones_count_on_is_not_rejected(sent):
    world = sent
    second = _next(world, 1, {world.randers: ["100000.00"]})
    day = world.clock().date()
    with pytest.raises(DecisionOutOfOrder) as caught:
        decide_claim(world.claim, accepted=False, note="Nej", on=day, by=world.ma, at=world.clock())
    assert said(caught) == [
        "Claim 2 was sent after claim 1 and counts on it. Accept claim 1 in part, or reject claim "
        "2 first."
    ]
    assert said(caught, "da") == [
        "Anmodning 2 er sendt efter anmodning 1 og bygger på den. Godkend anmodning 1 delvist, "
        "eller afvis anmodning 2 først."
    ]
    decide_claim(second, accepted=False, note="Nej", on=day, by=world.ma, at=world.clock())
    decide_claim(world.claim, accepted=False, note="Nej", on=day, by=world.ma, at=world.clock())


def test_a_rejected_claim_forgets_its_cuts(sent):
    world = sent
    cut(world, "250000.01", "0.00")
    day = world.clock().date()
    decide_claim(world.claim, accepted=False, note="Nej", on=day, by=world.ma, at=world.clock())
    assert not ItemResult.objects.exists()
    assert not Correction.objects.exists()
    again = build_claim(world.grant, world.period, by=world.pm, at=world.clock())
    assert again.amount == Decimal("200000.00")


def test_a_cut_can_be_taken_back_before_the_decision(sent):
    world = sent
    result = cut(world, "250000.01", "5.00")
    restore_item(world.claim, result.item, by=world.ma, at=world.clock())
    with pytest.raises(ClaimRefused) as caught:
        restore_item(world.claim, result.item, by=world.ma, at=world.clock())
    number = result.item.voucher_no
    assert said(caught) == [f"{number} is not cut."]
    assert said(caught, "da") == [f"{number} er ikke skåret ned."]
    assert story.accepted(world, world.claim).state == "accepted"


@pytest.mark.parametrize("amount", ["250000.01", "300000.00", "-0.01"])
def test_a_cut_leaves_less_than_the_cost(sent, amount):
    world = sent
    with pytest.raises(ClaimRefused) as caught:
        cut(world, "250000.01", amount)
    [english] = said(caught)
    [danish] = said(caught, "da")
    assert english.endswith("a cut leaves at least 0 and less than 250,000.01 kr.")
    assert danish.endswith("en nedskæring efterlader mindst 0 og mindre end 250.000,01 kr.")


def test_a_cut_needs_a_reason_of_the_claims_own_items(sent):
    world = sent
    item = Expenditure.objects.get(amount=Decimal("250000.01"))
    with pytest.raises(ClaimRefused) as caught:
        cut_item(
            world.claim,
            item,
            accepted=Decimal(1),
            reason_code="whim",
            reason=" ",
            by=world.ma,
            at=world.clock(),
        )
    assert said(caught) == [
        "“whim” is no reason code.",
        "Say why the funder does not accept the whole cost.",
    ]
    assert said(caught, "da")[1] == "Skriv, hvorfor myndigheden ikke godkender hele udgiften."


def test_the_project_manager_records_a_decision_only_with_the_funders_letter(sent):
    world = sent
    day = world.clock().date()
    given = {"accepted": True, "note": "", "on": day, "by": world.pm}
    with pytest.raises(LetterMissing) as caught:
        decide_claim(world.claim, **given, at=world.clock())
    assert said(caught) == [
        "Attach the funder's letter: without it only the funder's own officer decides."
    ]
    assert said(caught, "da") == [
        "Vedhæft myndighedens brev: uden det afgør kun myndighedens egen sagsbehandler."
    ]
    letter = keep_file(
        content=pdf("brev"),
        name="brev.pdf",
        owner_ref=str(world.grant.lead_id),
        by=world.pm,
        at=world.clock(),
    )
    claim = decide_claim(world.claim, **given, letter=letter, at=world.clock())
    assert claim.state == "accepted"
    assert claim.decision.letter == letter


def test_others_neither_cut_nor_decide(sent):
    world = sent
    item = Expenditure.objects.get(amount=Decimal("250000.01"))
    for outsider in (world.stranger, world.lc, world.ls, world.au, world.ro, world.pu):
        with pytest.raises(NotAllowed):
            cut_item(
                world.claim,
                item,
                accepted=Decimal(1),
                reason_code="not_eligible",
                reason="x",
                by=outsider,
                at=world.clock(),
            )
        with pytest.raises(NotAllowed):
            decide_claim(
                world.claim,
                accepted=True,
                note="",
                on=world.clock().date(),
                by=outsider,
                at=world.clock(),
            )


def test_a_claim_is_decided_once(sent):
    world = sent
    story.accepted(world, world.claim)
    with pytest.raises(StepNotAllowed):
        story.accepted(world, world.claim)
