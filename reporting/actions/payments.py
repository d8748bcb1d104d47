"""Money received from the fund and passed on to the partners (rules.md 2.8, R-70, R-71)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows, change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.claim_building import locked_claim
from reporting.actions.recoveries import lower
from reporting.actions.telling import tell_of_disbursements, tell_of_payment
from reporting.models import Claim, Disbursement, PaymentReceived, Recovery, RecoveryEntry
from reporting.queries.claim_clock import clock_on
from reporting.queries.distribution import offsets_of, payment_shares
from reporting.queries.funding import frozen_profile
from reporting.rules.states import CLAIM, DISBURSEMENT, PAYMENT


class PaymentDiffers(Refused):
    """The bank line is not the amount that is payable."""

    code = "PAYMENT_DIFFERS"


class PaymentLate(Refused):
    """The funder's clock had run out, and nobody says why."""

    code = "PAYMENT_LATE"


class FourEyes(Refused):
    """Who calculated a disbursement does not approve it (A-07)."""

    code = "FOUR_EYES"


class DayOutside(Refused):
    """Money cannot move before it came, or in the future."""

    code = "DAY_OUTSIDE"


class NothingToDisburse(Refused):
    """The payment has no disbursement in the state that the step asks for."""

    code = "NOTHING_TO_DISBURSE"


@action
def book_payment(
    claim: Claim,
    *,
    amount: Decimal,
    received_on: dt.date,
    bank_ref: str,
    late_reason: str = "",
    by: Any,
    at: dt.datetime,
) -> PaymentReceived:
    """Book the bank line of a claim, to the øre, and work out each partner's disbursement.

    A payment that comes after the funder's clock has run out names its reason (W-07, A-28).
    """
    claim = locked_claim(claim)
    must(by, Capability.BOOK_PAYMENT, claim.grant)
    state = advance(CLAIM, claim.state, "pay")
    _must_be_payable(claim, amount)
    _must_lie(received_on, claim.decided_on, at)
    _must_have_reference(bank_ref)
    _must_explain_delay(claim, received_on, late_reason)
    payment = PaymentReceived.objects.create(
        claim=claim,
        amount=amount,
        received_on=received_on,
        bank_ref=bank_ref.strip(),
        late_reason=late_reason.strip(),
        state=_reconciled(),
    )
    claim.state = state
    claim.save()
    rows = _disbursements(payment, claim, by)
    record(
        "payment.booked",
        payment,
        chain=claim.grant.ref,
        after={
            "amount": amount,
            "received_on": received_on,
            "late_reason": payment.late_reason,
            "disbursements": {str(row.grant_partner_id): row.amount for row in rows},
        },
    )
    tell_of_payment(payment, by=by, at=at)
    return payment


@action
def approve_disbursements(
    payment: PaymentReceived, *, by: Any, at: dt.datetime
) -> list[Disbursement]:
    """The signatory approves what is sent on."""
    rows = _rows(payment, by, Capability.APPROVE_DISBURSEMENT, "calculated")
    if by.pk in {row.calculated_by_id for row in rows}:
        raise FourEyes.because(
            _("%(person)s calculated the disbursements, so somebody else must approve them."),
            rule="A-07",
            person=str(by),
        )
    for row in rows:
        row.state, row.approved_by = advance(DISBURSEMENT, row.state, "approve"), by
    change_rows(rows, Disbursement, ["state", "approved_by"])
    return _recorded("disbursement.approved", payment, rows)


@action
def send_disbursements(
    payment: PaymentReceived, *, on: dt.date, bank_ref: str, by: Any, at: dt.datetime
) -> list[Disbursement]:
    """Book that the bank has sent the money on."""
    rows = _rows(payment, by, Capability.BOOK_PAYMENT, "approved")
    _must_lie(on, payment.received_on, at)
    for row in rows:
        row.state = advance(DISBURSEMENT, row.state, "send")
        row.sent_on, row.bank_ref = on, bank_ref.strip()
    change_rows(rows, Disbursement, ["state", "sent_on", "bank_ref"])
    partners = [row.grant_partner.organisation_id for row in rows]
    tell_of_disbursements(payment, partners, on=on, by=by, at=at)
    return _recorded("disbursement.sent", payment, rows)


@action
def confirm_disbursement(
    disbursement: Disbursement, *, on: dt.date, by: Any, at: dt.datetime
) -> Disbursement:
    """The partner confirms that the money has come."""
    row = (
        Disbursement.objects.select_for_update(of=("self",))
        .select_related("grant_partner__organisation", "grant_partner__grant")
        .get(pk=disbursement.pk)
    )
    must(by, Capability.CONFIRM_RECEIPT, row.grant_partner.organisation)
    row.state = advance(DISBURSEMENT, row.state, "confirm")
    _must_lie(on, row.sent_on, at)
    row.confirmed_by, row.confirmed_on = by, on
    row.save()
    record(
        "disbursement.confirmed",
        row,
        chain=row.grant_partner.grant.ref,
        after={"amount": row.amount, "on": on},
    )
    return row


