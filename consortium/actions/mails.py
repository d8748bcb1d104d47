"""The outbox: notices become mails, and each mail leaves the house once.

A worker claims a mail with one conditional update before it sends it, so that two workers never
send the same one. A mail whose worker died between claiming and noting is "perhaps sent": it is
not sent again by itself, an administrator decides.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consortium.actions.base import action, record
from consortium.actions.people import must_run_house
from consortium.exchange.mails import message_of
from consortium.models import Mail, Notification, User
from consortium.queries.mails import STUCK, due_mails, lost_mails, pace_of, unmailed_notices
from consortium.rules.mailing import DAILY, IN_APP, leaves_now, next_try
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _

# The server answers and will not have this mail; anything else says that there is no server.
MAIL_REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    ValueError,
)
LOST = _("The worker ended while it was sending. The mail may or may not have arrived.")


class MailNotStuck(Refused):
    """The mail has been sent, or will be tried by itself."""

    code = "MAIL_NOT_STUCK"


@dataclass
class Tally:
    """What one run did."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def gather_mails(*, at: dt.datetime) -> int:
    """Put the notices that wait into mails, one mail a person; say how many mails were made."""
    people = unmailed_notices().order_by().values_list("recipient_id", flat=True).distinct()
    return sum(_gather(user_id, at) for user_id in list(people))


@transaction.atomic
def _gather(user_id: int, at: dt.datetime) -> bool:
    # The person's row is held, so that two workers do not make two digests.
    person = User.objects.select_for_update(no_key=True).get(pk=user_id)
    notices = unmailed_notices().filter(recipient=person)
    pace = pace_of(person.pk)
    if pace == IN_APP:
        notices.update(not_mailed=True)
        return False
    local = timezone.localtime(at)
    digest_on = local.date() if pace == DAILY else None
    had_todays = Mail.objects.filter(recipient=person, digest_on=local.date()).exists()
    if not leaves_now(pace, local, digest_hour=settings.DIGEST_HOUR, had_todays=had_todays):
        return False
    notices.filter(read_at__isnull=False).update(not_mailed=True)
    keys = list(notices.values_list("pk", flat=True))
    if not keys:
        return False
    mail = Mail.objects.create(recipient=person, digest_on=digest_on, made_at=at, next_try_at=at)
    Notification.objects.filter(pk__in=keys).update(mail=mail)
    return True


def deliver_mails(*, at: dt.datetime) -> Tally:
    """Send every mail that is due. A refused mail is tried later; without a server the run ends."""
    lost_mails(at).update(state=Mail.UNSURE, error=LOST)
    tally = Tally()
    connection = get_connection()
    try:
        for mail in list(due_mails(at)):
            if _claim(mail, at) and not _deliver(mail, connection, tally, at):
                break
    finally:
        connection.close()
    return tally


def _claim(mail: Mail, at: dt.datetime) -> bool:
    waiting = Mail.objects.filter(pk=mail.pk, state=Mail.WAITING, attempts=mail.attempts)
    return bool(waiting.update(state=Mail.SENDING, claimed_at=at, attempts=F("attempts") + 1))


def _deliver(mail: Mail, connection: BaseEmailBackend, tally: Tally, at: dt.datetime) -> bool:
    """Send *mail*, which is ours; False when there is no server to send to."""
    try:
        connection.send_messages([message_of(mail)])
    except MAIL_REFUSED as error:
        _note_failure(mail, error, tally, at)
        return True
    except OSError as error:  # smtplib's own errors are OSErrors too
        _note_failure(mail, error, tally, at)
        return False
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(state=Mail.SENT, sent_at=at, error="")
        Notification.objects.filter(mail=mail).update(sent_at=at)
    tally.sent += 1
    return True


def _note_failure(mail: Mail, error: Exception, tally: Tally, at: dt.datetime) -> None:
    again = next_try(mail.attempts + 1, at)
    mine = Mail.objects.filter(pk=mail.pk, state=Mail.SENDING)
    told = f"{type(error).__name__}: {error}"
    if again is None:
        mine.update(state=Mail.FAILED, error=told)
        tally.failed += 1
    else:
        mine.update(state=Mail.WAITING, error=told, next_try_at=again)
        tally.later += 1


@action
def retry_mail(mail: Mail, *, by: User, at: dt.datetime) -> Mail:
    """Try a mail that failed, or that is only perhaps sent, from the beginning."""
    must_run_house(by)
    mail = Mail.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=mail.pk)
    if mail.state not in STUCK:
        raise MailNotStuck.because(
            _("The mail to %(person)s is “%(state)s”; only a mail that failed is tried again."),
            person=str(mail.recipient),
            state=mail.state,
        )
    before = {"state": mail.state, "attempts": mail.attempts, "error": mail.error}
    mail.state, mail.attempts, mail.next_try_at = Mail.WAITING, 0, at
    mail.save()
    record("mail.tried_again", mail, before=before, after={"state": mail.state})
    return mail
