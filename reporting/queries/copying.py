"""What the partner's earlier reports hold that the next one is likely to hold again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Count, Max, OuterRef, Subquery

from consortium.rules.spans import Span
from partners.models import Employee
from reporting.models import (
    Activity,
    CoFinancingContribution,
    Expenditure,
    IndicatorValue,
    PartnerReport,
    PayRate,
    TimeSheet,
)
from reporting.rules.copying import RECURS

Row = TypeVar("Row", bound=models.Model)
MOST_COSTS = 40
# What two costs have in common that are the same cost again.
SAME = ("supplier", "supplier_cvr", "line", "ledger_account")


@dataclass(frozen=True)
class RecurringCost:
    """The newest of the costs with one supplier, line and account, and how often there was one."""

    newest: Expenditure
    rows: int


@dataclass(frozen=True)
class PersonMonths:
    """Somebody with hours in the last report: the months of this one that a rate covers."""

    employee: Employee
    is_cofinancing: bool
    months: tuple[tuple[dt.date, PayRate], ...]
    without_rate: tuple[dt.date, ...]


@dataclass(frozen=True)
class Material:
    """What can be copied into a report from the one before it."""

    earlier: PartnerReport
    activities: Sequence[Activity]
    costs: Sequence[RecurringCost]
    contributions: Sequence[CoFinancingContribution]
    people: Sequence[PersonMonths]
    notes: Sequence[IndicatorValue]


def earlier_report(report: PartnerReport) -> PartnerReport | None:
    """The partner's last report before *report*, in the same grant."""
    reports = PartnerReport.objects.filter(
        grant_partner=report.grant_partner_id, period__number__lt=report.period.number
    )
    return reports.select_related("period").order_by("-period__number").first()


def material_for(report: PartnerReport) -> Material | None:
    """What can be copied into *report*, in at most seven queries; None if it is the first one."""
    earlier = earlier_report(report)
    if earlier is None:
        return None
    activities = earlier.activities.select_related("kind").order_by("-held_on", "-pk")
    given = earlier.contributions.order_by("-received_on", "-pk")
    counted = IndicatorValue.objects.filter(report=report).values("indicator")
    notes = earlier.indicator_values.exclude(evidence_note="").exclude(indicator__in=counted)
    return Material(
        earlier,
        _once(activities, "kind_id", "title"),
        _recurring(report, earlier),
        _once(given, "source", "form", "contributor"),
        _people(report, earlier),
        list(notes.select_related("indicator")),
    )


def _once(rows: Iterable[Row], *fields: str) -> list[Row]:
    """The first of all rows that agree in *fields*."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        found.setdefault(tuple(getattr(row, name) for name in fields), row)
    return list(found.values())


def _recurring(report: PartnerReport, earlier: PartnerReport) -> list[RecurringCost]:
    """The newest of each supplier, line and account that stood often, and last time again."""
    costs = Expenditure.objects.filter(
        grant_partner=report.grant_partner_id,
        report__period__number__lt=report.period.number,
        kind=Expenditure.VOUCHER,
    ).exclude(supplier="")
    groups = costs.order_by().values(*SAME)
    again = groups.annotate(
        rows=Count("pk"), newest=Max("pk"), last=Max("report__period__number")
    ).filter(rows__gte=RECURS, last=earlier.period.number)
    alike = groups.filter(**{name: OuterRef(name) for name in SAME}).annotate(rows=Count("pk"))
    newest = (
        Expenditure.objects.filter(pk__in=again.values("newest"))
        .select_related("line")
        .annotate(rows=Subquery(alike.values("rows")))
        .order_by("-rows", "pk")
    )
    return [RecurringCost(row, row.rows) for row in newest[:MOST_COSTS]]  # type: ignore[attr-defined]


def _people(report: PartnerReport, earlier: PartnerReport) -> list[PersonMonths]:
    sheets = TimeSheet.objects.filter(report__in=[earlier, report]).select_related("employee")
    rows = list(sheets.order_by("month"))
    last = {sheet.employee_id: sheet for sheet in rows if sheet.report_id == earlier.pk}
    if not last:
        return []
    span = Span(report.period.starts_on, report.period.ends_on)
    entered = {(sheet.employee_id, sheet.month) for sheet in rows if sheet.report_id == report.pk}
    rates: defaultdict[int, list[PayRate]] = defaultdict(list)
    for rate in PayRate.objects.filter(employee__in=last, valid_from__lte=span.last):
        rates[rate.employee_id].append(rate)
    found = []
    for key, sheet in last.items():
        months = [month for month in span.months if (key, month) not in entered]
        found.append(_person(sheet, months, rates[key]))
    return sorted(found, key=lambda one: one.employee.name)


def _person(sheet: TimeSheet, months: Iterable[dt.date], rates: Sequence[PayRate]) -> PersonMonths:
    covered, bare = [], []
    for month in months:
        fits = [one for one in rates if one.valid_from <= month <= one.valid_to]
        # Two rates at once are a choice that nobody makes for the partner.
        if len(fits) == 1:
            covered.append((month, fits[0]))
        elif not fits:
            bare.append(month)
    return PersonMonths(sheet.employee, sheet.is_cofinancing, tuple(covered), tuple(bare))


def last_counts(report: PartnerReport) -> dict[int, IndicatorValue]:
    """What was counted last before *report*, by indicator: one query."""
    rows = IndicatorValue.objects.filter(
        report__grant_partner=report.grant_partner_id,
        report__period__number__lt=report.period.number,
    )
    return {row.indicator_id: row for row in rows.order_by("report__period__number")}
