"""What was done, worked and spent under each theme of a project (003)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from consortium.rules.money import ZERO
from grants.models import Grant, ProjectTheme, ThemeKind
from reporting.models import Activity, LedgerTotal, TimeEntry
from reporting.queries.coordination import CORRECTED
from reporting.queries.documents import COUNTED, VERIFIED_REPORTS
from reporting.queries.regional import regional_rows


@dataclass
class Sums:
    """Activities, people, hours and cost (DKK) that belong together."""

    kinds: int = 0
    activities: int = 0
    participants: int = 0
    hours: Decimal = ZERO
    cost: Decimal = ZERO

    def add(self, other: Sums) -> None:
        """Take *other* in."""
        self.kinds += other.kinds
        self.activities += other.activities
        self.participants += other.participants
        self.hours += other.hours
        self.cost += other.cost


@dataclass
class Branch:
    """An area or a theme with its sums; an area's are those of its themes."""

    theme: ProjectTheme
    sums: Sums = field(default_factory=Sums)
    themes: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """The whole tree, what stands in no theme, and all of it together."""

    areas: Sequence[Branch]
    outside: Sums
    total: Sums

    def lines(self) -> Iterable[tuple[Branch, bool]]:
        """Area by area, each with its themes behind it; whether it is an area."""
        for area in self.areas:
            yield area, True
            for theme in area.themes:
                yield theme, False


def theme_tree(grant: Grant) -> Tree:
    """What verified reports tell, by theme; what no theme holds stands apart, so it adds up."""
    by_kind = _by_kind(grant)
    themes = list(ProjectTheme.objects.filter(grant=grant).order_by("code"))
    placed = ThemeKind.objects.filter(grant=grant).values_list("theme", "kind")
    branches = {one.pk: Branch(one) for one in themes}
    known: set[int] = set()
    for theme, kind in placed:
        branches[theme].sums.kinds += 1
        branches[theme].sums.add(by_kind.get(kind, Sums()))
        known.add(kind)
    areas = [branches[one.pk] for one in themes if one.parent_id is None]
    for one in themes:
        if one.parent_id is not None:
            branches[one.parent_id].themes.append(branches[one.pk])
            branches[one.parent_id].sums.add(branches[one.pk].sums)
    outside = Sums()
    for key, sums in by_kind.items():
        if key not in known:
            outside.add(sums)
    total = Sums()
    for sums in (*(one.sums for one in areas), outside):
        total.add(sums)
    return Tree(areas, outside, total)


def _by_kind(grant: Grant) -> Mapping[int | None, Sums]:
    """By kind of activity; None: what is tied to no kind."""
    found: dict[int | None, Sums] = {}
    held = Activity.objects.filter(**_verified("report", grant)).order_by().values("kind")
    for kind, number, people in held.annotate(
        number=Count("pk"), people=Sum("participants")
    ).values_list("kind", "number", "people"):
        found[kind] = Sums(activities=number, participants=people)
    worked = TimeEntry.objects.filter(**_verified("time_sheet__report", grant)).order_by()
    for kind, hours in worked.values_list("activity__kind").annotate(all=Sum("hours")):
        found.setdefault(kind, Sums()).hours += hours
    tied = ZERO
    task = Coalesce(*(f"{prefix}regional__task" for prefix in CORRECTED))
    marked = regional_rows(grant).order_by().annotate(of_task=task).values("of_task")
    for kind, cost in marked.annotate(all=Sum("accepted")).values_list("of_task", "all"):
        found.setdefault(kind, Sums()).cost += cost
        tied += cost
    every = LedgerTotal.objects.filter(grant=grant, state__in=COUNTED)
    whole = every.aggregate(all=Sum("accepted"))["all"] or ZERO
    found.setdefault(None, Sums()).cost += whole - tied
    return found


def _verified(report: str, grant: Grant) -> dict[str, Any]:
    return {f"{report}__grant_partner__grant": grant, f"{report}__state__in": VERIFIED_REPORTS}


def activities_of(grant: Grant, wanted: Mapping[str, Any]) -> QuerySet[Activity]:
    """Activities of verified reports, newest first, as far as they are *wanted*."""
    rows = Activity.objects.filter(**_verified("report", grant)).select_related(
        "kind", "responsible__organisation", "report__grant_partner__organisation"
    )
    if theme := wanted.get("theme"):
        kinds = ThemeKind.objects.filter(grant=grant)
        if theme == NONE:
            rows = rows.exclude(kind__in=kinds.values("kind"))
        else:
            of_it = kinds.filter(theme__code=theme) | kinds.filter(theme__parent__code=theme)
            rows = rows.filter(kind__in=of_it.values("kind"))
    if partner := wanted.get("partner"):
        rows = rows.filter(report__grant_partner__number=partner)
    if period := wanted.get("period"):
        rows = rows.filter(report__period__number=period)
    return rows.order_by("-held_on", "-pk")


# How the filter asks for what stands in no theme.
NONE = "-"
