"""The mails of a status round leave the house, each once. Part of the round, no deed of its own."""

from __future__ import annotations

import datetime as dt

from django.core.mail import get_connection

from grants.exchange.round_mails import mail_of
from grants.models import StatusRequest


def deliver_round(round_id: int, *, at: dt.datetime) -> int:
    """Send what waits in a round; say how many left. A failure is kept and shown with the round.

    A mail is claimed by one conditional update before it is sent, so that two workers do not both
    send it.
    """
    waiting = StatusRequest.objects.filter(
        round_id=round_id, round__closed_at=None, sent_at=None, answered_at=None
    )
    sent = 0
    for request in waiting.select_related("round__grant", "owner"):
        mine = StatusRequest.objects.filter(pk=request.pk, sent_at=None, asked_at=request.asked_at)
        if not mine.update(sent_at=at, error=""):
            continue
        try:
            get_connection().send_messages([mail_of(request)])
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors too
            told = f"{type(error).__name__}: {error}"[:300]
            StatusRequest.objects.filter(pk=request.pk).update(sent_at=None, error=told)
        else:
            sent += 1
    return sent
