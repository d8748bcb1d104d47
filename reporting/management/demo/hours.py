"""Hours day by day: the month that runs, a holiday before Easter, and a month to approve."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partners.models import Employee
from reporting.actions.absences import plan_absence
from reporting.actions.hours import HourEntry, enter_hours, sign_time_sheet
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.models import Absence, PartnerReport, PayRate, TimeSheet

APRIL, MARCH = dt.date(2014, 4, 1), dt.date(2014, 3, 1)
TASKS = {
    "Forberedelse af velkomstmøde": {1: "3", 2: "4.25", 3: "2.5", 7: "5", 8: "7.4"},
    "Virksomhedsbesøg": {1: "4.4", 2: "3", 4: "6", 9: "7.25", 10: "3.5"},
}
SIGNED = {"Vejledning": {3: "7.4", 4: "7.4", 5: "6", 10: "7.4", 22: "4"}}  # the 22nd is a Saturday


def hours_day_by_day(people: People, clock: Clock, report: PartnerReport) -> None:
    """Aarhus: one employee fills in April and is away before Easter, another has signed March."""
    first, _second, third, *_rest = people.employees["aarhus"]
    for kind, days, whole in (
        (Absence.HOLIDAY, (14, 16), True),
        (Absence.LEAVE, (25, 25), False),
    ):
        plan_absence(
            first,
            kind=kind,
            starts_on=APRIL.replace(day=days[0]),
            ends_on=APRIL.replace(day=days[1]),
            is_whole_day=whole,
            by=first.user,
            at=clock(),
        )
    _enter(report, first, APRIL, TASKS, clock)
    sheet = _enter(report, third, MARCH, SIGNED, clock)
    sign_time_sheet(sheet, by=third.user, at=clock())


def _enter(
    report: PartnerReport,
    employee: Employee,
    month: dt.date,
    tasks: dict[str, dict[int, str]],
    clock: Clock,
) -> TimeSheet:
    rate = PayRate.objects.get(employee=employee, valid_from__year=month.year)
    entries = [
        HourEntry(month.replace(day=day), Decimal(hours), None, task)
        for task, days in tasks.items()
        for day, hours in days.items()
    ]
    return enter_hours(
        report,
        employee=employee,
        month=month,
        rate=rate,
        entries=entries,
        by=employee.user,
        at=clock(),
    )
