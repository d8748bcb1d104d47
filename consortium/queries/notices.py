"""Notices as their reader sees them, and those that wait to be mailed."""

from __future__ import annotations

from django.db.models import QuerySet

from consortium.models import Notification
from consortium.queries.texts import sentence_text
from consortium.rules.refusals import Breach


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
    return sentence_text(Breach("", notice.message, "", notice.params), language)
