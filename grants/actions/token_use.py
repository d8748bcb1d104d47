"""Who knocks: an open token is counted and let in; a wrong one is counted against its machine.

What a request leaves behind is no evidence and makes no event: counts of the running minute, and
when a token was last used. The database counts, so that it holds for any number of processes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, F, Value, When
from django.utils.crypto import salted_hmac

from consortium.rules.hashing import sha256
from partners.models import ApiToken, TokenFailure

FAILURES_KEPT = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Knock:
    """What came of it: the token, or for how many seconds its sender has to wait, or neither."""

    token: ApiToken | None = None
    wait: int = 0


def knock(secret: str, machine: str, *, at: dt.datetime, clock: dt.datetime) -> Knock:
    """Let *secret* in, if it is an open token and has not come too often.

    *at* is the house's time, by which tokens end; *clock* the real one, by which they are counted.
    """
    mark = salted_hmac("api.machine", machine, algorithm="sha256").hexdigest()
    minute = clock.replace(second=0, microsecond=0)
    wait = 60 - clock.second
    failures = TokenFailure.objects.filter(machine=mark, minute=minute)
    if failures.filter(attempts__gte=settings.API_FAILURES_A_MINUTE).exists():
        return Knock(wait=wait)
    found = (
        ApiToken.objects.filter(secret_sha256=sha256(secret), membership__user__is_active=True)
        .select_related("membership__user", "membership__organisation")
        .first()
    )
    if found is None or not found.is_open(at.date()):
        _count_failure(mark, minute)
        return Knock()
    count = _count(found, minute, at)
    return Knock(wait=wait) if count > settings.API_REQUESTS_A_MINUTE else Knock(found)


def _count(token: ApiToken, minute: dt.datetime, at: dt.datetime) -> int:
    """How often it has come in this minute, this time included."""
    ApiToken.objects.filter(pk=token.pk).update(
        requests=Case(When(minute=minute, then=F("requests") + 1), default=Value(1)),
        minute=minute,
        last_used_at=at,
    )
    return ApiToken.objects.values_list("requests", flat=True).get(pk=token.pk)


def _count_failure(mark: str, minute: dt.datetime) -> None:
    more = Case(When(minute=minute, then=F("attempts") + 1), default=Value(1))
    if TokenFailure.objects.filter(machine=mark).update(attempts=more, minute=minute):
        return
    TokenFailure.objects.filter(minute__lt=minute - FAILURES_KEPT).delete()
    TokenFailure.objects.get_or_create(machine=mark, defaults={"minute": minute, "attempts": 1})
