"""The mail that asks a contact whether the data still hold, with a link that needs no log-in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from consortium.exchange.mails import absolute
from partners.models import Confirmation

# The salt makes the token good for this and nothing else.
SALT = "partners.contact-confirmation"
# What language a contact reads is not asked; the mail speaks both.
LANGUAGES = ("da", "en")


def token_of(asked: Confirmation) -> str:
    """The link's token: signed over the question, kept nowhere."""
    return signing.dumps([asked.pk, asked.nonce], salt=SALT)


def question_named(token: str) -> tuple[int, str] | None:
    """The key and nonce that *token* is signed over; None if the house has not signed it."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(key), str(nonce)


def address_of(asked: Confirmation) -> str:
    """The whole address of a contact's own page."""
    return absolute(reverse("partners:contact-own", args=[token_of(asked)]))


def mail_of(asked: Confirmation) -> EmailMultiAlternatives:
    """The message, in Danish and then in English."""
    found = asked.contact.contact_list
    context = {
        "name": asked.contact.details.name,
        "list": found,
        "organisation": found.organisation,
        "address": address_of(asked),
        "is_reminder": asked.reminders > 0,
        "language": settings.LANGUAGE_CODE,
    }
    subjects, texts, pages = [], [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(_("Are your data still right?"))
            texts.append(render_to_string("mail/contact_question.txt", context).strip())
            pages.append(render_to_string("mail/contact_question_part.html", context))
    page = render_to_string("mail/contact_question.html", {**context, "parts": pages})
    message = EmailMultiAlternatives(
        " / ".join(subjects),
        "\n\n---\n\n".join(texts) + "\n",
        to=[asked.contact.details.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(page, "text/html")
    return message
