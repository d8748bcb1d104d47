"""Who takes part in the consortia without a vote (003)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from grants.models import Grant, GrantPartner
from partners.models import ConsortiumMember
from reporting.queries.documents import Scope
from reporting.queries.paper_arms import arm

Consortium = tuple[GrantPartner, list[ConsortiumMember]]


def members_by_consortium(grant: Grant) -> list[Consortium]:
    """Each partner, whose consortium it is, with all who take or took part."""
    rows: dict[int, list[ConsortiumMember]] = {}
    for one in ConsortiumMember.objects.filter(grant_ref=grant.ref):
        rows.setdefault(one.organisation_id, []).append(one)
    return [(one, rows.get(one.organisation_id, [])) for one in grant.partners.all()]


@dataclass(frozen=True)
class Beside:
    """A body without a vote, as a paper tells of it."""

    organisation: int
    name: str
    body: str
    standing: str
    starts_on: dt.date
    ends_on: dt.date | None
    representative: str


def members_arm(scope: Scope) -> QuerySet[Any]:
    """Those who took part on a day of the period; what is text shares a column of the union."""
    period = scope.period
    rows = ConsortiumMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=period.starts_on),
        grant_ref=scope.grant.ref,
        starts_on__lte=period.ends_on,
    )
    last = Coalesce(Cast("ends_on", CharField()), Value(""))
    parts: list[Any] = ["body", Value("|"), "standing", Value("|"), last, Value("|")]
    coded = rows.annotate(codes=Concat(*parts, F("representative"), output_field=CharField()))
    return arm(
        coded,
        "beside",
        partner="organisation_id",
        line="pk",
        source="name",
        form="codes",
        documented_on=Max("starts_on"),
    )


def members_of(rows: Iterable[Any]) -> list[Beside]:
    """What `members_arm` has asked for, by name."""
    found = []
    for row in rows:
        body, standing, last, representative = row[3].split("|", 3)
        ends_on = dt.date.fromisoformat(last) if last else None
        found.append(Beside(row[0], row[2], body, standing, row[7], ends_on, representative))
    return sorted(found, key=lambda one: (one.name, one.starts_on))
