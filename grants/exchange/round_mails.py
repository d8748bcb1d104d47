"""The mail that asks an owner for the status of its proposals, with a link that needs no log-in."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grants.models import StatusRequest
from grants.rules.statuslinks import last_day

# The salt makes the token good for this and nothing else.
SALT = "grants.status-round"


def token_of(request: StatusRequest) -> str:
    """The link's token: signed over the request, kept nowhere."""
    return signing.dumps([request.pk, request.nonce], salt=SALT)


def request_named(token: str) -> tuple[int, str] | None:
    """The key and nonce that *token* is signed over; None if the house has not signed it."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(key), str(nonce)


def address_of(request: StatusRequest) -> str:
    """The whole address of an owner's page."""
    return urljoin(str(settings.SITE_URL), reverse("grants:round-answer", args=[token_of(request)]))


def mail_of(request: StatusRequest) -> EmailMultiAlternatives:
    """The message, in the language of the house: an owner has chosen none."""
    asked = request.round
    with override(settings.LANGUAGE_CODE):
        owned = request.owner.ownerships.order_by("measure__number")
        numbers = [str(one) for one in owned.values_list("measure__number", flat=True)]
        context = {
            "round": asked,
            "grant": asked.grant,
            "owner": request.owner,
            "numbers": ", ".join(numbers),
            "address": address_of(request),
            "last_day": last_day(asked.due_on),
            "is_reminder": request.reminders > 0,
            "language": settings.LANGUAGE_CODE,
        }
        subject = _("Status of your proposals: %(title)s") % {"title": asked.grant.title}
        text = render_to_string("mail/status_round.txt", context)
        page = render_to_string("mail/status_round.html", context)
    message = EmailMultiAlternatives(
        " ".join(subject.split())[:120],
        text.strip() + "\n",
        to=[request.owner.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(page, "text/html")
    return message
