"""The newsletter as mail: text and HTML, its pictures inside it, nothing fetched, nobody watched.

Every copy has a link of its own that ends the newsletter, good for that and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.mime.image import MIMEImage
from typing import Any

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from consortium.exchange.mails import SUBJECT_LENGTH, absolute
from reporting.models import NewsletterCopy

SALT = "reporting.newsletter-end"


def token_of(copy: NewsletterCopy) -> str:
    """The token of the link that ends the newsletter."""
    return signing.dumps([copy.pk, copy.nonce], salt=SALT)


def copy_named(token: str) -> tuple[int, str] | None:
    """The key and nonce that *token* is signed over; None if the house has not signed it."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(key), str(nonce)


def mail_of(copy: NewsletterCopy, pictures: Mapping[int, bytes]) -> EmailMultiAlternatives:
    """One reader's copy."""
    body: dict[str, Any] = copy.issue.body or {}
    end = absolute(reverse("reporting:newsletter-end", args=[token_of(copy)]))
    context = {"body": body, "end": end}
    with override(body["language"]):
        text = render_to_string("mail/newsletter.txt", context)
        page = render_to_string("mail/newsletter.html", context)
    message = EmailMultiAlternatives(
        " ".join(str(body["title"]).split())[:SUBJECT_LENGTH],
        text.strip() + "\n",
        to=[copy.contact.details.email],
        headers={"List-Unsubscribe": f"<{end}>", "Precedence": "bulk"},
    )
    message.attach_alternative(page, "text/html")
    # The pictures belong to the page, and are no attachments of their own.
    message.mixed_subtype = "related"  # type: ignore[attr-defined]  # the stubs lack it
    for one in body["pieces"]:
        content = pictures.get(one["picture_key"])
        if content is not None:
            picture = MIMEImage(content, _subtype=one["media_type"].rpartition("/")[2])
            picture.add_header("Content-ID", f"<{one['picture']}>")
            picture.add_header("Content-Disposition", "inline")
            message.attach(picture)
    return message
