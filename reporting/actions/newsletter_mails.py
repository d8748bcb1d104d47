"""The newsletter leaves the house, each copy once; a reader ends it by a link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.mail import get_connection

from consortium.actions.base import action, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from partners.actions.confirmations import end_newsletter
from partners.models import ContactDetails
from reporting.documents.newsletter import pictures_of
from reporting.exchange.newsletter_mails import mail_of
from reporting.models import NewsletterCopy, NewsletterIssue
from reporting.queries.newsletters import readers_of, waiting_copies


class CopyTaken(Refused):
    """Another worker has this copy."""

    code = "COPY_TAKEN"


def deliver_newsletter(issue_id: int, *, at: dt.datetime) -> int:
    """Send the copies that wait; say how many left.

    A copy is claimed, in a transaction of its own, before it is sent: two workers never both send
    it. What the mail server refuses stays refused; a worker that is started again goes on.
    """
    issue = NewsletterIssue.objects.get(pk=issue_id)
    pictures = pictures_of(issue.body or {"pieces": []})
    connection, sent = get_connection(), 0
    for copy in list(waiting_copies(issue_id)):
        try:
            note_copy(copy, error="", by=None, at=at)
        except CopyTaken:
            continue
        try:
            connection.send_messages([mail_of(copy, pictures)])
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors too
            note_copy(copy, error=type(error).__name__, by=None, at=at)
        else:
            sent += 1
    return sent


@action
def note_copy(copy: NewsletterCopy, *, error: str, by: Any, at: dt.datetime) -> NewsletterCopy:
    """The copy is claimed to be sent, or was refused. *error* is the kind of fault alone."""
    row = _locked(copy)
    if not error and (row.sent_at is not None or row.error):
        raise CopyTaken.because(_("The copy has left, or was refused."))
    row.sent_at, row.error = (None, error[:80]) if error else (at, "")
    row.save()
    verb = "newsletter.copy_refused" if error else "newsletter.copy_sent"
    record(verb, row, chain=row.issue.grant.ref, after={"error": row.error}, after_seal=True)
    return row


@action
def end_by_copy(copy: NewsletterCopy, *, by: Any, at: dt.datetime) -> NewsletterCopy:
    """A reader ends the newsletter by the link of a copy. *by* is nobody."""
    row = _locked(copy)
    # Whoever stands in two lists with one address has got one copy, and ends both.
    same = readers_of(row.issue.grant).filter(details__email__iexact=_email_of(row))
    for contact in same:
        end_newsletter(contact, by=by, at=at)
    row.ended_at = row.ended_at or at
    row.save()
    record("newsletter.ended", row, chain=row.issue.grant.ref, after_seal=True)
    return row


def _email_of(copy: NewsletterCopy) -> str:
    found = ContactDetails.objects.filter(contact=copy.contact_id).values_list("email", flat=True)
    return found.first() or "-"


def _locked(copy: NewsletterCopy) -> NewsletterCopy:
    rows = NewsletterCopy.objects.select_for_update(of=("self",))
    return rows.select_related("issue__grant", "contact").get(pk=copy.pk)
