"""A correction that was wrong is taken back and leaves no trace in the sums (R-82, W-04)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consortium.actions.base import NotAllowed
from grants.models import Grant
from reporting.actions.corrections import (
    CorrectionRefused,
    FourEyes,
    book_correction,
    decide_correction,
    propose_correction,
)
from reporting.actions.recoveries import RecoveryRefused, refund_recovery, settle_recovery
from reporting.actions.reversals import ReversalRefused, propose_reversal
from reporting.models import Claim, Correction, Expenditure, Recovery
from reporting.queries.checks.base import Scope
from reporting.queries.checks.flows import corrections_are_booked, disbursements_match_payments
from reporting.queries.corrections import claimed_position, left_to_fall
from reporting.queries.explained import Subject, facts_about
from reporting.queries.explained_rows import Wanted, row_sums
from reporting.queries.explained_sources import arms_of
from reporting.queries.funding import funding_terms, passed_on
from reporting.queries.recoveries import recovery_account
from reporting.rules.funding import entitlement
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story
from tests.reporting.said import said

pytestmark = pytest.mark.django_db


def paid_claim():
    """Randers and Aarhus have been paid half of 100,000.00 and 90,000.03."""
    world = signed_grant(match_test=False, interim_limit="1")
    story.all_verified(world, {world.randers: ["100000.00"], world.aarhus: ["90000.03"]})
    story.settled(world, story.checked(world))
    story.next_opened(world)
    world.item = Expenditure.objects.get(amount=D("100000.00"))
    return world


@pytest.fixture
def paid(db):
    return laid_out(paid_claim)


def fallen(world, amount, *, is_irregular=True) -> Correction:
    correction = propose_correction(
        world.item,
        amount=D(amount),
        reason_code="not_eligible",
        reason="Fundet ved kontrol.",
        is_irregular=is_irregular,
        by=world.au,
        at=world.clock(),
    )
    return decided(world, correction)


def decided(world, correction) -> Correction:
    on = world.clock().date()
    reason = "" if correction.reverses_id else "Partneren enig."
    decide_correction(correction, on=on, reason=reason, by=world.ls, at=world.clock())
    return book_correction(correction, by=world.lc, at=world.clock())


def taken_back(world, correction) -> Correction:
    reversal = propose_reversal(
        correction, reason="Bilaget er fundet.", by=world.au, at=world.clock()
    )
    return decided(world, reversal)


def sums(world):
    grant = Grant.objects.get(pk=world.grant.pk)
    stands = claimed_position(grant)
    return stands, grant.cancelled, entitlement(stands, funding_terms(grant)).entitlement


def test_a_reversal_is_a_new_row_that_points_back(paid):
    before = sums(paid)
    correction = fallen(paid, "1000.00")
    assert sums(paid) != before
    reversal = taken_back(paid, correction)
    assert sums(paid) == before
    row = reversal.row
    assert row is not None
    assert (row.kind, row.accepted, row.corrects) == ("reversal", D("1000.00"), correction.row)
    assert (reversal.te_effect, reversal.fund_effect, reversal.cancelled) == (
        D("1000.00"),
        D("500.00"),
        D("-500.00"),
    )
    recovery = Recovery.objects.get()
    assert (recovery.state, recovery.entries.get().kind) == ("settled", "reversal")
    assert recovery_account(recovery, on=paid.clock().date()).to_refund == 0
    assert left_to_fall(paid.grant, [paid.item]) == {paid.item.pk: D("100000.00")}
    assert corrections_are_booked(Scope(paid.grant)) == []


def test_the_page_of_k_counts_what_the_reversal_gave_back(paid):
    found = fallen(paid, "1000.00")
    reversal = taken_back(paid, found)
    day = paid.clock().date()
    assert found.cancelled > 0 and found.cancelled + reversal.cancelled == 0
    for claim in (None, Claim.objects.order_by("number").first()):
        subject = Subject(Grant.objects.get(), day, claim=claim)
        facts = facts_about(subject, "K")
        assert facts.values["K"] == D("0.00")
        sums = row_sums(arms_of(facts.figure("K").rows, subject, facts), Wanted())
        assert sums.total == D("0.00")


def test_what_the_partner_had_paid_goes_back_to_it(paid):
    correction = fallen(paid, "1000.00")
    recovery, day = Recovery.objects.get(), paid.clock().date()
    settle_recovery(recovery, amount=D("200.00"), on=day, by=paid.lc, at=paid.clock())
    taken_back(paid, correction)
    recovery = Recovery.objects.get()
    assert recovery_account(recovery, on=day).to_refund == D("200.00")
    with pytest.raises(RecoveryRefused) as no:
        refund_recovery(recovery, amount=D("200.01"), on=day, by=paid.lc, at=paid.clock())
    assert said(no, "en") == (
        f"200.01 kr. on {day:%d/%m/%Y} cannot be paid back: the partner has 200.00 kr. due."
    )
    assert said(no, "da") == (
        f"200,01 kr. den {day.day}.{day.month}.{day.year} kan ikke betales tilbage: Partneren "
        "har 200,00 kr. til gode."
    )
    refund_recovery(recovery, amount=D("200.00"), on=day, by=paid.lc, at=paid.clock())
    assert recovery_account(Recovery.objects.get(), on=day).to_refund == 0


def test_what_the_fund_had_held_back_is_paid_to_the_partner_again(paid):
    correction = fallen(paid, "1000.00")
    story.all_verified(paid, {paid.randers: ["40000.00"]}, (), paid.period)
    story.settled(paid, story.checked(paid, paid.period))
    assert Recovery.objects.get().state == "offset"
    story.next_opened(paid)
    taken_back(paid, Correction.objects.get(pk=correction.pk))
    story.all_verified(paid, {paid.aarhus: ["10000.00"]}, (), paid.period)
    claim = story.checked(paid, paid.period)
    assert claim.amount == D("5500.00")
    story.settled(paid, claim)
    sent = passed_on(paid.grant)
    # As if the correction had never been: half of 140,000.00, and of 100,000.03 down to the øre.
    assert sent[paid.randers.pk] == D("70000.00")
    assert sent[paid.aarhus.pk] == D("50000.01")
    assert corrections_are_booked(Scope(paid.grant)) == []
    assert disbursements_match_payments(Scope(paid.grant)) == []


def test_who_proposed_the_reversal_does_not_decide_it(paid):
    correction = fallen(paid, "1000.00")
    reversal = propose_reversal(correction, reason="Fejl.", by=paid.ma, at=paid.clock())
    with pytest.raises(FourEyes) as no:
        decide_correction(reversal, on=paid.clock().date(), by=paid.ma, at=paid.clock())
    assert said(no, "en") == "Ma proposed the correction, so somebody else must decide it."
    with pytest.raises(NotAllowed):
        propose_reversal(correction, reason="Fejl.", by=paid.pu, at=paid.clock())


def test_a_correction_is_taken_back_once_and_for_a_reason(paid):
    correction = fallen(paid, "1000.00")
    with pytest.raises(ReversalRefused) as no:
        propose_reversal(correction, reason=" ", by=paid.au, at=paid.clock())
    assert said(no, "en") == "Say why the correction was wrong."
    assert said(no, "da") == "Skriv, hvorfor korrektionen var forkert."
    reversal = taken_back(paid, correction)
    with pytest.raises(ReversalRefused) as no:
        propose_reversal(correction, reason="Igen.", by=paid.au, at=paid.clock())
    assert said(no, "en") == "Correction 1 is already being taken back by correction 2."
    assert said(no, "da") == "Korrektion 1 er allerede ved at blive taget tilbage af korrektion 2."
    with pytest.raises(ReversalRefused) as no:
        propose_reversal(reversal, reason="Igen.", by=paid.au, at=paid.clock())
    assert said(no, "en") == "Correction 2 is “Booked”; only a booked correction is taken back."
    assert said(no, "da") == ("Korrektion 2 er “Bogført”; kun en bogført korrektion tages tilbage.")
    assert reversal.row is not None
    with pytest.raises(CorrectionRefused):
        propose_correction(
            reversal.row,
            amount=D("1.00"),
            reason_code="reversal",
            reason="Nej",
            by=paid.au,
            at=paid.clock(),
        )


def test_a_correction_in_an_unsent_claim_lies_still_first(paid):
    correction = fallen(paid, "1000.00")
    story.all_verified(paid, {paid.randers: ["40000.00"]}, (), paid.period)
    story.checked(paid, paid.period)
    correction = Correction.objects.get(pk=correction.pk)
    with pytest.raises(ReversalRefused) as no:
        propose_reversal(correction, reason="Fejl.", by=paid.au, at=paid.clock())
    assert said(no, "en") == (
        "Claim 2 holds the correction and has not been sent. Send or drop it first."
    )
    assert said(no, "da") == (
        "Anmodning 2 indeholder korrektionen og er ikke sendt. Send eller slet den først."
    )


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    amounts=st.lists(st.decimals("0.01", "30000.00", places=2), min_size=1, max_size=3),
    irregular=st.booleans(),
)
def test_corrections_and_their_reversals_leave_no_trace_on_real_rows(paid, amounts, irregular):
    before = sums(paid)
    made = [fallen(paid, amount, is_irregular=irregular) for amount in amounts]
    for correction in reversed(made):
        taken_back(paid, correction)
    assert sums(paid) == before
    assert corrections_are_booked(Scope(paid.grant)) == []
