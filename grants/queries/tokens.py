"""Whose tokens somebody sees: one's own, and for an administrator those of the projects."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from consortium.models.access import actor_of
from consortium.rules.roles import Capability
from grants.models import Application, SupportLetter
from partners.models import ApiToken, Membership


def open_seats(user: Any) -> QuerySet[Membership]:
    """The seats that *user* has now."""
    seats = Membership.objects.filter(user=user.pk, ends_on__isnull=True)
    return seats.select_related("organisation")


def tokens_of(user: Any) -> QuerySet[ApiToken]:
    """The tokens of one's own seats, also those that have ended."""
    return _with_seats(ApiToken.objects.filter(membership__user=user.pk))


def tokens_managed(user: Any) -> QuerySet[ApiToken]:
    """The tokens of other people in the projects that *user* administers."""
    others = ApiToken.objects.exclude(membership__user=user.pk)
    if user.is_active and user.is_superuser:
        return _with_seats(others)
    managed = Application.objects.filter(
        pk__in=actor_of(user).ids(Capability.MANAGE_PEOPLE, Application)
    )
    carriers = SupportLetter.objects.filter(application__in=managed).values("organisation")
    of_carriers = Q(membership__organisation__in=managed.values("lead")) | Q(
        membership__organisation__in=carriers
    )
    return _with_seats(
        others.filter(
            Q(membership__grant_ref__in=managed.values("ref"))
            | Q(membership__grant_ref="") & of_carriers
        )
    )


def tokens_seen(user: Any) -> QuerySet[ApiToken]:
    """Both, for a page about one of them."""
    keys = tokens_of(user).values("pk"), tokens_managed(user).values("pk")
    return _with_seats(ApiToken.objects.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1])))


def _with_seats(tokens: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    return tokens.select_related("membership__user", "membership__organisation").order_by(
        "-made_at", "-pk"
    )
