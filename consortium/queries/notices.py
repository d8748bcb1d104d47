"""Notices as their reader sees them, and those that wait to be mailed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django.db.models import QuerySet

from consortium.models import Notification
from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Breach

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AMOUNT = re.compile(r"-?\d+\.\d{2}")


def notices_of(user_id: int) -> QuerySet[Notification]:
    """Everything somebody was told, newest first."""
    return Notification.objects.filter(recipient_id=user_id)


def unsent_notices() -> QuerySet[Notification]:
    """What has not been mailed yet, oldest first, to people who can still log in."""
    return (
        Notification.objects.filter(sent_at__isnull=True, recipient__is_active=True)
        .select_related("recipient")
        .order_by("created_at", "id")
    )


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
