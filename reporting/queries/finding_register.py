"""The register of findings over all the grants and years that a reader may see, and its sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from consortium.rules.money import ZERO
from reporting.models import Finding, FindingCorrection
from reporting.queries.findings import chosen

# What the sums can be made by, and what of a finding that is.
GROUPS: Mapping[str, Any] = {
    "grant": F("grant__ref"),
    "year": ExtractYear("written_at"),
    "kind": F("kind"),
    "state": F("state"),
    "owner": Coalesce(F("owner_partner__organisation__name"), F("owner")),
}


@dataclass(frozen=True)
class FindingSum:
    """The findings of one group: how many, how many of them not closed, and their money in DKK."""

    key: str
    count: int
    unclosed: int
    overdue: int
    amount: Decimal
    corrected: Decimal


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: grants, years, and partners that answer."""

    grants: Sequence[str]
    years: Sequence[int]
    partners: Sequence[tuple[int, str]]


def all_findings(user: object) -> QuerySet[Finding]:
    """Every finding that *user* may see, newest first, each with what it has cost."""
    cost = (
        FindingCorrection.objects.filter(finding=OuterRef("pk"))
        .order_by()
        .values("finding")
        .annotate(total=Sum("correction__amount"))
    )
    return (
        Finding.objects.visible_to(user)
        .select_related("grant", "owner_partner__organisation", "written_by", "closed_by")
        .annotate(corrected=Subquery(cost.values("total")))
        .order_by("-written_at", "-pk")
    )


def chosen_of_all(
    rows: QuerySet[Finding], given: Mapping[str, Any], on: dt.date
) -> QuerySet[Finding]:
    """Those of *rows* that are asked for; an owner is a seat, or an organisation by its key."""
    owner = given.get("owner", "")
    is_partner = owner.isdecimal()
    rows = chosen(rows, {**given, "owner": "" if is_partner else owner}, on)
    if is_partner:
        rows = rows.filter(owner_partner__organisation=int(owner))
    if given.get("grant"):
        rows = rows.filter(grant__ref=given["grant"])
    return rows


def sums_of(rows: QuerySet[Finding], by: str, on: dt.date) -> list[FindingSum]:
    """What *rows* come to in each group, in the order of the groups."""
    is_open = ~Q(state="closed")
    is_late = Q(state__in=["open", "follow_up"], due_on__lt=on)
    grouped = (
        rows.order_by()
        .annotate(group=GROUPS[by])
        .values("group")
        .annotate(
            found=Count("pk"),
            unclosed=Count("pk", filter=is_open),
            late=Count("pk", filter=is_late),
            stake=Sum("amount"),
            fell=Sum("corrected"),
        )
        .order_by("group")
    )
    return [
        FindingSum(
            str(one["group"]),
            one["found"],
            one["unclosed"],
            one["late"],
            one["stake"] or ZERO,
            one["fell"] or ZERO,
        )
        for one in grouped
    ]


def choices_in(user: object) -> Choices:
    """What the findings that *user* may see can be narrowed down to."""
    named = (
        Finding.objects.visible_to(user)
        .order_by()
        .annotate(year=ExtractYear("written_at"))
        .values_list(
            *("grant__ref", "year", "owner_partner__organisation"),
            "owner_partner__organisation__name",
        )
        .distinct()
    )
    grants, years, partners = set[str](), set[int](), dict[int, str]()
    for ref, year, organisation, name in named:
        grants.add(ref)
        years.add(year)
        if organisation is not None:
            partners[organisation] = name
    by_name = sorted(partners.items(), key=lambda one: one[1])
    return Choices(sorted(grants), sorted(years, reverse=True), by_name)
