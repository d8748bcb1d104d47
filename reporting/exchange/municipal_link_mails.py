"""The mail that asks a municipality to sign or to decide, with a link that needs no log-in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from consortium.exchange.mails import absolute
from reporting.models import MunicipalLink

# The salt makes the token good for this and nothing else.
SALT = "reporting.municipal-link"


def token_of(link: MunicipalLink) -> str:
    """The link's token: signed over its row, kept nowhere."""
    return signing.dumps([link.pk, link.nonce], salt=SALT)


def link_named(token: str) -> tuple[int, str] | None:
    """The key and nonce that *token* is signed over; None if the house has not signed it."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(key), str(nonce)


def address_of(link: MunicipalLink) -> str:
    """The whole address of the page that the link opens."""
    return absolute(reverse("reporting:municipal-link", args=[token_of(link)]))


def mail_of(link: MunicipalLink) -> EmailMultiAlternatives:
    """The message, in the language of the house: a municipality has chosen none."""
    with override(settings.LANGUAGE_CODE):
        context = {
            "link": link,
            "grant": link.grant,
            "address": address_of(link),
            "language": settings.LANGUAGE_CODE,
        }
        subject = _subject(link)
        text = render_to_string("mail/municipal_link.txt", context)
        page = render_to_string("mail/municipal_link.html", context)
    message = EmailMultiAlternatives(
        " ".join(subject.split())[:120],
        text.strip() + "\n",
        to=[link.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(page, "text/html")
    return message


def _subject(link: MunicipalLink) -> str:
    params = {"title": link.grant.title}
    if link.purpose == MunicipalLink.SIGN:
        return _("To be signed: %(title)s") % params
    if link.addendum is not None:
        return _("To be signed: addendum %(number)s to %(title)s") % {
            **params,
            "number": link.addendum.number,
        }
    assert link.evaluation is not None
    return _("To be decided: evaluation of %(year)s, %(title)s") % {
        **params,
        "year": link.evaluation.year,
    }
