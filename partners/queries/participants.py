"""How many people a partner has counted in a project: complete records only (G-05, G-06)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from partners.models import Organisation, Participant
from partners.models.participants import COMPLETE

GROUPS = {
    "age_group": Participant.AGES,
    "work": Participant.WORK,
    "education": Participant.EDUCATION,
}


@dataclass(frozen=True)
class Counted:
    """One answer and how many gave it, by sex."""

    label: str
    women: int
    men: int
    other: int
    total: int


@dataclass(frozen=True)
class Headcount:
    """The people of one partner in one project; *incomplete* records do not count."""

    total: Counted
    groups: list[tuple[str, list[Counted]]]
    incomplete: int


def headcount(organisation: Organisation, grant_ref: str) -> Headcount:
    """The counts, added up by the database."""
    people = Participant.objects.filter(organisation=organisation, grant_ref=grant_ref)
    counting = people.complete()
    whole = counting.aggregate(**_by_sex())
    groups = [(name, _group(counting, name)) for name in GROUPS]
    return Headcount(Counted("", **whole), groups, people.filter(~COMPLETE).count())


def _group(people: QuerySet[Participant], name: str) -> list[Counted]:
    found = {row.pop(name): row for row in people.order_by().values(name).annotate(**_by_sex())}
    none = dict.fromkeys(_by_sex(), 0)
    return [Counted(str(label), **found.get(code, none)) for code, label in GROUPS[name]]


def _by_sex() -> dict[str, Any]:
    sexes = {name: Count("pk", filter=Q(sex=name)) for name in ("women", "men", "other")}
    return {**sexes, "total": Count("pk")}
