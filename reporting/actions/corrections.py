"""Cost that falls after it was claimed: heard, decided, booked as a new row (R-80 to R-84)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.spans import add_working_days
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.findings import lead_to_correction
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.open_reports import NoOpenPeriod, report_for, unlocked_period
from reporting.actions.recoveries import drop_recovery
from reporting.actions.reversals import must_lie_still
from reporting.actions.telling import tell_of_correction, tell_of_recovery
from reporting.models import (
    AuditorStatement,
    Claim,
    Correction,
    Expenditure,
    Finding,
    ItemResult,
    PartnerReport,
    Recovery,
)
from reporting.queries.corrections import correction_effect, left_to_fall, recovery_due
from reporting.queries.funding import frozen_profile
from reporting.queries.repayments import final_balance
from reporting.rules.states import CORRECTION

DAYS_TO_PAY_BACK = 30


class CorrectionRefused(Refused):
    """The correction cannot be made as asked."""

    code = "CORRECTION_REFUSED"


class HearingRunning(Refused):
    """The partner has not been heard, and its time to answer is not over."""

    code = "HEARING_RUNNING"


class FourEyes(Refused):
    """Who proposed a correction does not decide it (A-07)."""

    code = "FOUR_EYES"


@action
def propose_correction(
    original: Expenditure,
    *,
    amount: Decimal,
    reason_code: str,
    reason: str,
    is_irregular: bool = False,
    statement: AuditorStatement | None = None,
    flat_pct: Decimal | None = None,
    finding: Finding | None = None,
    by: Any,
    at: dt.datetime,
) -> Correction:
    """Propose that a claimed cost falls, in whole or in part, and ask the partner (hearing).

    With a *statement* it books the auditor's reservation, before the claim is sent (rules 3.1).
    With a *finding* the register shows what it has led to.
    """
    grant = Grant.objects.select_for_update(no_key=True).get(pk=original.grant_id)
    row = (
        Expenditure.objects.select_for_update(of=("self",))
        .select_related("grant", "claim", "grant_partner")
        .get(pk=original.pk)
    )
    must(by, Capability.PROPOSE_CORRECTION, row.grant)
    refuse_if(_proposal_faults(row, amount, reason_code, reason, statement), CorrectionRefused)
    last = Correction.objects.filter(grant=grant).aggregate(last=Max("number"))["last"] or 0
    days = frozen_profile(grant).hearing_working_days
    correction = Correction.objects.create(
        grant=grant,
        number=last + 1,
        original=row,
        amount=amount,
        reason_code=reason_code,
        reason=reason.strip(),
        is_irregular=is_irregular,
        statement=statement,
        flat_pct=flat_pct,
        hearing_due_on=add_working_days(timezone.localdate(at), days),
        proposed_by=by,
    )
    record(
        "correction.proposed",
        correction,
        chain=grant.ref,
        after={"row": row.pk, "amount": amount, "hearing_due_on": correction.hearing_due_on},
        reason=reason,
    )
    if finding is not None:
        lead_to_correction(finding, correction, by=by, at=at)
    tell_of_correction(correction, by=by, at=at)
    return correction


@action
def answer_hearing(correction: Correction, *, text: str, by: Any, at: dt.datetime) -> Correction:
    """The partner's answer to the proposal."""
    correction = _locked(correction)
    must(by, Capability.ANSWER_HEARING, correction.original.grant_partner.organisation)
    correction.state = advance(CORRECTION, correction.state, "hear")
    if not text.strip():
        raise CorrectionRefused.because(
            _("Write the answer; “no remarks” is one."), rule="rules 3.1", subject="text"
        )
    correction.partner_answer = text.strip()
    correction.save()
    record(
        "correction.heard",
        correction,
        chain=correction.grant.ref,
        after={"answer": correction.partner_answer},
    )
    return correction


