"""Money from the fund to the partners."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from consortium.rules.states import StepNotAllowed
from grants.actions.periods import open_period
from reporting.actions.corrections import (
    CorrectionRefused,
    HearingRunning,
    answer_hearing,
    book_correction,
    decide_correction,
    propose_correction,
)
from reporting.actions.payments import (
    DayOutside,
    FourEyes,
    NothingToDisburse,
    PaymentDiffers,
    approve_disbursements,
    book_payment,
    confirm_disbursement,
    send_disbursements,
)
from reporting.actions.recoveries import RecoveryRefused, settle_recovery
from reporting.models import Disbursement, Expenditure, Recovery
from reporting.queries.funding import liabilities, passed_on
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story


def accepted_claim():
    """An accepted claim of 150,000 on cost of 400,000: the co-financing (L3) holds it."""
    world = laid_out(signed_grant)
    costs = {world.aarhus: ["250000.00"], world.randers: ["150000.00"]}
    story.all_verified(world, costs, ["150000.00"])

    world.claim = story.accepted(world, story.sent(world, story.checked(world)))
    return world


@pytest.fixture
def ready(db):
    return laid_out(accepted_claim)


def test_a_payment_is_booked_to_the_oere_and_split(ready):
    world = ready
    for wrong in (world.claim.payable + Decimal("0.01"), Decimal("0.00")):
        with pytest.raises(PaymentDiffers):
            book(world, amount=wrong)
    payment = book(world)
    rows = {row.grant_partner: row for row in payment.disbursements.all()}
    assert rows[world.aarhus].amount == Decimal("93750.00")
    assert rows[world.randers].amount == Decimal("56250.00")
    assert rows[world.aarhus].due_on == payment.received_on + dt.timedelta(days=14)
    assert liabilities(world.grant) == {
        world.aarhus.pk: Decimal("93750.00"),
        world.randers.pk: Decimal("56250.00"),
    }
    with pytest.raises(StepNotAllowed):
        book(world)


def book(world, *, amount=None, day=None, ref="BANK-1", by=None):
    return book_payment(
        world.claim,
        amount=world.claim.payable if amount is None else amount,
        received_on=day or world.clock().date(),
        bank_ref=ref,
        by=by or world.lc,
        at=world.clock(),
    )


def test_the_money_goes_on_with_four_eyes(ready):
    world = ready
    payment = book(world)
    day = world.clock().date()
    with pytest.raises(NothingToDisburse):
        send_disbursements(payment, on=day, bank_ref="U", by=world.lc, at=world.clock())
    with pytest.raises(NotAllowed):
        approve_disbursements(payment, by=world.lc, at=world.clock())
    Disbursement.objects.update(calculated_by=world.ls)
    with pytest.raises(FourEyes):
        approve_disbursements(payment, by=world.ls, at=world.clock())
    Disbursement.objects.update(calculated_by=world.lc)
    approve_disbursements(payment, by=world.ls, at=world.clock())
    with pytest.raises(DayOutside):
        send_disbursements(
            payment, on=dt.date(2030, 1, 1), bank_ref="U", by=world.lc, at=world.clock()
        )
    rows = send_disbursements(payment, on=day, bank_ref="U", by=world.lc, at=world.clock())
    assert liabilities(world.grant) == {}
    own = next(row for row in rows if row.grant_partner == world.aarhus)
    with pytest.raises(NotAllowed):
        confirm_disbursement(own, on=day, by=world.randers_pu, at=world.clock())
    own = confirm_disbursement(own, on=day, by=world.pu, at=world.clock())
    assert own.state == "confirmed"
    assert passed_on(world.grant)[world.aarhus.pk] == Decimal("93750.00")


def test_a_payment_needs_a_day_and_a_reference(ready):
    with pytest.raises(DayOutside):
        book(ready, day=dt.date(2011, 1, 1))
    with pytest.raises(PaymentDiffers):
        book(ready, ref=" ")
    with pytest.raises(NotAllowed):
        book(ready, by=ready.pm)


@pytest.fixture
def owing(ready):
    """Randers owes 10,000 of the fund's money after a correction of 20,000."""
    world = ready
    story.passed_on(world, book(world))
    following(world)
    item = Expenditure.objects.get(amount=Decimal("150000.00"))
    world.correction = propose(world, item, "20000.00")
    return world


