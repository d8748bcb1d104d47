"""What was done: activities held, added up by the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from grants.models import ActivityType
from reporting.models import Activity
from reporting.models import RegionalTask as Given
from reporting.queries.documents import VERIFIED_REPORTS, Scope

KEYS = (
    *("report__grant_partner_id", "kind_id"),
    *("kind__theme", "kind__scope", "kind__code", "kind__name_da", "kind__name_en"),
)
HELD_OF_TASK = ("now", "before", "last_on")
OF_PLAN = ("plan", "follow_up", "starts_on", "ends_on", "progress")


@dataclass(frozen=True)
class Held:
    """Activities of one type and one partner."""

    partner: int
    kind: int
    theme: str
    scope: str
    code: str
    name_da: str
    name_en: str
    activities: int
    activities_before: int
    participants: int
    companies: int
    participants_in_all: int


def activities_held(scope: Scope) -> list[Held]:
    """Activities by partner and type, this period and until its end, in verified reports."""
    this = Q(report__period=scope.period)
    rows = (
        Activity.objects.filter(
            report__grant_partner__grant=scope.grant,
            report__state__in=VERIFIED_REPORTS,
            report__period__number__lte=scope.period.number,
        )
        .order_by()
        .values(*KEYS)
        .annotate(
            now=Count("pk", filter=this),
            before=Count("pk", filter=~this),
            people=Sum("participants", filter=this, default=0),
            firms=Sum("companies", filter=this, default=0),
            people_in_all=Sum("participants", default=0),
        )
    )
    return [
        Held(*row)
        for row in rows.values_list(*KEYS, "now", "before", "people", "firms", "people_in_all")
    ]


def regional_activities(scope: Scope) -> list[Activity]:
    """The regional tasks of the period with the partner that is responsible (W-10)."""
    return list(
        Activity.objects.filter(
            report__period=scope.period,
            report__state__in=VERIFIED_REPORTS,
            kind__scope="regional",
        )
        .select_related("kind", "responsible__organisation")
        .order_by("kind__theme", "held_on", "pk")
    )


# The theme of 003 that is the lead's by the project's description.
ADMINISTRATION = "administration"


@dataclass(frozen=True)
class RegionalTask:
    """A regional task of 003, who answers for it, and when it was carried out (W-10)."""

    theme: str
    name_da: str
    name_en: str
    responsible: str
    before: int
    now: int
    last_on: dt.date | None
    is_counted: bool = True
    # What the partner that answers for it has written; none of it where nobody does.
    key: int = 0
    answers: int | None = None
    plan: str = ""
    follow_up: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    progress: str = ""


def regional_tasks(scope: Scope) -> list[RegionalTask]:
    """Every regional task, also those that nobody has carried out yet, in one question."""
    held = Activity.objects.filter(
        kind=OuterRef("pk"),
        report__grant_partner__grant=scope.grant,
        report__state__in=VERIFIED_REPORTS,
        report__period__number__lte=scope.period.number,
    )
    counted = (
        held.order_by()
        .values("kind")
        .annotate(
            now=Count("pk", filter=Q(report__period=scope.period)),
            before=Count("pk", filter=~Q(report__period=scope.period)),
            last_on=Max("held_on"),
        )
    )
    newest = held.order_by("-held_on", "-pk").values("responsible__organisation__short_name")
    given = Given.objects.filter(grant=scope.grant, kind=OuterRef("pk"))
    rows: Iterable[Any] = (
        ActivityType.objects.filter(scope=ActivityType.REGIONAL)
        .annotate(
            # Who answers for it; where nobody was named, who has held it last.
            responsible=Coalesce(
                Subquery(given.values("responsible__organisation__short_name")),
                Subquery(newest[:1]),
            ),
            answers=Subquery(given.values("responsible")),
            **{f"given_{name}": Subquery(given.values(name)) for name in OF_PLAN},
            **{f"held_{name}": Subquery(counted.values(name)) for name in HELD_OF_TASK},
        )
        .order_by("theme", "code")
    )
    return [_task(row) for row in rows]


def _task(row: Any) -> RegionalTask:
    return RegionalTask(
        theme=row.theme,
        name_da=row.name_da,
        name_en=row.name_en,
        responsible=row.responsible or "",
        before=row.held_before or 0,
        now=row.held_now or 0,
        last_on=row.held_last_on,
        key=row.pk,
        answers=row.answers,
        plan=row.given_plan or "",
        follow_up=row.given_follow_up or "",
        starts_on=row.given_starts_on,
        ends_on=row.given_ends_on,
        progress=row.given_progress or "",
        is_counted=row.counts_attendance,
    )
