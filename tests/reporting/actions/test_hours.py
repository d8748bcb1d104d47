"""Hours: entered, signed, approved, and what they cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.actions.base import NotAllowed
from partners.actions.organisations import hire_employee
from reporting.actions.hours import (
    HourEntry,
    HoursRefused,
    approve_time_sheets,
    enter_hours,
    return_time_sheet,
    sign_time_sheet,
)
from reporting.actions.rates import RateFrozen, RateRefused
from reporting.models import Expenditure, PayRate, TimeEntry, TimeSheet
from tests.reporting.paperwork import MARCH, begin, days, hourly_rate, month_sheet


def test_a_month_becomes_a_cost(world):
    report = begin(world)
    sheet = month_sheet(world, report, hourly_rate(world))
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    item = Expenditure.objects.get()
    assert (item.kind, item.voucher_no, item.hours) == ("staff", "T-A01-201203", 20)
    assert item.amount == Decimal("7000.00")
    assert (item.cofinancing_form, item.cofinancing_source) == ("staff_time", "municipal")
    assert item.created_by == world.em


def test_each_step_takes_few_queries(world):
    report = begin(world)
    rate = hourly_rate(world)
    with CaptureQueriesContext(connection) as entering:
        sheet = month_sheet(world, report, rate)
    with CaptureQueriesContext(connection) as signing:
        sign_time_sheet(sheet, by=world.em, at=world.clock())
    with CaptureQueriesContext(connection) as approving:
        approve_time_sheets([sheet], by=world.pa, at=world.clock())
    assert max(len(entering), len(signing), len(approving)) <= 25


def test_a_fixed_share_needs_no_hours(world):
    report = begin(world)
    rate = hourly_rate(
        world, method="fixed_share", gross_cost=Decimal("48750.00"), share_pct=Decimal(40)
    )
    fields = {"employee": world.employee, "month": MARCH, "rate": rate, "by": world.pu}
    with pytest.raises(HoursRefused):
        enter_hours(report, entries=days("1"), at=world.clock(), **fields)
    sheet = enter_hours(report, entries=[], is_cofinancing=False, at=world.clock(), **fields)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    item = Expenditure.objects.get()
    assert (item.amount, item.cofinancing_form) == (Decimal("19500.00"), "")


def test_shares_of_one_person_stay_within_the_whole(world):
    hourly_rate(world, method="fixed_share", share_pct=Decimal(60))
    twin = hire_employee(
        organisation=world.organisations["aarhus"],
        staff_id="A99",
        name="Em igen",
        employed_from=dt.date(2012, 1, 1),
        person_key=world.employee.person_key,
        by=world.pa,
        at=world.clock(),
    )
    with pytest.raises(RateRefused) as refusal:
        hourly_rate(world, employee=twin, method="fixed_share", share_pct=Decimal("40.01"))
    assert refusal.value.breaches[0].rule == "R-32"
    assert hourly_rate(world, employee=twin, method="fixed_share", share_pct=Decimal(40)).pk


def test_no_share_and_hours_in_the_same_month(world):
    report = begin(world)
    month_sheet(world, report, hourly_rate(world))
    twin = hire_employee(
        organisation=world.organisations["aarhus"],
        staff_id="A99",
        name="Em igen",
        employed_from=dt.date(2012, 1, 1),
        person_key=world.employee.person_key,
        by=world.pa,
        at=world.clock(),
    )
    share = hourly_rate(world, employee=twin, method="fixed_share", share_pct=Decimal(40))
    with pytest.raises(HoursRefused) as refusal:
        enter_hours(
            report,
            employee=twin,
            month=MARCH,
            rate=share,
            entries=[],
            by=world.pu,
            at=world.clock(),
        )
    assert refusal.value.breaches[0].rule == "R-32"


def test_entered_anew_keeps_the_rows_that_stand(world):
    report = begin(world)
    rate = hourly_rate(world)
    sheet = month_sheet(world, report, rate)
    fields = {"employee": world.employee, "month": MARCH, "rate": rate, "by": world.em}
    enter_hours(report, entries=days("7.4", "6"), at=world.clock(), **fields)
    assert TimeSheet.objects.get() == sheet
    rows = list(TimeEntry.objects.values_list("day__day", "hours"))
    assert rows == [(1, Decimal("7.4")), (2, Decimal(6))]
    assert TimeEntry.history.count() == 5


@pytest.mark.parametrize(
    ("entries", "rule"),
    [
        (days("24.01"), "R-35"),
        (days("7", month=dt.date(2012, 4, 1)), "R-35"),
        ([HourEntry(MARCH, Decimal(0))], "R-35"),
        ([], "R-35"),
        ([HourEntry(MARCH, Decimal(1), task="010203-1234")], "G-01"),
    ],
)
def test_hours_that_cannot_be(world, entries, rule):
    report = begin(world)
    rate = hourly_rate(world)
    with pytest.raises(HoursRefused) as refusal:
        enter_hours(
            report,
            employee=world.employee,
            month=MARCH,
            rate=rate,
            entries=entries,
            by=world.em,
            at=world.clock(),
        )
    assert rule in {breach.rule for breach in refusal.value.breaches}


def test_the_rate_covers_the_month_and_the_period_too(world):
    report = begin(world)
    rate = hourly_rate(world, valid_from=dt.date(2012, 4, 1))
    fields = {"employee": world.employee, "rate": rate, "by": world.em}
    for month in (MARCH, dt.date(2012, 2, 1)):
        with pytest.raises(HoursRefused):
            enter_hours(
                report, month=month, entries=days("1", month=month), at=world.clock(), **fields
            )


def test_strangers_enter_nothing(world):
    report = begin(world)
    rate = hourly_rate(world)
    fields = {"employee": world.employee, "month": MARCH, "rate": rate, "entries": days("1")}
    for person in (world.pa, world.randers_pu, world.lc, world.stranger):
        with pytest.raises(NotAllowed):
            enter_hours(report, by=person, at=world.clock(), **fields)


def test_signed_by_the_employee_when_the_month_is_over(world):
    report = begin(world)
    rate = hourly_rate(world)
    june = dt.date(2012, 6, 1)
    sheet = enter_hours(
        report,
        employee=world.employee,
        month=june,
        rate=rate,
        entries=days("5", month=june),
        by=world.em,
        at=world.clock(),
    )
    with pytest.raises(HoursRefused):
        sign_time_sheet(sheet, by=world.em, at=world.clock())
    world.clock.move_to(2012, 7, 1)
    for person in (world.pu, world.pa, world.stranger):
        with pytest.raises(NotAllowed):
            sign_time_sheet(sheet, by=person, at=world.clock())
    assert sign_time_sheet(sheet, by=world.em, at=world.clock()).state == "signed"
    with pytest.raises(HoursRefused):
        enter_hours(
            report,
            employee=world.employee,
            month=june,
            rate=rate,
            entries=days("6", month=june),
            by=world.em,
            at=world.clock(),
        )


def test_approved_by_the_superior_only(world):
    report = begin(world)
    sheet = month_sheet(world, report, hourly_rate(world))
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    for person in (world.em, world.pu, world.randers_pa, world.lc):
        with pytest.raises(NotAllowed):
            approve_time_sheets([sheet], by=person, at=world.clock())
    with pytest.raises(HoursRefused):
        approve_time_sheets([], by=world.pa, at=world.clock())
    world.employee.superior = world.lead_pa
    world.employee.save()
    with pytest.raises(NotAllowed):
        approve_time_sheets([sheet], by=world.pa, at=world.clock())
    world.employee.superior, world.employee.user = None, world.pa
    world.employee.save()
    with pytest.raises(HoursRefused):
        approve_time_sheets([sheet], by=world.pa, at=world.clock())


def test_not_more_hours_than_the_contract_holds(world):
    report = begin(world)
    sheet = enter_hours(
        report,
        employee=world.employee,
        month=MARCH,
        rate=hourly_rate(world),
        entries=[HourEntry(None, Decimal("176.37"))],
        by=world.em,
        at=world.clock(),
    )
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    with pytest.raises(HoursRefused) as refusal:
        approve_time_sheets([sheet], by=world.pa, at=world.clock())
    assert refusal.value.breaches[0].code == "HOURS_OVER_CONTRACT"


def test_returned_with_a_reason_the_cost_goes(world):
    report = begin(world)
    sheet = month_sheet(world, report, hourly_rate(world))
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    with pytest.raises(HoursRefused):
        return_time_sheet(sheet, reason="", by=world.pa, at=world.clock())
    sheet = return_time_sheet(sheet, reason="Ferie den 2.", by=world.pa, at=world.clock())
    assert (sheet.state, Expenditure.objects.count()) == ("draft", 0)
    Expenditure.history.get(history_type="-")
    sheet.refresh_from_db()
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    assert Expenditure.objects.get().amount == 7000


def test_a_line_in_question_is_refreshed(world):
    report = begin(world)
    rate = hourly_rate(world)
    sheet = month_sheet(world, report, rate)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    Expenditure.objects.update(state="query")
    type(report).objects.update(state="returned")
    return_time_sheet(sheet, reason="Ferie", by=world.pa, at=world.clock())
    fields = {"employee": world.employee, "month": MARCH, "rate": rate, "by": world.em}
    enter_hours(report, entries=days("7.4"), at=world.clock(), **fields)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    item = Expenditure.objects.get()
    assert (item.state, item.amount) == ("query", Decimal("2590.00"))


def test_a_rate_is_frozen_at_first_use(world):
    rate = hourly_rate(world)
    again = hourly_rate(world, gross_cost=Decimal("619200.00"))
    assert (again.pk, again.rate) == (rate.pk, Decimal("360.00"))
    month_sheet(world, begin(world), again)
    with pytest.raises(RateFrozen):
        hourly_rate(world)
    with pytest.raises(RateFrozen):
        hourly_rate(world, valid_from=dt.date(2012, 12, 1))
    later = {"valid_from": dt.date(2013, 1, 1), "valid_to": dt.date(2013, 12, 31)}
    assert hourly_rate(world, **later).pk != rate.pk


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("1720.00", "350.00")),
        ({"hours": Decimal("1376")}, ("1376.00", "437.50")),
        ({"method": "monthly", "gross_cost": Decimal("52500")}, ("160.33", "327.44")),
        ({"method": "unit_cost", "standard_rate": Decimal("250")}, (None, "250.00")),
    ],
)
def test_rates_by_method(world, changes, expected):
    rate = PayRate.objects.get(pk=hourly_rate(world, **changes).pk)
    divisor, hourly = expected
    assert rate.divisor == (divisor and Decimal(divisor))
    assert rate.rate == Decimal(hourly)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "guess"},
        {"valid_to": dt.date(2011, 12, 31)},
        {"payroll_ref": " "},
        {"payroll_ref": "010203-1234"},
        {"gross_cost": Decimal(0)},
        {"hours": Decimal(0)},
        {"method": "fixed_share"},
        {"method": "fixed_share", "share_pct": Decimal(101)},
        {"method": "unit_cost"},
    ],
)
def test_rates_that_cannot_be(world, changes):
    with pytest.raises(RateRefused):
        hourly_rate(world, **changes)


def test_an_unused_rate_that_overlaps_is_set_again_instead(world):
    hourly_rate(world)
    with pytest.raises(RateRefused):
        hourly_rate(world, valid_from=dt.date(2012, 6, 1))