def _reconciled() -> str:
    """The bank line is matched as it is booked, so both steps are taken at once (rules 3.0)."""
    return advance(PAYMENT, advance(PAYMENT, "expected", "receive"), "reconcile")


def _must_be_payable(claim: Claim, amount: Decimal) -> None:
    if amount != claim.counted_payable or amount <= ZERO:
        raise PaymentDiffers.because(
            _(
                "The bank line of %(amount)s kr. is not the %(payable)s kr. that is payable on "
                "claim %(number)s. A payment is booked to the øre; ask the funder about the rest."
            ),
            rule="rules 3.1",
            subject="amount",
            amount=amount,
            payable=claim.counted_payable,
            number=claim.number,
        )


def _must_have_reference(bank_ref: str) -> None:
    if not bank_ref.strip():
        raise PaymentDiffers.because(
            _("Write the bank's reference, so that the payment can be found again."),
            rule="rules 3.1",
            subject="bank_ref",
        )


def _must_explain_delay(claim: Claim, received_on: dt.date, late_reason: str) -> None:
    clock = clock_on(claim, received_on)
    if clock is None or not clock.is_late or late_reason.strip():
        return
    raise PaymentLate.because(
        _(
            "The payment came on %(day)s; the funder's %(days)s days for claim %(number)s ran out "
            "on %(due)s. Write the reason, so that the delay is logged."
        ),
        rule="W-07",
        subject="late_reason",
        day=received_on,
        due=received_on + dt.timedelta(days=clock.left),
        days=clock.used + clock.left,
        number=claim.number,
    )


def _must_lie(day: dt.date, first: dt.date | None, at: dt.datetime) -> None:
    if day > at.date() or (first is not None and day < first):
        raise DayOutside.because(
            _("%(day)s does not lie between %(first)s and today."),
            rule="R-71",
            subject="on",
            day=day,
            first=first or day,
        )


def _disbursements(payment: PaymentReceived, claim: Claim, by: Any) -> list[Disbursement]:
    """One row per partner, the lead's own part among them.

    What the fund holds back for corrections in this claim is owed by the partners that caused
    them: it is shared out as if it had been paid, and taken from those partners by offset.
    """
    days = dt.timedelta(days=frozen_profile(claim.grant).disbursement_days)
    rows, offsets = [], {}
    for share in payment_shares(payment.amount, claim):
        if share.amount <= ZERO:
            continue
        offsets[share.partner.pk] = offsets_of(share.partner, share.amount)
        offset = sum((part for _recovery, part in offsets[share.partner.pk]), ZERO)
        rows.append(
            Disbursement(
                payment=payment,
                grant_partner=share.partner,
                eligible=share.eligible,
                share=share.amount,
                offset=offset,
                amount=share.amount - offset,
                due_on=payment.received_on + days,
                calculated_by=by,
            )
        )
    made = add_rows(rows, Disbursement)
    _booked(payment, made, offsets, by)
    return made


def _booked(
    payment: PaymentReceived,
    rows: list[Disbursement],
    offsets: dict[int, list[tuple[Recovery, Decimal]]],
    by: Any,
) -> None:
    """Write each offset down with its disbursement, and count it on its recovery."""
    entries = [
        RecoveryEntry(
            recovery=recovery,
            kind=RecoveryEntry.OFFSET,
            amount=part,
            on=payment.received_on,
            disbursement=row,
            note=payment.bank_ref,
            booked_by=by,
        )
        for row in rows
        for recovery, part in offsets[row.grant_partner_id]
    ]
    add_rows(entries, RecoveryEntry)
    for entry in entries:
        lower(entry.recovery, entry.amount, "offset")


def _rows(
    payment: PaymentReceived, by: Any, capability: Capability, state: str
) -> list[Disbursement]:
    grant = Grant.objects.select_for_update(no_key=True).get(claims=payment.claim_id)
    must(by, capability, grant)
    rows = list(
        Disbursement.objects.select_for_update(of=("self",))
        .filter(payment=payment)
        .select_related("grant_partner__organisation")
        .order_by("grant_partner__number")
    )
    if not rows or {row.state for row in rows} - {state, "confirmed", "sent"}:
        raise _nothing(payment, state)
    waiting = [row for row in rows if row.state == state]
    if not waiting:
        raise _nothing(payment, state)
    return waiting


def _nothing(payment: PaymentReceived, state: str) -> Refused:
    return NothingToDisburse.because(
        _("No disbursement of the payment with reference %(ref)s is “%(state)s”."),
        rule="rules 3.1",
        ref=payment.bank_ref,
        state=state,
    )


def _recorded(verb: str, payment: PaymentReceived, rows: list[Disbursement]) -> list[Disbursement]:
    total = Disbursement.objects.filter(pk__in=[row.pk for row in rows]).aggregate(
        total=Sum("amount")
    )["total"]
    record(
        verb,
        payment,
        chain=payment.claim.grant.ref,
        after={"disbursements": [row.pk for row in rows], "amount": total},
    )
    return rows