def following(world):
    coming = world.periods[world.period.number]
    world.clock.move_to(coming.starts_on.year, coming.starts_on.month, coming.starts_on.day)
    world.period = open_period(coming, by=world.pm, at=world.clock())


def propose(world, item, amount, code="not_eligible", reason="Privat."):
    return propose_correction(
        item, amount=Decimal(amount), reason_code=code, reason=reason, by=world.lc, at=world.clock()
    )


def test_the_partner_is_heard_before_the_decision(owing):
    world, correction = owing, owing.correction
    day = world.clock().date()
    with pytest.raises(HearingRunning):
        decide_correction(correction, on=day, by=world.ls, at=world.clock())
    with pytest.raises(NotAllowed):
        answer_hearing(correction, text="Nej.", by=world.pa, at=world.clock())
    correction = answer_hearing(correction, text="Enig.", by=world.randers_pa, at=world.clock())
    with pytest.raises(NotAllowed):
        decide_correction(correction, on=day, by=world.lc, at=world.clock())
    correction = decide_correction(correction, on=day, by=world.ls, at=world.clock())
    assert correction.state == "decided"
    assert correction.hearing_due_on == dt.date(2012, 9, 14)


def test_a_booked_correction_is_a_row_of_its_own_and_is_owed(owing):
    world = owing
    correction = booked(world, world.correction)
    row = correction.row
    assert (row.amount, row.state, row.kind) == (Decimal("-20000.00"), "verified", "correction")
    assert row.corrects.state == "claimed"
    assert row.report.period == world.period
    # L3 held the claim with 50,000 to spare under L2, so the cost falls without the fund's part.
    assert correction.fund_effect == Decimal("0.00")
    again = booked(world, propose(world, row.corrects, "100000.00"))
    assert again.fund_effect == Decimal("-10000.00")
    [recovery] = Recovery.objects.unsettled()
    assert (recovery.amount, recovery.debtor) == (Decimal("10000.00"), world.randers)
    settle = {"on": world.clock().date(), "by": world.lc, "at": world.clock()}
    with pytest.raises(RecoveryRefused):
        settle_recovery(recovery, amount=Decimal("10000.01"), **settle)
    recovery = settle_recovery(recovery, amount=Decimal("10000.00"), **settle)
    assert recovery.state == "paid"


def booked(world, correction):
    decide_correction(
        correction,
        on=world.clock().date(),
        by=world.ls,
        at=world.clock(),
        reason="Partneren har meddelt, at den er enig.",
    )
    return book_correction(correction, by=world.lc, at=world.clock())


def test_a_recovery_is_offset_in_the_next_payment(owing):
    world = owing
    booked(world, propose(world, world.correction.original, "120000.00"))
    [recovery] = Recovery.objects.unsettled()
    assert recovery.amount == Decimal("10000.00")
    costs = {world.aarhus: ["500000.00"], world.randers: ["500000.00"]}
    story.all_verified(world, costs, ["1000000.00"], world.period)
    world.claim = story.accepted(world, story.sent(world, story.checked(world)))
    payment = book(world, ref="BANK-2")
    rows = {row.grant_partner: row for row in payment.disbursements.all()}
    # What the fund holds back is shared out as if paid, and taken from the partner that owes it.
    assert sum(row.share for row in rows.values()) == payment.amount + Decimal("10000.00")
    assert sum(row.amount for row in rows.values()) == payment.amount
    assert rows[world.randers].offset == Decimal("10000.00")
    assert rows[world.randers].share == rows[world.aarhus].share
    assert not Recovery.objects.unsettled().exists()


@pytest.mark.parametrize(
    ("amount", "code", "reason"),
    [("150000.01", "not_eligible", "x"), ("1.00", "no", "x"), ("1.00", "not_eligible", " ")],
)
def test_a_proposal_that_cannot_be_is_refused(ready, amount, code, reason):
    item = Expenditure.objects.get(amount=Decimal("150000.00"))
    with pytest.raises(CorrectionRefused):
        propose(ready, item, amount, code, reason)


def test_only_claimed_cost_is_corrected_and_only_by_another(world):
    report = story.submitted(world, world.aarhus, ["100.00"])
    with pytest.raises(CorrectionRefused):
        propose(world, report.expenditure.get(), "1.00")
    with pytest.raises(NotAllowed):
        propose_correction(
            report.expenditure.get(),
            amount=Decimal("1.00"),
            reason_code="not_eligible",
            reason="x",
            by=world.stranger,
            at=world.clock(),
        )
