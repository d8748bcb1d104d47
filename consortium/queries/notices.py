"""Notices as their reader sees them: how many are unread, which kinds there are, in which words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import QuerySet

from consortium.models import Notification
from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Breach, gettext_noop

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AMOUNT = re.compile(r"-?\d+\.\d{2}")


# The kinds that an inbox is filtered by: the beginning of the verb.
KINDS: Mapping[str, str] = {
    "reminder": gettext_noop("Reminders"),
    "report": gettext_noop("Reports"),
    "query": gettext_noop("Questions"),
    "claim": gettext_noop("Claims"),
    "statement": gettext_noop("Auditor's statements"),
    "payment": gettext_noop("Payments"),
    "disbursement": gettext_noop("Money passed on"),
    "correction": gettext_noop("Corrections"),
    "agreement": gettext_noop("Agreements"),
    "budget": gettext_noop("Budgets"),
    "time_sheet": gettext_noop("Hours"),
}
UNREAD, ALL = "unread", "all"


def notices_of(user_id: int) -> QuerySet[Notification]:
    """Everything somebody was told, newest first."""
    return Notification.objects.filter(recipient_id=user_id)


def inbox(user_id: int, *, show: str = ALL, kind: str = "") -> QuerySet[Notification]:
    """What somebody was told, all or only the unread, of every kind or of one."""
    rows = notices_of(user_id)
    if show == UNREAD:
        rows = rows.filter(read_at__isnull=True)
    return rows.filter(verb__startswith=kind) if kind in KINDS else rows


def notice_text(notice: Notification, language: str | None = None) -> str:
    """The sentence of a notice in the reader's language."""
    params = {name: _revived(value) for name, value in notice.params.items()}
    return sentence_text(Breach("", notice.message, "", params), language)


def _revived(value: object) -> object:
    # The outbox keeps JSON; days and amounts are written as people write them again.
    if isinstance(value, str) and DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    if isinstance(value, str) and AMOUNT.fullmatch(value):
        return Decimal(value)
    return value
