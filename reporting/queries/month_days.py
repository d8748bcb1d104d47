"""The days of a person's month as the grid shows them: weeks, free days, absence, other sheets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from consortium.rules.holidays import days_in, holiday_name
from consortium.rules.money import ZERO
from consortium.rules.spans import is_working_day, month_of
from partners.models import Employee
from reporting.models import Absence, TimeEntry, TimeSheet
from reporting.queries.absences import absences_of


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


def days_of(
    employee: Employee, month: dt.date, sheet: TimeSheet | None, language: str
) -> list[DayMark]:
    """Every day of *month*; two queries."""
    span = month_of(month)
    absences = list(absences_of([employee.pk], span))
    others = TimeEntry.objects.filter(
        time_sheet__employee__person_key=employee.person_key,
        time_sheet__month=month,
        day__isnull=False,
    )
    if sheet is not None:
        others = others.exclude(time_sheet=sheet)
    taken = dict(others.order_by().values_list("day").annotate(Sum("hours")))
    return [
        DayMark(
            day,
            holiday_name(day, language),
            next((one for one in absences if one.starts_on <= day <= one.ends_on), None),
            taken.get(day, ZERO),
        )
        for day in days_in(span)
    ]
