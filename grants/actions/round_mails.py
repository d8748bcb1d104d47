"""The mails of a status round leave the house, each once, and a failure is told with the round."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.mail import get_connection

from consortium.actions.base import action, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from grants.exchange.round_mails import mail_of
from grants.models import StatusRequest


class NotWaiting(Refused):
    """Another worker has this mail, or its owner has answered."""

    code = "NOT_WAITING"


def deliver_round(round_id: int, *, at: dt.datetime) -> int:
    """Send what waits in a round; say how many mails left.

    A mail is claimed, in a transaction of its own, before it is sent: two workers never both send
    it, and the database is not held while the mail server thinks.
    """
    waiting = StatusRequest.objects.filter(
        round_id=round_id, round__closed_at=None, sent_at=None, answered_at=None
    )
    sent = 0
    for request in waiting.select_related("round__grant", "owner"):
        try:
            claim_mail(request, by=None, at=at)
        except NotWaiting:
            continue
        try:
            get_connection().send_messages([mail_of(request)])
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors too
            told = f"{type(error).__name__}: {error}"
            note_unsent(request, error=told[:300], by=None, at=at)
        else:
            sent += 1
    return sent


@action
def claim_mail(request: StatusRequest, *, by: Any, at: dt.datetime) -> StatusRequest:
    """Take a mail that waits, before it is sent."""
    row = _locked(request)
    if row.sent_at is not None or row.answered_at is not None:
        raise NotWaiting.because(_("The mail has left, or its owner has answered."))
    row.sent_at, row.error = at, ""
    row.save()
    record("status_round.mailed", row, chain=row.round.grant.ref, after={"owner": row.owner.code})
    return row


@action
def note_unsent(request: StatusRequest, *, error: str, by: Any, at: dt.datetime) -> StatusRequest:
    """The mail did not leave; the next reminder sends it."""
    row = _locked(request)
    row.sent_at, row.error = None, error
    row.save()
    after = {"owner": row.owner.code, "error": error}
    record("status_round.mail_failed", row, chain=row.round.grant.ref, after=after)
    return row


def _locked(request: StatusRequest) -> StatusRequest:
    rows = StatusRequest.objects.select_for_update(of=("self",))
    return rows.select_related("round__grant", "owner").get(pk=request.pk)
