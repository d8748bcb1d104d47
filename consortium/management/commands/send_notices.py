"""Mail what has not been mailed. Safe to run at any time: each notice is marked as it goes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from consortium.actions.notices import mark_sent
from consortium.models import Notification
from consortium.queries.clock import now
from consortium.queries.notices import notice_text, unsent_notices

SUBJECT_LENGTH = 120


class Command(BaseCommand):
    """Deliver the outbox, each notice in its reader's language."""

    help = "Mail the notices that have not been mailed, in their readers' languages."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = 0
        with get_connection() as connection:
            for notice in unsent_notices():
                message = _mail(notice)
                message.connection = connection
                message.send()
                # Marked one by one: a failure half-way mails nobody twice.
                mark_sent([notice], at=now())
                sent += 1
        self.stdout.write(_("%(count)s notices mailed.") % {"count": sent})


def _mail(notice: Notification) -> EmailMessage:
    language = notice.recipient.language
    with override(language):
        text = notice_text(notice, language)
        address = urljoin(settings.SITE_URL, notice.url) if notice.url else ""
        context = {"recipient": notice.recipient, "text": text, "address": address}
        body = render_to_string("mail/notice.txt", context)
    subject = text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1]}…"
    return EmailMessage(subject, body.strip() + "\n", to=[notice.recipient.email])
