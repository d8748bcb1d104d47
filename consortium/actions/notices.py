"""The outbox: put a message in, mark it read or sent. Part of other deeds, no deed of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
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


def notify_once(
    recipients: Iterable[User],
    verb: str,
    message: str,
    params: Mapping[str, Any],
    *,
    key: str,
    url: str,
    at: dt.datetime,
) -> int:
    """Tell those of *recipients* who have not been told under *key* yet; say how many that were."""
    known = set(Notification.objects.filter(key=key).values_list("recipient_id", flat=True))
    told = plain(params)
    rows = [
        Notification(
            recipient=recipient,
            verb=verb,
            message=message,
            params=told,
            url=url,
            created_at=at,
            key=key,
        )
        for recipient in recipients
        if recipient.pk not in known
    ]
    # Two runs at the same moment: the constraint lets one of them in.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def mark_read(recipient: User, *, at: dt.datetime) -> int:
    """Mark everything that *recipient* has not read; say how many."""
    unread = Notification.objects.filter(recipient=recipient, read_at__isnull=True)
    return unread.update(read_at=at)


def mark_one_read(notice: Notification, *, at: dt.datetime) -> None:
    """Its reader has seen *notice*; the first time counts."""
    Notification.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def mark_one_unread(notice: Notification) -> None:
    """Its reader wants to come back to *notice*."""
    Notification.objects.filter(pk=notice.pk).update(read_at=None)
