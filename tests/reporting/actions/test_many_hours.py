"""Many months of many people at once: every rule, each breach at its row, all or none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from partners.actions.organisations import hire_employee
from reporting.actions.absences import plan_absence
from reporting.actions.hours import HoursRefused, sign_time_sheet
from reporting.actions.many_hours import HoursRow, enter_many_hours
from reporting.models import TimeEntry, TimeSheet
from tests.reporting.paperwork import begin, hourly_rate, month_sheet


def hired(world, number, **changes):
    fields = {
        "organisation": world.organisations["aarhus"],
        "staff_id": f"A{number}",
        "name": f"Medarbejder {number}",
        "employed_from": dt.date(2012, 1, 1),
    }
    return hire_employee(**{**fields, **changes}, by=world.pa, at=world.clock())


def rows_of(person, month, *hours, start=1, task="Rådgivning"):
    return [
        HoursRow(start + place, person, dt.date(2012, month, 5 + place), D(one), None, task)
        for place, one in enumerate(hours)
    ]


def entered(world, report, rows, **more):
    return enter_many_hours(report, rows, by=world.pu, at=world.clock(), **more)


def refused(world, report, rows, **more):
    with pytest.raises(HoursRefused) as refusal:
        entered(world, report, rows, **more)
    return [(breach.subject, breach.code) for breach in refusal.value.breaches]


def test_two_months_of_two_people_are_entered_and_once_more_change_nothing(world):
    report = begin(world)
    other = hired(world, "02")
    for person in (world.employee, other):
        hourly_rate(world, employee=person)
    rows = [
        *rows_of(world.employee, 3, "7.40", "6.00"),
        *rows_of(world.employee, 4, "5.00", start=3),
        *rows_of(other, 3, "7.40", start=4),
    ]
    sheets = entered(world, report, rows, is_cofinancing=False)
    assert [(one.employee_id, one.month.month, one.hours) for one in sheets] == [
        (world.employee.pk, 3, D("13.40")),
        (world.employee.pk, 4, D("5.00")),
        (other.pk, 3, D("7.40")),
    ]
    assert {one.is_cofinancing for one in TimeSheet.objects.all()} == {False}
    kept = (TimeSheet.history.count(), TimeEntry.history.count())
    entered(world, report, rows)
    assert (TimeSheet.history.count(), TimeEntry.history.count()) == kept
    event = AuditEvent.objects.filter(verb="time_sheet.entered_many").latest("pk")
    assert event.after == {"rows": 4, "months": 3, "hours": "25.80"}


def test_a_month_is_entered_anew_and_rows_that_stand_are_kept(world):
    report = begin(world)
    hourly_rate(world)
    entered(world, report, rows_of(world.employee, 3, "7.40", "6.00"))
    first = TimeEntry.objects.get(hours="7.40")
    entered(world, report, rows_of(world.employee, 3, "7.40"))
    assert TimeEntry.objects.get() == first
    assert TimeSheet.objects.get().hours == D("7.40")


def test_each_breach_names_its_row_and_field_and_nothing_is_written(world):
    report = begin(world)
    hourly_rate(world)
    person = world.employee
    plan_absence(
        person,
        kind="holiday",
        starts_on=dt.date(2012, 3, 6),
        ends_on=dt.date(2012, 3, 6),
        by=world.em,
        at=world.clock(),
    )
    rows = [
        HoursRow(7, person, dt.date(2012, 3, 5), D("20.00"), None, "A"),
        HoursRow(8, person, dt.date(2012, 3, 5), D("5.00"), None, "B"),
        HoursRow(9, person, dt.date(2012, 3, 6), D("1.00")),
        HoursRow(10, person, dt.date(2012, 3, 7), D("0.00")),
        HoursRow(11, person, dt.date(2012, 3, 8), D("1.00"), None, "010203-1234"),
        HoursRow(12, person, dt.date(2012, 3, 9), D("1.00"), None, "A"),
        HoursRow(13, person, dt.date(2012, 3, 9), D("2.00"), None, " A "),
        HoursRow(14, person, dt.date(2012, 11, 5), D("1.00")),
    ]
    assert sorted(refused(world, report, rows)) == sorted(
        [
            ("7:hours", "DAY_OVER_24"),
            ("9:day", "HOURS_ON_ABSENCE"),
            ("10:hours", "HOURS_NOT_POSITIVE"),
            ("11:task", "CPR_NUMBER"),
            ("13:task", "LINE_TWICE"),
            ("14:day", "MONTH_OUTSIDE_PERIOD"),
        ]
    )
    assert not TimeSheet.objects.exists()


def test_what_a_month_needs_is_asked_at_its_first_row(world):
    report = begin(world)
    no_rate, two_rates = hired(world, "02"), hired(world, "03")
    for method in ("annual", "unit_cost"):
        hourly_rate(world, employee=two_rates, method=method, **_standard(method))
    stranger = hired(world, "04", organisation=world.organisations["aarhus"])
    signed = month_sheet(world, report, hourly_rate(world))
    sign_time_sheet(signed, by=world.em, at=world.clock())
    rows = [
        *rows_of(no_rate, 3, "1.00", start=1),
        *rows_of(two_rates, 3, "1.00", start=2),
        *rows_of(stranger, 3, "1.00", start=3),
        *rows_of(world.employee, 3, "1.00", start=4),
    ]
    with pytest.raises(HoursRefused) as refusal:
        entered(world, report, rows)
    told = [(one.subject, sentence_text(one, "en")) for one in refusal.value.breaches]
    assert told == [
        (
            "1:employee",
            "Medarbejder 02 has no pay rate for the whole of 03.2012. Fix one first.",
        ),
        (
            "2:employee",
            "Medarbejder 03 has more than one pay rate in 03.2012. Enter one day of the month on "
            "its page and choose the rate there; then the rows follow it.",
        ),
        (
            "3:employee",
            "Medarbejder 04 has no pay rate for the whole of 03.2012. Fix one first.",
        ),
        (
            "4:day",
            "The month is “Signed”. The superior can return it, then it can be changed.",
        ),
    ]
    assert sentence_text(refusal.value.breaches[0], "da") == (
        "Medarbejder 02 har ingen lønsats for hele 03.2012. Fastsæt en først."
    )
    assert TimeSheet.objects.count() == 1


def _standard(method):
    return {"standard_rate": D("250.00")} if method == "unit_cost" else {}


def test_two_employments_of_one_person_add_up_to_one_day(world):
    report = begin(world)
    twin = hired(world, "99", person_key=world.employee.person_key)
    for person in (world.employee, twin):
        hourly_rate(world, employee=person)
    rows = [*rows_of(world.employee, 3, "13.00"), *rows_of(twin, 3, "12.00", start=2)]
    assert refused(world, report, rows) == [("2:hours", "DAY_OVER_24")]


def test_nothing_is_no_month(world):
    report = begin(world)
    assert refused(world, report, []) == [("rows", "HOURS_REFUSED")]


@pytest.mark.parametrize("name", ["em", "pa", "randers_pu", "lc", "stranger"])
def test_only_who_writes_the_report_enters_many(world, name):
    report = begin(world)
    hourly_rate(world)
    rows = rows_of(world.employee, 3, "1.00")
    with pytest.raises(NotAllowed):
        enter_many_hours(report, rows, by=getattr(world, name), at=world.clock())


def test_the_number_of_queries_does_not_grow_with_the_months(world):
    report = begin(world)
    people = [hired(world, f"{number:02}") for number in range(20, 26)]
    for person in people:
        hourly_rate(world, employee=person)
    asked = []
    for few in (people[:1], people):
        rows = [
            row
            for person in few
            for month in (4, 5)
            for row in rows_of(person, month, *["1.00"] * 5)
        ]
        with CaptureQueriesContext(connection) as queries:
            entered(world, report, rows)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 2
