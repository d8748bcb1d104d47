"""The superior's and the partner's side of hours: sheets with what surrounds them, and who lacks
what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.spans import Span, last_of_month, month_of
from reporting.models import PayRate, TimeEntry, TimeSheet
from reporting.queries.absences import absences_of
from reporting.queries.hours import full_year
from reporting.rules.absences import absent_days
from reporting.rules.staff import DayHours
from reporting.rules.timesheets import SheetFacts, month_warnings


@dataclass(frozen=True)
class LineSum:
    """What one line of a month adds up to."""

    activity: str
    task: str
    hours: Decimal


def lines_of(sheet: TimeSheet) -> list[LineSum]:
    """The lines of a month with their hours."""
    rows = sheet.entries.order_by().values_list("activity__title", "task")
    return [
        LineSum(activity or "", task, hours)
        for activity, task, hours in rows.annotate(total=Sum("hours")).order_by(
            "activity__title", "task"
        )
    ]


def facts_of(sheets: Collection[TimeSheet]) -> dict[int, SheetFacts]:
    """What stands around each of *sheets*, over all projects, in three queries."""
    days: defaultdict[int, list[DayHours]] = defaultdict(list)
    entries = TimeEntry.objects.filter(time_sheet__in=[one.pk for one in sheets], day__isnull=False)
    for key, day, hours in (
        entries.order_by().values_list("time_sheet", "day").annotate(Sum("hours")).order_by("day")
    ):
        days[key].append(DayHours(day, hours))
    totals = _totals(sheets)
    away = _part_absences(sheets)
    return {
        sheet.pk: SheetFacts(
            month=sheet.month,
            days=days[sheet.pk],
            month_total=totals.get((sheet.employee.person_key, sheet.month), ZERO),
            contract_hours=sheet.employee.month_hours,
            year_total=sum(
                (
                    hours
                    for (key, month), hours in totals.items()
                    if key == sheet.employee.person_key and month.year == sheet.month.year
                ),
                ZERO,
            ),
            year_limit=_year_limit(sheet),
            part_absences=away.get(sheet.pk, frozenset()),
        )
        for sheet in sheets
    }


def _year_limit(sheet: TimeSheet) -> Decimal:
    is_annual = sheet.rate.method == PayRate.ANNUAL and sheet.rate.divisor
    return sheet.rate.divisor if is_annual and sheet.rate.divisor else full_year(sheet.employee)


def _totals(sheets: Collection[TimeSheet]) -> dict[tuple[str, dt.date], Decimal]:
    rows = TimeSheet.objects.filter(
        employee__person_key__in={one.employee.person_key for one in sheets},
        month__year__in={one.month.year for one in sheets},
    )
    found = rows.order_by().values_list("employee__person_key", "month").annotate(Sum("hours"))
    return {(key, month): hours for key, month, hours in found}


def _part_absences(sheets: Collection[TimeSheet]) -> dict[int, frozenset[dt.date]]:
    if not sheets:
        return {}
    months = [one.month for one in sheets]
    within = Span(min(months), last_of_month(max(months)))
    parts: defaultdict[int, list[Span]] = defaultdict(list)
    people = [one.employee_id for one in sheets]
    for one in absences_of(people, within).filter(is_whole_day=False):
        parts[one.employee_id].append(Span(one.starts_on, one.ends_on))
    return {
        sheet.pk: absent_days(parts[sheet.employee_id], month_of(sheet.month)) for sheet in sheets
    }


@dataclass(frozen=True)
class SheetLine:
    """A signed month as its superior sees it."""

    sheet: TimeSheet
    facts: SheetFacts
    warnings: list[Breach]


@dataclass(frozen=True)
class TeamMonth:
    """Everything of one month that waits for one superior."""

    month: dt.date
    sheets: list[SheetLine]

    @property
    def total(self) -> Decimal:
        """All its hours."""
        return sum((line.sheet.hours for line in self.sheets), ZERO)


def team_months(sheets: Collection[TimeSheet]) -> list[TeamMonth]:
    """*sheets* by month, the oldest first, with what deserves a look."""
    facts = facts_of(sheets)
    by_month: defaultdict[dt.date, list[SheetLine]] = defaultdict(list)
    for sheet in sheets:
        known = facts[sheet.pk]
        by_month[sheet.month].append(SheetLine(sheet, known, month_warnings(known)))
    return [TeamMonth(month, by_month[month]) for month in sorted(by_month)]
