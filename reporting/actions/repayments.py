"""Money back to the fund after the final claim: worked out, approved, sent (rules.md 2.8, R-84)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.models.memory import add_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.corrections import DAYS_TO_PAY_BACK
from reporting.actions.telling import tell_of_part, tell_of_repayment
from reporting.models import Repayment, RepaymentPart
from reporting.queries.costs import owner_ref
from reporting.queries.repayments import balance_of, decided_final_claim, partner_balances
from reporting.rules.repayments import repayment_breaches
from reporting.rules.states import REPAYMENT, REPAYMENT_PART


class RepaymentRefused(Refused):
    """Money cannot go back to the fund as asked."""

    code = "REPAYMENT_REFUSED"


class FourEyes(Refused):
    """Who works out a payment does not approve it (A-07)."""

    code = "FOUR_EYES"


@action
def work_out_repayment(
    grant: Grant, *, amount: Decimal, note: str = "", by: Any, at: dt.datetime
) -> Repayment:
    """The controller works out what goes back to the fund: the final balance, to the øre."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    must(by, Capability.BOOK_PAYMENT, grant)
    waiting = Repayment.objects.filter(grant=grant, state__in=Repayment.WAITING).first()
    if waiting is not None:
        raise RepaymentRefused.because(
            _("%(amount)s kr. are already on their way back to the fund. Send or withdraw them."),
            rule="rules 2.8",
            amount=waiting.amount,
        )
    _must_be_balance(grant, amount)
    final = decided_final_claim(grant)
    assert final is not None
    repayment = Repayment.objects.create(
        grant=grant,
        claim=final,
        amount=amount,
        note=note.strip(),
        calculated_by=by,
        calculated_on=timezone.localdate(at),
    )
    after = {"amount": amount, "claim": final.number}
    record("repayment.worked_out", repayment, chain=grant.ref, after=after)
    tell_of_repayment("repayment.worked_out", repayment, by=by, at=at)
    return repayment


@action
def approve_repayment(repayment: Repayment, *, by: Any, at: dt.datetime) -> Repayment:
    """The signatory approves what goes back, as long as it still is the balance."""
    repayment = _locked(repayment)
    must(by, Capability.APPROVE_DISBURSEMENT, repayment.grant)
    state = advance(REPAYMENT, repayment.state, "approve")
    if repayment.calculated_by_id == by.pk:
        raise FourEyes.because(
            _("%(person)s worked the amount out, so somebody else must approve it."),
            rule="A-07",
            person=str(by),
        )
    _must_be_balance(repayment.grant, repayment.amount)
    before, repayment.state = repayment.state, state
    repayment.approved_by = by
    repayment.save()
    _recorded("repayment.approved", repayment, before)
    tell_of_repayment("repayment.approved", repayment, by=by, at=at)
    return repayment


@action
def send_repayment(
    repayment: Repayment,
    *,
    on: dt.date,
    bank_ref: str,
    proof: UploadedFile[Any],
    by: Any,
    at: dt.datetime,
) -> Repayment:
    """Book that the bank has sent it, with its proof; partners owe what they had too much."""
    repayment = _locked(repayment)
    grant = repayment.grant
    must(by, Capability.BOOK_PAYMENT, grant)
    state = advance(REPAYMENT, repayment.state, "send")
    first, today = repayment.calculated_on, timezone.localdate(at)
    if not first <= on <= today:
        raise RepaymentRefused.because(
            _("%(day)s does not lie between %(first)s and today."),
            rule="rules 2.8",
            subject="on",
            day=on,
            first=first,
        )
    if not bank_ref.strip():
        raise RepaymentRefused.because(
            _("Write the bank's reference, so that the payment can be found again."),
            rule="rules 2.8",
            subject="bank_ref",
        )
    _must_be_balance(grant, repayment.amount)
    owner = owner_ref(grant.lead_id)
    repayment.proof = keep_file(content=proof, name=proof.name or "", owner_ref=owner, by=by, at=at)
    parts = _parts(repayment, on, by)
    before, repayment.state = repayment.state, state
    repayment.sent_on, repayment.bank_ref = on, bank_ref.strip()
    repayment.save()
    told = {str(part.grant_partner_id): part.amount for part in parts}
    _recorded("repayment.sent", repayment, before, on=on, proof=repayment.proof.sha256, parts=told)
    tell_of_repayment("repayment.sent", repayment, by=by, at=at)
    for part in parts:
        if part.state == "demanded":
            tell_of_part(part, by=by, at=at)
    return repayment


