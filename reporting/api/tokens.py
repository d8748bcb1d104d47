"""Who asks: the token in the header, and nothing else. A session's cookie opens nothing here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from consortium.models.access import act_by_seat
from consortium.queries import clock
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.views.attempts import machine_of
from grants.actions.token_use import knock
from partners.models import ApiToken, Membership

READING = ("GET", "HEAD")


class NoToken(Refused):
    """There is no token, or none that is open."""

    code = "NO_TOKEN"


class TokenOnlyReads(Refused):
    """The token was made to read."""

    code = "TOKEN_ONLY_READS"


class TooMany(Refused):
    """The token, or the machine, asks too often."""

    code = "TOO_MANY_REQUESTS"

    def __init__(self, *breaches: Any, wait: int = 60) -> None:
        super().__init__(*breaches)
        self.wait = wait


class Token(HttpBearer):
    """A token of one seat, made on the page “Access for programs”."""

    def __call__(self, request: HttpRequest) -> ApiToken:
        found: ApiToken | None = super().__call__(request)
        if found is None:
            raise NoToken.because(
                _("The API is opened by a token in the header “Authorization: Bearer …”.")
            )
        return found

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The open token that *token* is the secret of; from here on its seat asks."""
        known = knock(token, machine_of(request), at=clock.now(), clock=timezone.now())
        if known.wait:
            raise too_many(known.wait)
        if known.token is None:
            raise NoToken.because(
                _("The token is unknown, revoked or expired, or its seat has ended.")
            )
        found, seat = known.token, known.token.membership
        if request.method not in READING and found.scope != ApiToken.WRITE:
            raise TokenOnlyReads.because(
                _("“%(name)s” is a token that only reads. Make one that writes drafts."),
                rule="rules 3.0",
                name=found.name,
            )
        act_by_seat(seat.user, seat.group_name)
        request.user = seat.user
        return found


def too_many(wait: int) -> TooMany:
    """The refusal of whoever asks too often."""
    refused = TooMany.because(_("Too many requests; wait %(seconds)s seconds."), seconds=str(wait))
    refused.wait = wait
    return refused


def token_of(request: HttpRequest) -> ApiToken:
    """The token that has let the request in."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, ApiToken)
    return found


def seat_of(request: HttpRequest) -> Membership:
    """The seat that asks."""
    return token_of(request).membership