@action
def decide_correction(
    correction: Correction, *, on: dt.date, by: Any, at: dt.datetime, reason: str = ""
) -> Correction:
    """Decide after the hearing. With a *reason* a hearing that nobody answered may be waived."""
    correction = _locked(correction)
    must(by, Capability.DECIDE_CORRECTION, correction.grant)
    if by.pk == correction.proposed_by_id:
        raise FourEyes.because(
            _("%(person)s proposed the correction, so somebody else must decide it."),
            rule="A-07",
            person=str(by),
        )
    if on > timezone.localdate(at):
        raise CorrectionRefused.because(
            _("A decision is not dated ahead: %(day)s."), rule="W-08", subject="on", day=on
        )
    is_asked = correction.state == "proposed" and correction.reverses_id is None
    if is_asked and on <= correction.hearing_due_on and not reason.strip():
        raise HearingRunning.because(
            _(
                "The partner may answer until %(day)s and has not yet done so. Wait, or say why "
                "the hearing is waived."
            ),
            rule="rules 3.1",
            subject="reason",
            day=correction.hearing_due_on,
        )
    before, correction.state = correction.state, advance(CORRECTION, correction.state, "decide")
    correction.decided_by, correction.decided_on = by, on
    correction.save()
    record(
        "correction.decided",
        correction,
        chain=correction.grant.ref,
        before={"state": before},
        after={"state": correction.state, "on": on, "waived": is_asked},
        reason=reason,
    )
    return correction


@action
def book_correction(correction: Correction, *, by: Any, at: dt.datetime) -> Correction:
    """The controller books a correction that was decided."""
    must(by, Capability.BOOK_PAYMENT, correction.grant)
    return enter_correction(correction, by=by, at=at)


@action
def enter_correction(correction: Correction, *, by: Any, at: dt.datetime) -> Correction:
    """Book the negative row, cancel its support if it is irregular, and demand it back if paid.

    A reversal is booked the other way round: its row is positive, K falls by what was cancelled,
    and what was demanded is dropped unless the fund has already held it back (W-04).
    Called by who may book it, and by the funder's decision on a claim (W-06).
    """
    grant = Grant.objects.select_for_update(no_key=True).get(pk=correction.grant_id)
    correction = _locked(correction)
    state = advance(CORRECTION, correction.state, "book")
    if correction.reverses is not None:
        must_lie_still(correction.reverses)
    # Both sides of the effect are read before the row exists.
    effect = correction_effect(grant, correction)
    due = recovery_due(grant, effect)
    correction.row = _mirror_row(correction, by, at)
    correction.te_effect, correction.fund_effect = effect.te_effect, effect.fund_effect
    correction.cancelled = effect.cancelled
    correction.state = state
    correction.save()
    if effect.cancelled:
        grant.cancelled += effect.cancelled
        grant.save()
    book_flat_rates(grant, by=by, at=at)
    if correction.reverses is not None:
        _drop_demand(correction.reverses, by, at)
    elif _was_paid(correction) and due > ZERO:
        _demand(correction, due, by, at)
    record(
        "correction.booked",
        correction,
        chain=grant.ref,
        after={
            "row": correction.row.pk,
            "te_effect": effect.te_effect,
            "fund_effect": effect.fund_effect,
            "cancelled": effect.cancelled,
            "recovery": due,
        },
    )
    return correction


def _locked(correction: Correction) -> Correction:
    return (
        Correction.objects.select_for_update(of=("self",))
        .select_related(
            "grant",
            "original__grant_partner__organisation",
            "original__grant_partner__grant",
            "reverses__row__claim",
        )
        .get(pk=correction.pk)
    )


