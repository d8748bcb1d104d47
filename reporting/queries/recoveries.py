"""Recoveries with what has happened to them, and the interest that has run (R-84)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from consortium.models import AuditEvent
from consortium.models.earlier_columns import earlier_digests
from consortium.models.memory import version_digest, version_key
from consortium.rules.money import ZERO
from grants.models import Grant
from reporting.models import Recovery, RecoveryEntry
from reporting.queries.funding import frozen_profile
from reporting.rules.recoveries import Interest, Settlement, interest_on, is_overdue

LOWERING = (
    RecoveryEntry.PAYMENT,
    RecoveryEntry.OFFSET,
    RecoveryEntry.WRITE_OFF,
    RecoveryEntry.REVERSAL,
)
MONEY_IN = (RecoveryEntry.PAYMENT, RecoveryEntry.OFFSET, RecoveryEntry.INTEREST)


@dataclass(frozen=True)
class RecoveryAccount:
    """One recovery as it stands on a day."""

    recovery: Recovery
    entries: Sequence[RecoveryEntry]
    interest: Interest
    interest_paid: Decimal
    state: str

    @property
    def left(self) -> Decimal:
        """What is still owed of the amount, without interest."""
        return self.recovery.left

    @property
    def interest_left(self) -> Decimal:
        """Interest that has run and has not been paid."""
        return max(ZERO, self.interest.amount - self.interest_paid)

    @property
    def to_refund(self) -> Decimal:
        """What a partner has paid back for a correction that was reversed since."""
        if self.recovery.dropped_on is None:
            return ZERO
        kinds = (*MONEY_IN, RecoveryEntry.REFUND)
        return sum((one.amount for one in self.entries if one.kind in kinds), ZERO)


def recovery_account(recovery: Recovery, *, on: dt.date) -> RecoveryAccount:
    """What *recovery* comes to on *on*, with the working of its interest."""
    entries = list(recovery.entries.select_related("booked_by", "disbursement__payment"))
    profile = frozen_profile(recovery.correction.grant)
    stopped = [one.on for one in entries if one.kind == RecoveryEntry.WRITE_OFF]
    interest = interest_on(
        recovery.amount,
        recovery.due_on,
        [Settlement(one.on, one.amount) for one in entries if one.kind in LOWERING],
        until=min([recovery.settled_on or on, *stopped]),
        annual_pct=ZERO if recovery.dropped_on else profile.recovery_interest_pct,
        year_days=profile.recovery_year_days,
    )
    paid = sum((one.amount for one in entries if one.kind == RecoveryEntry.INTEREST), ZERO)
    overdue = is_overdue(recovery.state, recovery.due_on, recovery.left, on)
    return RecoveryAccount(
        recovery, entries, interest, paid, "overdue" if overdue else recovery.state
    )


def recoveries_of(grant: Grant) -> QuerySet[Recovery]:
    """All recoveries of a grant, the newest first."""
    return (
        Recovery.objects.filter(correction__grant=grant)
        .select_related("correction__original", "debtor__organisation")
        .order_by("-correction__number")
    )


def overdue_recoveries(grant: Grant, *, on: dt.date) -> QuerySet[Recovery]:
    """Those still counted as demanded whose day has passed."""
    return fallen_due(on=on).filter(correction__grant=grant)


def fallen_due(*, on: dt.date) -> QuerySet[Recovery]:
    """The same of every grant."""
    return Recovery.objects.unsettled().filter(state="demanded", due_on__lt=on)


def settled_before_rows(recovery: Recovery) -> Decimal:
    """What was settled before movements were rows: an older release kept the sum alone.

    That it was so is proved by the event: it vouches for the version without the columns that
    came with the rows, which no release since could do.
    """
    for version in recovery.history.order_by("-history_date", "-history_id"):
        key = version_key(version)
        event = AuditEvent.objects.filter(versions__has_key=key).first()
        vouched = event.versions[key] if event else ""
        is_new = vouched == version_digest(version)
        if not is_new and vouched in earlier_digests(version, version_digest):
            settled: Decimal = version.settled_amount
            return settled
    return ZERO


def settled_by_rows(recovery: Recovery) -> Decimal:
    """What the rows say has been settled: all but interest and what was paid back."""
    rows = recovery.entries.filter(kind__in=LOWERING)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO
