"""The days of a person's month as the grid shows them: weeks, free days, absence, other sheets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.holidays import days_in, holiday_name
from consortium.rules.money import ZERO
from consortium.rules.spans import add_months, is_working_day, month_of
from partners.models import Employee
from reporting.models import Absence, PartnerReport, TimeEntry, TimeSheet
from reporting.queries.absences import absences_of

Line = tuple[int | None, str]


@dataclass(frozen=True)
class DayMark:
    """One day of the month, and why it might hold no hours."""

    day: dt.date
    holiday: str
    absence: Absence | None
    # The person's hours on other sheets of that day, over all projects: a number and no name.
    elsewhere: Decimal

    @property
    def is_free(self) -> bool:
        """Whether it is a weekend or a public holiday."""
        return not is_working_day(self.day)

    @property
    def is_away(self) -> bool:
        """Whether a whole day of absence lies on it, so that hours are refused (R-35)."""
        return self.absence is not None and self.absence.is_whole_day

    @property
    def week(self) -> int:
        """The number of its week, as calendars in Denmark count."""
        return self.day.isocalendar().week


@dataclass(frozen=True)
class MonthShown:
    """A month's days, its own entries, and the lines to offer where there are none yet."""

    days: list[DayMark]
    entries: list[TimeEntry]
    suggested: list[Line]


def month_shown(
    employee: Employee,
    month: dt.date,
    report: PartnerReport,
    sheet: TimeSheet | None,
    language: str,
) -> MonthShown:
    """All that the grid of *month* is made of, in two queries.

    A new month is offered the lines of the one before in the same grant. An activity stands in one
    report, so of a sheet in another report only the tasks come along.
    """
    before = add_months(month, -1)
    rows = TimeEntry.objects.filter(
        time_sheet__employee__person_key=employee.person_key,
        time_sheet__month__in=[month] if sheet else [month, before],
    )
    own: list[TimeEntry] = []
    suggested: dict[Line, None] = {}
    taken: defaultdict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    grant = report.grant_partner.grant_id
    for entry in rows.select_related("time_sheet__report__grant_partner").order_by("pk"):
        other = entry.time_sheet
        if sheet is not None and other.pk == sheet.pk:
            own.append(entry)
        elif other.month == month and entry.day is not None:
            taken[entry.day] += entry.hours
        elif other.employee_id == employee.pk and other.report.grant_partner.grant_id == grant:
            is_ours = other.report_id == report.pk
            suggested[entry.activity_id if is_ours else None, entry.task] = None
    suggested.pop((None, ""), None)
    return MonthShown(_days(employee, month, taken, language), own, list(suggested))


def _days(
    employee: Employee, month: dt.date, taken: Mapping[dt.date, Decimal], language: str
) -> list[DayMark]:
    span = month_of(month)
    absences = list(absences_of([employee.pk], span))
    return [
        DayMark(
            day,
            holiday_name(day, language),
            next((one for one in absences if one.starts_on <= day <= one.ends_on), None),
            taken.get(day, ZERO),
        )
        for day in days_in(span)
    ]
