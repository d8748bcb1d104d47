"""The questions to contacts leave the house, each once; a failure is told without an address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.mail import get_connection

from consortium.actions.base import action, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from partners.exchange.contact_mails import mail_of
from partners.models import Confirmation
from partners.rules.contacts import ACTIVE


class NotWanted(Refused):
    """Another worker has this mail, or its contact has answered."""

    code = "NOT_WANTED"


def deliver_questions(*, at: dt.datetime) -> int:
    """Send what waits; say how many mails left.

    A mail is claimed, in a transaction of its own, before it is sent: two workers never both send
    it, and the database is not held while the mail server thinks.
    """
    waiting = Confirmation.objects.filter(
        wanted_at__isnull=False, sent_at=None, answered_at=None, contact__state=ACTIVE
    ).exclude(contact__details__email="")
    sent = 0
    for asked in waiting.select_related("contact__details", "contact__contact_list__organisation"):
        try:
            claim_question(asked, by=None, at=at)
        except NotWanted:
            continue
        try:
            get_connection().send_messages([mail_of(asked)])
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors too
            note_unsent(asked, error=type(error).__name__, by=None, at=at)
        else:
            sent += 1
    return sent


@action
def claim_question(asked: Confirmation, *, by: Any, at: dt.datetime) -> Confirmation:
    """Take a mail that waits, before it is sent."""
    row = _locked(asked)
    if row.sent_at is not None or row.answered_at is not None:
        raise NotWanted.because(_("The mail has left, or its contact has answered."))
    row.sent_at, row.error = at, ""
    row.save()
    chain = row.contact.contact_list.grant_ref
    record("contact.mailed", row, chain=chain, after_seal=True)
    return row


@action
def note_unsent(asked: Confirmation, *, error: str, by: Any, at: dt.datetime) -> Confirmation:
    """The mail did not leave; the next run tries again. *error* is the kind of fault alone."""
    row = _locked(asked)
    row.sent_at, row.error = None, error[:80]
    row.save()
    chain = row.contact.contact_list.grant_ref
    record("contact.mail_failed", row, chain=chain, after={"error": error[:80]}, after_seal=True)
    return row


def _locked(asked: Confirmation) -> Confirmation:
    rows = Confirmation.objects.select_for_update(of=("self",))
    return rows.select_related("contact__contact_list").get(pk=asked.pk)
