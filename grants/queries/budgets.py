"""Budgets: in force on a day, by partner and line, between versions; the financing plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Window

from consortium.rules.money import ZERO
from grants.models import (
    FORMS,
    SOURCES,
    BudgetAmount,
    BudgetLine,
    BudgetVersion,
    Grant,
    GrantPartner,
)
from grants.rules.budgets import LineChange

APPROVED = ("approved", "superseded")


@dataclass(frozen=True)
class GridRow:
    """One row of a grid: its label, a figure for every column, and their sum from the database."""

    label: str
    cells: list[Decimal]
    total: Decimal


@dataclass(frozen=True)
class Grid:
    """Rows and columns of amounts; every total is summed in SQL, none from printed cells."""

    columns: list[str]
    rows: list[GridRow]
    totals: list[Decimal]
    total: Decimal


@dataclass(frozen=True)
class Difference:
    """One partner × line in two versions."""

    partner: str
    line: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """How much it grew."""
        return self.after - self.before


def budget_in_force(grant: Grant, on: dt.date) -> BudgetVersion | None:
    """The approved version whose effective day is the last one not after *on*."""
    return (
        BudgetVersion.objects.filter(
            grant=grant, state__in=APPROVED, effective_from__lte=on, approved_on__lte=on
        )
        .order_by("effective_from", "number")
        .last()
    )


def version_total(version: BudgetVersion) -> Decimal:
    """The whole budget of a version."""
    return version.amounts.aggregate(total=Sum("amount"))["total"] or ZERO


def line_totals(version: BudgetVersion | None) -> dict[int, Decimal]:
    """The budget of each line over all partners, by the line's key."""
    if version is None:
        return {}
    rows = BudgetAmount.objects.filter(version=version).order_by()
    return dict(rows.values_list("line_id").annotate(total=Sum("amount")))


def partner_totals(version: BudgetVersion | None) -> dict[int, Decimal]:
    """The budget of each partner over all lines, by the partner's key."""
    if version is None:
        return {}
    rows = BudgetAmount.objects.filter(version=version).order_by()
    return dict(rows.values_list("grant_partner_id").annotate(total=Sum("amount")))


def last_approved(
    versions: Iterable[BudgetVersion], before: BudgetVersion, *, by_authority: bool = False
) -> BudgetVersion | None:
    """The approved version that comes last before *before*; *by_authority* the funder's own last.

    Flexibility is measured from the funder's (R-90): measured from the lead's own reallocations,
    many small moves would never meet the limit.
    """
    found = [
        one
        for one in versions
        if one.state in APPROVED
        and one.number < before.number
        and (one.by_authority or not by_authority)
    ]
    return max(found, key=lambda one: one.number, default=None)


def budget_grid(version: BudgetVersion, partners: list[GrantPartner]) -> Grid:
    """Partner × line; lines without any amount are left out."""
    rows = list(
        BudgetAmount.objects.filter(version=version)
        .order_by()
        .annotate(
            partner_total=Window(Sum("amount"), partition_by=F("grant_partner")),
            line_total=Window(Sum("amount"), partition_by=F("line")),
            whole=Window(Sum("amount")),
        )
    )
    cells = {(row.grant_partner_id, row.line_id): row.amount for row in rows}
    by_line = {row.line_id: row.line_total for row in rows}
    by_partner = {row.grant_partner_id: row.partner_total for row in rows}
    lines = [line for line in BudgetLine.objects.all() if by_line.get(line.pk)]
    return Grid(
        [line.name for line in lines],
        [
            GridRow(
                partner.organisation.name,
                [cells.get((partner.pk, line.pk), ZERO) for line in lines],
                by_partner.get(partner.pk, ZERO),
            )
            for partner in partners
        ],
        [by_line[line.pk] for line in lines],
        rows[0].whole if rows else ZERO,
    )


def commitments(version: BudgetVersion) -> list[Any]:
    """The financing plan line by line, each with the sums it is part of."""
    return list(
        version.commitments.select_related("grant_partner__organisation").annotate(
            cell=Window(Sum("amount"), partition_by=[F("source"), F("form")]),
            source_total=Window(Sum("amount"), partition_by=F("source")),
            form_total=Window(Sum("amount"), partition_by=F("form")),
            whole=Window(Sum("amount")),
        )
    )


def financing_grid(plan: list[Any]) -> Grid:
    """Source × form of what `commitments` found."""
    cells = {(one.source, one.form): one.cell for one in plan}
    sources = {one.source: one.source_total for one in plan}
    forms = {one.form: one.form_total for one in plan}
    used = [(code, label) for code, label in FORMS if code in forms]
    rows = [
        GridRow(
            str(label),
            [cells.get((code, form), ZERO) for form, _label in used],
            sources[code],
        )
        for code, label in SOURCES
        if code in sources
    ]
    totals = [forms[code] for code, _label in used]
    return Grid(
        [str(label) for _code, label in used], rows, totals, plan[0].whole if plan else ZERO
    )


def version_difference(before: BudgetVersion, after: BudgetVersion) -> list[Difference]:
    """Every partner × line that differs between two versions."""
    sums = (
        BudgetAmount.objects.filter(version__in=[before, after])
        .order_by("grant_partner__number", "line__number")
        .values("grant_partner__organisation__name", "line__name_da", "line__name_en")
        .annotate(
            was=Sum("amount", filter=Q(version=before)), now=Sum("amount", filter=Q(version=after))
        )
    )
    return [
        Difference(
            row["grant_partner__organisation__name"],
            BudgetLine(name_da=row["line__name_da"], name_en=row["line__name_en"]).name,
            row["was"] or ZERO,
            row["now"] or ZERO,
        )
        for row in sums
        if (row["was"] or ZERO) != (row["now"] or ZERO)
    ]


def versions_with_totals(grant: Grant) -> QuerySet[Any]:
    """All versions of a grant's budget, each with its total and its people."""
    return (
        BudgetVersion.objects.filter(grant=grant)
        .select_related("proposed_by", "approved_by")
        .annotate(total=Sum("amounts__amount"))
    )


def line_changes(
    before: BudgetVersion, after: BudgetVersion
) -> list[tuple[BudgetLine, LineChange]]:
    """Every line over all partners in two versions."""
    rows = (
        BudgetAmount.objects.filter(version__in=[before, after])
        .order_by("line__number")
        .values("line__kind", "line__name_da", "line__name_en")
        .annotate(
            was=Sum("amount", filter=Q(version=before)), now=Sum("amount", filter=Q(version=after))
        )
    )
    found = []
    for row in rows:
        line = BudgetLine(
            kind=row["line__kind"], name_da=row["line__name_da"], name_en=row["line__name_en"]
        )
        found.append((line, LineChange(line.name, row["was"] or ZERO, row["now"] or ZERO)))
    return found