def _proposal_faults(
    row: Expenditure,
    amount: Decimal,
    reason_code: str,
    reason: str,
    statement: AuditorStatement | None,
) -> list[Breach]:
    found = []
    stated = statement is not None and statement.claim_id == row.claim_id
    if row.kind == Expenditure.FLAT:
        message = _("%(voucher)s is a flat rate. Correct the cost that it is taken of.")
        voucher = {"voucher": row.voucher_no}
        found.append(Breach("FLAT_RATE_FOLLOWS", message, "", voucher, "R-42"))
    elif not (row.state == "claimed" or stated) or row.kind in Expenditure.MIRRORS:
        message = _("%(voucher)s has not been claimed. Disallow it in the verification instead.")
        voucher = {"voucher": row.voucher_no}
        found.append(Breach("NOT_CLAIMED", message, "", voucher, "R-80"))
    left = left_to_fall(row.grant, [row])[row.pk]
    if not ZERO < amount <= left:
        message = _("%(amount)s kr. cannot fall: %(left)s kr. is left of the accepted cost.")
        params = {"amount": amount, "left": left}
        found.append(Breach("AMOUNT_OUTSIDE", message, "amount", params, "R-80"))
    if reason_code not in dict(Correction.REASONS) or reason_code == "reversal":
        message = _("“%(code)s” is no reason code.")
        found.append(Breach("CODE_UNKNOWN", message, "reason_code", {"code": reason_code}, "W-04"))
    if not reason.strip():
        message = _("Say why the cost falls, so that the partner can answer.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="W-04"))
    return found


def _mirror_row(correction: Correction, by: Any, at: dt.datetime) -> Expenditure:
    """Below zero for a correction, above for what takes one back; it points at what it mirrors."""
    old, taken_back = correction.original, correction.reverses
    amount = -correction.amount if taken_back is None else correction.amount
    return Expenditure.objects.create(
        report=_report_for_row(correction),
        grant_id=old.grant_id,
        grant_partner=old.grant_partner,
        line_id=old.line_id,
        kind=Expenditure.CORRECTION if taken_back is None else Expenditure.REVERSAL,
        state="verified",
        voucher_no=f"K{correction.number}",
        text=old.text,
        supplier=old.supplier,
        supplier_cvr=old.supplier_cvr,
        invoice_no=old.invoice_no,
        invoice_date=old.invoice_date,
        delivery_date=old.delivery_date,
        paid_on=old.paid_on,
        ledger_account=old.ledger_account,
        booking_no=old.booking_no,
        net=amount,
        amount=amount,
        accepted=amount,
        cofinancing_form=old.cofinancing_form,
        cofinancing_source=old.cofinancing_source,
        decision_code=correction.reason_code.upper(),
        decision_reason=correction.reason,
        decided_by=by,
        decided_at=at,
        budget_version_id=old.budget_version_id,
        corrects=old if taken_back is None else taken_back.row,
        created_by=by,
    )


def _report_for_row(correction: Correction) -> PartnerReport:
    """The partner's report of an open period; after the last one it stays with its cost.

    After the last period only what the funder cuts can still fall, and what is found when the
    final claim has been decided (C24).
    """
    try:
        period = unlocked_period(correction.grant)
    except NoOpenPeriod:
        is_cut = ItemResult.objects.filter(correction=correction).exists()
        if not is_cut and final_balance(correction.grant) is None:
            raise
        return correction.original.report
    return report_for(correction.original.grant_partner, period)


def _drop_demand(correction: Correction, by: Any, at: dt.datetime) -> None:
    """What the fund has held back stays owed: the reversal's claim pays it to the partner again."""
    is_held_back = correction.row is not None and correction.row.claim_id is not None
    recovery = Recovery.objects.select_for_update().filter(correction=correction).first()
    if recovery is not None and not is_held_back:
        drop_recovery(recovery, on=timezone.localdate(at), by=by)


def _was_paid(correction: Correction) -> bool:
    return Claim.objects.filter(items=correction.original, state="paid").exists()


def _demand(correction: Correction, due: Decimal, by: Any, at: dt.datetime) -> None:
    recovery = Recovery.objects.create(
        correction=correction,
        debtor=correction.original.grant_partner,
        amount=due,
        due_on=timezone.localdate(at) + dt.timedelta(days=DAYS_TO_PAY_BACK),
    )
    tell_of_recovery("recovery.demanded", recovery, by=by, at=at)
