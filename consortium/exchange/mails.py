"""One mail as the mail server gets it: plain text and simple HTML, in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from consortium.models import Mail, Notification
from consortium.queries.notices import notice_text

SUBJECT_LENGTH = 120


@dataclass(frozen=True)
class Line:
    """One notice: its sentence, and the absolute address of the very place."""

    text: str
    address: str


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message of *mail*; the same mail has the same Message-ID at every attempt."""
    recipient = mail.recipient
    notices = mail.notices.order_by("created_at", "id")
    with override(recipient.language):
        lines = [_line(notice) for notice in notices]
        context = {
            "recipient": recipient,
            "language": recipient.language,
            "lines": lines,
            "settings_address": absolute(reverse("notice-settings")),
        }
        subject = _subject(lines)
        text = render_to_string("mail/notices.txt", context)
        page = render_to_string("mail/notices.html", context)
    message = EmailMultiAlternatives(
        subject,
        text.strip() + "\n",
        to=[recipient.email],
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(page, "text/html")
    return message


def message_id(mail: Mail) -> str:
    """So that a mail server that got the mail twice can tell."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<notices-{mail.pk}.{mail.made_at:%Y%m%d%H%M%S%f}@{host}>"


def absolute(path: str) -> str:
    """An address of this site for a reader who is elsewhere."""
    return urljoin(str(settings.SITE_URL), path)


def _line(notice: Notification) -> Line:
    return Line(notice_text(notice), absolute(notice.url) if notice.url else "")


def _subject(lines: list[Line]) -> str:
    # A line break in a header would be a second header.
    text = " ".join(lines[0].text.split()) if len(lines) == 1 else _count(len(lines))
    return text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1]}…"


def _count(number: int) -> str:
    return ngettext(
        "%(count)s notice from Konsortium", "%(count)s notices from Konsortium", number
    ) % {"count": number}
