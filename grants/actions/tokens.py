"""Tokens for programs: made by a person for one of its seats, taken back by it or by the lead."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.utils import timezone

from consortium.actions.base import NotAllowed, action, record
from consortium.models import HOUSE_CHAIN
from consortium.rules.hashing import sha256
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from grants.actions.seats import must_manage
from partners.models import ApiToken, Membership

PREFIX = "kons_"
SECRET_BYTES = 32
LONGEST = dt.timedelta(days=366)


class TokenRefused(Refused):
    """A token of this kind is not made, or is taken back already."""

    code = "TOKEN_REFUSED"


@action
def make_token(
    membership: Membership,
    *,
    name: str,
    scope: str,
    expires_on: dt.date,
    by: Any,
    at: dt.datetime,
) -> tuple[ApiToken, str]:
    """Let a program act with the rights of one seat of *by*, at most for a year.

    Returns the token and its secret. The secret is told once: only its hash is kept.
    """
    seat = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "organisation")
        .get(pk=membership.pk)
    )
    if seat.user_id != by.pk:
        raise NotAllowed.because(
            _("A token is made by the person whose seat it is, not by %(person)s."),
            rule="rules 3.0",
            person=str(by),
        )
    refuse_if(_breaches(seat, name, scope, expires_on, timezone.localdate(at)), TokenRefused)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        membership=seat,
        name=name.strip(),
        scope=scope,
        hint=secret[: len(PREFIX) + 5],
        secret_sha256=sha256(secret),
        made_at=at,
        expires_on=expires_on,
    )
    record(
        "token.made",
        token,
        chain=seat.grant_ref or HOUSE_CHAIN,
        after={"role": seat.role, "scope": scope, "until": expires_on, "begins": token.hint},
        # An auditor's program may read a settled project for as long as it is kept.
        after_seal=True,
    )
    return token, secret


@action
def revoke_token(token: ApiToken, *, by: Any, at: dt.datetime, reason: str = "") -> ApiToken:
    """Take a token back at once: its owner, or an administrator of the project."""
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .select_related("membership__organisation")
        .get(pk=token.pk)
    )
    seat = token.membership
    if seat.user_id != by.pk:
        must_manage(by, seat.organisation, seat.grant_ref)
    if token.revoked_at is not None:
        raise TokenRefused.because(
            _("“%(name)s” was revoked on %(at)s already; it opens nothing any more."),
            name=token.name,
            at=token.revoked_at,
        )
    token.revoked_at, token.revoked_by = at, by
    token.save()
    record(
        "token.revoked",
        token,
        chain=seat.grant_ref or HOUSE_CHAIN,
        before={"until": token.expires_on, "begins": token.hint},
        after_seal=True,
    )
    return token


def _breaches(
    seat: Membership, name: str, scope: str, expires_on: dt.date, on: dt.date
) -> list[Breach]:
    params: dict[str, object]
    found = []
    if seat.ends_on is not None:
        message = _("The seat has ended on %(day)s, so no program can act by it.")
        params = {"day": seat.ends_on}
        found.append(Breach("SEAT_ENDED", message, "membership", params, "rules 3.0"))
    if not name.strip():
        message = _("Give the token a name, such as the program that will hold it.")
        found.append(Breach("FIELD_MISSING", message, "name"))
    if scope not in dict(ApiToken.SCOPES):
        message = _("A token reads, or reads and writes; “%(scope)s” is neither.")
        found.append(Breach("NO_SUCH_SCOPE", message, "scope", {"scope": scope}))
    if not on < expires_on <= on + LONGEST:
        message = _(
            "A token lasts from tomorrow to at most a year: choose a day from %(first)s to"
            " %(last)s."
        )
        params = {"first": on + dt.timedelta(days=1), "last": on + LONGEST}
        found.append(Breach("TOKEN_TOO_LONG", message, "expires_on", params))
    return found