@action
def withdraw_repayment(repayment: Repayment, *, reason: str, by: Any, at: dt.datetime) -> Repayment:
    """Take back what has not been sent: the balance has moved, or the amount was a mistake."""
    repayment = _locked(repayment)
    must(by, Capability.BOOK_PAYMENT, repayment.grant)
    state = advance(REPAYMENT, repayment.state, "withdraw")
    if not reason.strip():
        raise RepaymentRefused.because(
            _("Say why the payment back to the fund is withdrawn."),
            rule="W-04",
            subject="reason",
        )
    before, repayment.state = repayment.state, state
    repayment.note = "\n".join(part for part in (repayment.note, reason.strip()) if part)
    repayment.save()
    _recorded("repayment.withdrawn", repayment, before, reason=reason)
    return repayment


@action
def book_part(
    part: RepaymentPart, *, on: dt.date, note: str = "", by: Any, at: dt.datetime
) -> RepaymentPart:
    """Book that a partner has paid its part to the lead, in one bank line."""
    part = _locked_part(part)
    grant = part.repayment.grant
    must(by, Capability.BOOK_PAYMENT, grant)
    before, part.state = part.state, advance(REPAYMENT_PART, part.state, "pay")
    _must_have_happened(part, on, at)
    return _settled(part, before, on, note, "repayment.part_paid", by)


@action
def write_part_off(
    part: RepaymentPart, *, on: dt.date, reason: str, by: Any, at: dt.datetime
) -> RepaymentPart:
    """Give up what an insolvent partner owes: the lead bears it (R-84, agreement clause)."""
    part = _locked_part(part)
    grant = part.repayment.grant
    must(by, Capability.DECIDE_CORRECTION, grant)
    before, part.state = part.state, advance(REPAYMENT_PART, part.state, "write_off")
    if part.repayment.calculated_by_id == by.pk:
        raise FourEyes.because(
            _("%(person)s worked the amount out, so somebody else must write it off."),
            rule="A-07",
            person=str(by),
        )
    if not reason.strip():
        raise RepaymentRefused.because(
            _("Say why the partner cannot pay; the lead bears what is written off."),
            rule="R-84",
            subject="reason",
        )
    _must_have_happened(part, on, at)
    return _settled(part, before, on, reason, "repayment.part_written_off", by)


def _parts(repayment: Repayment, on: dt.date, by: Any) -> list[RepaymentPart]:
    """A row per partner that had too much; what is the lead's own is settled by this payment."""
    due = on + dt.timedelta(days=DAYS_TO_PAY_BACK)
    demanded = "demanded"
    rows = [
        RepaymentPart(
            repayment=repayment,
            grant_partner=one.partner,
            had=one.had,
            entitled=one.entitled,
            amount=one.part,
            due_on=on if one.partner.is_lead else due,
            state=advance(REPAYMENT_PART, demanded, "pay") if one.partner.is_lead else demanded,
            settled_on=on if one.partner.is_lead else None,
            settled_by=by if one.partner.is_lead else None,
        )
        for one in partner_balances(repayment.claim, repayment.amount)
        if one.part > ZERO
    ]
    return add_rows(rows, RepaymentPart)


def _settled(
    part: RepaymentPart, before: str, on: dt.date, note: str, verb: str, by: Any
) -> RepaymentPart:
    part.settled_on, part.note, part.settled_by = on, note.strip()[:200], by
    part.save()
    record(
        verb,
        part,
        chain=part.repayment.grant.ref,
        before={"state": before},
        after={"amount": part.amount, "on": on},
        reason=part.note,
    )
    return part


def _must_be_balance(grant: Grant, amount: Decimal) -> None:
    final = decided_final_claim(grant)
    balance = None if final is None else balance_of(final)
    refuse_if(repayment_breaches(balance, amount), RepaymentRefused)


def _must_have_happened(part: RepaymentPart, on: dt.date, at: dt.datetime) -> None:
    if on > timezone.localdate(at):
        raise RepaymentRefused.because(
            _("%(amount)s kr. of %(partner)s cannot be dated ahead: %(day)s."),
            rule="R-84",
            subject="on",
            amount=part.amount,
            partner=str(part.grant_partner),
            day=on,
        )


def _locked(repayment: Repayment) -> Repayment:
    Grant.objects.select_for_update().get(pk=repayment.grant_id)
    rows = Repayment.objects.select_for_update(of=("self",))
    return rows.select_related("grant__lead", "claim__grant__lead").get(pk=repayment.pk)


def _locked_part(part: RepaymentPart) -> RepaymentPart:
    rows = RepaymentPart.objects.select_for_update(of=("self",))
    return rows.select_related("repayment__grant__lead", "grant_partner__organisation").get(
        pk=part.pk
    )


def _recorded(
    verb: str, repayment: Repayment, before: str, *, reason: str = "", **after: Any
) -> None:
    record(
        verb,
        repayment,
        chain=repayment.grant.ref,
        before={"state": before},
        after={"state": repayment.state, "amount": repayment.amount, **after},
        reason=reason,
    )
