"""Money that comes back from a partner: each movement is a row (R-84)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant
from reporting.actions.telling import tell_of_recovery
from reporting.models import Correction, Recovery, RecoveryEntry
from reporting.queries.recoveries import overdue_recoveries, recovery_account
from reporting.rules.states import CORRECTION, RECOVERY


class RecoveryRefused(Refused):
    """The movement cannot be booked as asked."""

    code = "RECOVERY_REFUSED"


class FourEyes(Refused):
    """Who booked a correction does not write its recovery off (A-07)."""

    code = "FOUR_EYES"


@action
def settle_recovery(
    recovery: Recovery, *, amount: Decimal, on: dt.date, note: str = "", by: Any, at: dt.datetime
) -> Recovery:
    """Book money that a partner has paid back, in whole or in part."""
    recovery = _locked(recovery)
    must(by, Capability.BOOK_PAYMENT, recovery.correction.grant)
    left = recovery.left
    if not ZERO < amount <= left or on > timezone.localdate(at):
        raise RecoveryRefused.because(
            _("%(amount)s kr. on %(day)s cannot be booked: %(left)s kr. is owed, until today."),
            rule="R-84",
            subject="amount",
            amount=amount,
            day=on,
            left=left,
        )
    before = recovery.settled_amount
    _enter(recovery, RecoveryEntry.PAYMENT, amount, on, note, by)
    lower(recovery, amount, "pay")
    record(
        "recovery.settled",
        recovery,
        chain=recovery.correction.grant.ref,
        before={"settled": before},
        after={"settled": recovery.settled_amount, "on": on},
    )
    return recovery


@action
def pay_recovery_interest(
    recovery: Recovery, *, amount: Decimal, on: dt.date, note: str = "", by: Any, at: dt.datetime
) -> Recovery:
    """Book interest that a partner has paid; it never lowers the amount that is owed."""
    recovery = _locked(recovery)
    grant = recovery.correction.grant
    must(by, Capability.BOOK_PAYMENT, grant)
    today = timezone.localdate(at)
    left = recovery_account(recovery, on=min(on, today)).interest_left
    if recovery.state == "settled" or not ZERO < amount <= left or on > today:
        raise RecoveryRefused.because(
            _("%(amount)s kr. of interest on %(day)s cannot be booked: %(left)s kr. has run."),
            rule="R-84",
            subject="amount",
            amount=amount,
            day=on,
            left=left,
        )
    entry = _enter(recovery, RecoveryEntry.INTEREST, amount, on, note, by)
    record("recovery.interest_paid", entry, chain=grant.ref, after={"amount": amount, "on": on})
    return recovery


@action
def write_off_recovery(
    recovery: Recovery, *, on: dt.date, reason: str, by: Any, at: dt.datetime
) -> Recovery:
    """Give up what an insolvent partner owes: the lead bears it (R-84, agreement clause)."""
    recovery = _locked(recovery)
    grant = recovery.correction.grant
    must(by, Capability.DECIDE_CORRECTION, grant)
    state = advance(RECOVERY, recovery.state, "write_off")
    _must_be_writable(recovery, on, reason, by, at)
    left = recovery.left
    entry = _enter(recovery, RecoveryEntry.WRITE_OFF, left, on, reason.strip()[:200], by)
    before = recovery.settled_amount
    recovery.settled_amount, recovery.state = recovery.amount, state
    recovery.save()
    _move_correction(recovery, "write_off")
    record(
        "recovery.written_off",
        entry,
        chain=grant.ref,
        before={"settled": before},
        after={"amount": left, "on": on, "liable": str(grant.lead)},
        reason=reason,
    )
    return recovery


@action
def close_recovery(recovery: Recovery, *, reason: str = "", by: Any, at: dt.datetime) -> Recovery:
    """Lock a recovery that is settled; interest that has not come is waived for a *reason*."""
    recovery = _locked(recovery)
    grant = recovery.correction.grant
    must(by, Capability.BOOK_PAYMENT, grant)
    state = advance(RECOVERY, recovery.state, "settle")
    today = timezone.localdate(at)
    waived = recovery_account(recovery, on=today).interest_left
    if waived > ZERO and not reason.strip():
        raise RecoveryRefused.because(
            _("%(left)s kr. of interest has not come. Book it, or say why it is waived."),
            rule="R-84",
            subject="reason",
            left=waived,
        )
    before = recovery.state
    recovery.state, recovery.settled_on = state, today
    recovery.save()
    record(
        "recovery.closed",
        recovery,
        chain=grant.ref,
        before={"state": before},
        after={"state": state, "interest_waived": waived},
        reason=reason,
    )
    return recovery


@action
def refund_recovery(
    recovery: Recovery, *, amount: Decimal, on: dt.date, note: str = "", by: Any, at: dt.datetime
) -> Recovery:
    """Book that the lead has paid money back that came for a correction reversed since."""
    recovery = _locked(recovery)
    grant = recovery.correction.grant
    must(by, Capability.BOOK_PAYMENT, grant)
    left = recovery_account(recovery, on=on).to_refund
    if not ZERO < amount <= left or on > timezone.localdate(at):
        raise RecoveryRefused.because(
            _("%(amount)s kr. on %(day)s cannot be paid back: the partner has %(left)s kr. due."),
            rule="R-84",
            subject="amount",
            amount=amount,
            day=on,
            left=left,
        )
    entry = _enter(recovery, RecoveryEntry.REFUND, -amount, on, note, by)
    record("recovery.refunded", entry, chain=grant.ref, after={"amount": amount, "on": on})
    return recovery


@action
def mark_overdue_recoveries(grant: Grant, *, by: Any, at: dt.datetime) -> list[Recovery]:
    """Note which recoveries have passed their day; safe to run twice."""
    must(by, Capability.BOOK_PAYMENT, grant)
    today = timezone.localdate(at)
    late = _overdue(grant, today)
    if not late:
        raise RecoveryRefused.because(
            _("No recovery has passed its day without being marked."), rule="R-84"
        )
    for recovery in late:
        _fall_due(recovery, by, at)
    return late


@action
def let_recoveries_fall_due(grant: Grant, *, by: Any, at: dt.datetime) -> list[Recovery]:
    """The house itself marks what has passed its day, once a day; *by* is nobody (R-84)."""
    late = _overdue(grant, timezone.localdate(at))
    for recovery in late:
        _fall_due(recovery, by, at)
    return late


def lower(recovery: Recovery, amount: Decimal, step: str) -> None:
    """Count *amount* as settled; when nothing is left, recovery and correction take *step*."""
    recovery.settled_amount += amount
    if recovery.left == ZERO:
        recovery.state = advance(RECOVERY, recovery.state, step)
        _move_correction(recovery, "recover")
    recovery.save()


def drop_recovery(recovery: Recovery, *, on: dt.date, by: Any) -> None:
    """End a recovery whose correction has been reversed before the fund held anything back."""
    left = recovery.left
    if left > ZERO:
        _enter(recovery, RecoveryEntry.REVERSAL, left, on, "", by)
    recovery.settled_amount = recovery.amount
    recovery.state = advance(RECOVERY, recovery.state, "drop")
    recovery.settled_on = recovery.settled_on or on
    recovery.dropped_on = on
    recovery.save()


def _overdue(grant: Grant, on: dt.date) -> list[Recovery]:
    rows = overdue_recoveries(grant, on=on).select_for_update(of=("self",))
    return list(rows.select_related("correction__grant", "debtor__organisation"))


def _fall_due(recovery: Recovery, by: Any, at: dt.datetime) -> None:
    recovery.state = advance(RECOVERY, recovery.state, "fall_due")
    recovery.save()
    chain = recovery.correction.grant.ref
    record("recovery.overdue", recovery, chain=chain, after={"due_on": recovery.due_on})
    tell_of_recovery("recovery.overdue", recovery, by=by, at=at)


def _enter(
    recovery: Recovery, kind: str, amount: Decimal, on: dt.date, note: str, by: Any
) -> RecoveryEntry:
    return RecoveryEntry.objects.create(
        recovery=recovery, kind=kind, amount=amount, on=on, note=note.strip(), booked_by=by
    )


def _move_correction(recovery: Recovery, step: str) -> None:
    correction = Correction.objects.select_for_update().get(pk=recovery.correction_id)
    correction.state = advance(CORRECTION, correction.state, step)
    correction.save()


def _locked(recovery: Recovery) -> Recovery:
    # The grant first, as payments and reversals do, which reach for the same rows.
    grants = Correction.objects.filter(pk=recovery.correction_id).values("grant")
    Grant.objects.select_for_update(no_key=True).get(pk__in=grants)
    return (
        Recovery.objects.select_for_update(of=("self",))
        .select_related("correction__grant__lead", "correction__row", "debtor__organisation")
        .get(pk=recovery.pk)
    )


def _must_be_writable(
    recovery: Recovery, on: dt.date, reason: str, by: Any, at: dt.datetime
) -> None:
    if recovery.debtor.is_lead:
        raise RecoveryRefused.because(
            _("%(partner)s is the lead and liable itself; its debt cannot be written off."),
            rule="R-84",
            partner=str(recovery.debtor),
        )
    row = recovery.correction.row
    if row is not None and row.created_by_id == by.pk:
        raise FourEyes.because(
            _("%(person)s booked the correction, so somebody else must write it off."),
            rule="A-07",
            person=str(by),
        )
    if not reason.strip():
        raise RecoveryRefused.because(
            _("Say why the partner cannot pay; the lead bears what is written off."),
            rule="R-84",
            subject="reason",
        )
    if on > timezone.localdate(at):
        raise RecoveryRefused.because(
            _("A decision is not dated ahead: %(day)s."), rule="W-08", subject="on", day=on
        )
