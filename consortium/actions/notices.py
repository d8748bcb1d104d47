"""The outbox: put a message in, mark it read or sent. Part of other deeds, no deed of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consortium.models import Notification, User
from consortium.rules.hashing import plain


def notify(
    recipient: User,
    verb: str,
    message: str,
    params: Mapping[str, Any] | None = None,
    *,
    url: str = "",
    at: dt.datetime,
) -> Notification:
    """Tell *recipient* something: an English message id with parameters, and where to look."""
    return Notification.objects.create(
        recipient=recipient,
        verb=verb,
        message=message,
        params=plain(params or {}),
        url=url,
        created_at=at,
    )


def notify_all(
    recipients: Iterable[User],
    verb: str,
    message: str,
    params: Mapping[str, Any] | None = None,
    *,
    url: str = "",
    at: dt.datetime,
) -> list[Notification]:
    """Tell all *recipients* the same, with one statement."""
    told = plain(params or {})
    rows = [
        Notification(
            recipient=recipient,
            verb=verb,
            message=message,
            params=told,
            url=url,
            created_at=at,
        )
        for recipient in recipients
    ]
    # Notices are no evidence and have no memory, so the plain bulk insert will do.
    return Notification.objects.bulk_create(rows)


def mark_read(recipient: User, *, at: dt.datetime) -> int:
    """Mark everything that *recipient* has not read; say how many."""
    unread = Notification.objects.filter(recipient=recipient, read_at__isnull=True)
    return unread.update(read_at=at)


def mark_sent(notices: Sequence[Notification], *, at: dt.datetime) -> None:
    """Note that *notices* have been mailed."""
    Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=at)
