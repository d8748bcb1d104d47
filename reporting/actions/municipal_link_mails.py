"""The mail with a municipality's link leaves the house, once; a failure is told with the link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.mail import get_connection

from consortium.actions.base import action, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.exchange.municipal_link_mails import mail_of
from reporting.models import MunicipalLink


class LinkNotWaiting(Refused):
    """Another worker has this mail, or nobody waits for it any more."""

    code = "NOT_WAITING"


def deliver_link(key: int, *, at: dt.datetime) -> bool:
    """Send the mail of a link that waits; whether it left.

    It is claimed in a transaction of its own first: two workers never both send it, and the
    database is not held while the mail server thinks.
    """
    rows = MunicipalLink.objects.select_related(
        "grant__lead", "addendum", "evaluation", "body", "asked_by"
    )
    link = rows.get(pk=key)
    try:
        claim_link_mail(link, by=None, at=at)
    except LinkNotWaiting:
        return False
    try:
        get_connection().send_messages([mail_of(link)])
    except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors too
        note_link_unsent(link, error=f"{type(error).__name__}: {error}"[:300], by=None, at=at)
        return False
    return True


@action
def claim_link_mail(link: MunicipalLink, *, by: Any, at: dt.datetime) -> MunicipalLink:
    """Take a mail that waits, before it is sent."""
    row = _locked(link)
    if row.sent_at is not None or row.used_at is not None or row.withdrawn_at is not None:
        raise LinkNotWaiting.because(_("The mail has left, or nobody waits for it any more."))
    row.sent_at, row.error = at, ""
    row.save()
    after = {"office": row.office}
    record("municipal_link.mailed", row, chain=row.grant.ref, after=after)
    return row


@action
def note_link_unsent(link: MunicipalLink, *, error: str, by: Any, at: dt.datetime) -> MunicipalLink:
    """The mail did not leave; whoever asked sees it and asks again."""
    row = _locked(link)
    row.sent_at, row.error = None, error
    row.save()
    after = {"office": row.office, "error": error}
    record("municipal_link.mail_failed", row, chain=row.grant.ref, after=after)
    return row


def _locked(link: MunicipalLink) -> MunicipalLink:
    rows = MunicipalLink.objects.select_for_update(of=("self",))
    return rows.select_related("grant").get(pk=link.pk)
