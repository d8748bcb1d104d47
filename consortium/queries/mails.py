"""Mails: whose notices wait for one, which are due, and which did not arrive."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, QuerySet

from consortium.models import Mail, NoticeChoice, Notification
from consortium.rules.mailing import DAILY, LOST_AFTER

# What an administrator must look at: nothing happens to it by itself.
STUCK = (Mail.FAILED, Mail.UNSURE)


def unmailed_notices() -> QuerySet[Notification]:
    """What is in no mail and should be, to people who can still log in."""
    return Notification.objects.filter(
        sent_at__isnull=True, mail__isnull=True, not_mailed=False, recipient__is_active=True
    )


def pace_of(user_id: int) -> str:
    """How somebody wants to be mailed; who has not chosen gets the daily digest."""
    chosen = NoticeChoice.objects.filter(user=user_id).values_list("pace", flat=True).first()
    return chosen or DAILY


def due_mails(at: dt.datetime) -> QuerySet[Mail]:
    """Mails to send now, those that have waited longest first."""
    return (
        Mail.objects.filter(state=Mail.WAITING, next_try_at__lte=at, recipient__is_active=True)
        .select_related("recipient")
        .order_by("next_try_at", "id")
    )


def lost_mails(at: dt.datetime) -> QuerySet[Mail]:
    """Mails that a worker took long ago and has not answered for."""
    return Mail.objects.filter(state=Mail.SENDING, claimed_at__lt=at - LOST_AFTER)


def mails_listed() -> QuerySet[Mail]:
    """Every mail with the number of its notices, newest first."""
    return Mail.objects.select_related("recipient").annotate(notice_count=Count("notices"))


def stuck_mails() -> int:
    """How many mails need an administrator."""
    return Mail.objects.filter(state__in=STUCK).count()
