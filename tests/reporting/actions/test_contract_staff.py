"""A full-time project employee's contract instead of time sheets (R-33); hours by months (R-31)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from partners.actions.organisations import hire_employee
from partners.models import Employee
from reporting.actions.hours import (
    HoursRefused,
    approve_time_sheets,
    enter_hours,
    sign_time_sheet,
)
from reporting.actions.rates import RateRefused
from reporting.actions.verification import accept_items
from reporting.models import Expenditure, PartnerReport
from reporting.queries.acceptance import BudgetGuard, planned_outcomes
from reporting.queries.checks.base import Scope
from reporting.queries.checks.eligibility import rates_recompute
from reporting.queries.checks.people import hours_fit_the_year, shares_have_letters
from reporting.queries.funding import frozen_profile
from reporting.queries.hours import running_totals
from tests.cast import signed_grant
from tests.reporting.paperwork import MARCH, begin, days, hourly_rate, month_sheet
from tests.reporting.said import said

CONTRACT = {"method": "contract", "gross_cost": D("48750.00")}


def entered(world, rate, *hours, employee=None):
    return enter_hours(
        PartnerReport.objects.get(),
        employee=employee or world.employee,
        month=MARCH,
        rate=rate,
        entries=days(*hours),
        by=world.pu,
        at=world.clock(),
    )


def test_a_contract_pays_the_whole_month_without_hours(world):
    begin(world)
    rate = hourly_rate(world, **CONTRACT)
    assert (rate.share_pct, rate.rate, rate.divisor) == (D("100.00"), None, None)
    sheet = entered(world, rate)
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    item = Expenditure.objects.get()
    assert (item.kind, item.amount, item.hours) == ("staff", D("48750.00"), D("0.00"))
    assert shares_have_letters(Scope(world.grant)) == rates_recompute(Scope(world.grant)) == []


def test_without_the_contract_it_is_refused(world):
    begin(world)
    with pytest.raises(RateRefused) as no:
        hourly_rate(world, **CONTRACT, letter=None)
    assert said(no, "en") == (
        "Attach the employment contract that names the project and full time; it stands instead "
        "of time sheets."
    )
    assert said(no, "da") == (
        "Vedhæft ansættelseskontrakten, der nævner projektet og fuld tid; den træder i stedet for "
        "timeregistrering."
    )


def test_part_time_staff_enter_hours(world):
    begin(world)
    Employee.objects.filter(pk=world.employee.pk).update(fte_pct=D("80.00"))
    with pytest.raises(RateRefused) as no:
        hourly_rate(world, **CONTRACT)
    assert said(no, "en") == (
        "A contract stands instead of time sheets for a full-time project employee only; this "
        "post is 80.00 per cent. Choose an hourly rate and enter the hours."
    )
    assert said(no, "da") == (
        "En kontrakt træder kun i stedet for timeregistrering for en projektansat på fuld tid; "
        "denne stilling er på 80,00 procent. Vælg en timesats, og registrér timerne."
    )


def test_another_programme_takes_no_contract(db):
    world = signed_grant(contract_staff=False)
    begin(world)
    with pytest.raises(HoursRefused) as no:
        entered(world, hourly_rate(world, **CONTRACT))
    assert said(no, "en") == (
        "This grant takes no contract instead of time sheets. Choose an hourly rate and enter the "
        "hours, or a fixed share."
    )
    assert said(no, "da") == (
        "Dette tilsagn godtager ingen kontrakt i stedet for timeregistrering. Vælg en timesats, og "
        "registrér timerne, eller en fast procentsats."
    )


def test_a_contract_takes_no_hours(world):
    begin(world)
    with pytest.raises(HoursRefused) as no:
        entered(world, hourly_rate(world, **CONTRACT), "7.4")
    assert said(no, "en") == (
        "A full-time project employee's contract needs no hours; take them out or choose an "
        "hourly rate."
    )
    assert said(no, "da") == (
        "Kontrakten for en projektansat på fuld tid kræver ingen timer; tag dem ud, eller vælg en "
        "timesats."
    )


def twin(world):
    return hire_employee(
        organisation=world.organisations["aarhus"],
        staff_id="A99",
        name="Em igen",
        employed_from=dt.date(2012, 1, 1),
        person_key=world.employee.person_key,
        by=world.pa,
        at=world.clock(),
    )


def test_a_contract_takes_the_whole_of_a_persons_time(world):
    begin(world)
    again = twin(world)
    hourly = hourly_rate(world, employee=again)
    entered(world, hourly_rate(world, **CONTRACT))
    with pytest.raises(HoursRefused) as no:
        entered(world, hourly, "7.4", employee=again)
    assert said(no, "en") == (
        "03.2012 is paid by a full-time contract, which takes the whole of a person's time. Take "
        "the month out here or there."
    )
    assert said(no, "da") == (
        "03.2012 er betalt efter en kontrakt på fuld tid, som omfatter hele personens tid. Tag "
        "måneden ud det ene af stederne."
    )


def test_hours_that_stand_keep_a_contract_out(world):
    begin(world)
    again = twin(world)
    entered(world, hourly_rate(world, employee=again), "7.4", employee=again)
    with pytest.raises(HoursRefused) as no:
        entered(world, hourly_rate(world, **CONTRACT))
    assert said(no, "en") == (
        "03.2012 of this person is paid by hours, a share or another contract already, so a "
        "full-time contract cannot pay it. Choose an hourly rate."
    )
    assert said(no, "da") == (
        "03.2012 for denne person er allerede betalt efter timer, en fast procentsats eller en "
        "anden kontrakt, så en kontrakt på fuld tid kan ikke betale den. Vælg en timesats."
    )


def approved_march(world):
    """20 hours of March, approved, at a rate that divides by 120 hours a year."""
    report = begin(world)
    sheet = month_sheet(world, report, hourly_rate(world, gross_cost=D("1200.00"), hours=D("120")))
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    approve_time_sheets([sheet], by=world.pa, at=world.clock())
    PartnerReport.objects.update(state="submitted")
    Expenditure.objects.update(state="submitted")
    return Expenditure.objects.select_related("time_sheet__rate", "time_sheet__employee").get()


def outcome(world, item):
    guard = BudgetGuard(world.grant, frozen_profile(world.grant), world.clock().date())
    return planned_outcomes([item], guard)[0]


def test_the_year_counts_the_months_of_employment(world):
    """C12's variant: of 120 hours a year 10 count where the person is employed in one month."""
    item = approved_march(world)
    assert outcome(world, item).hours == D("20.00")
    people = Employee.objects.filter(pk=world.employee.pk)
    people.update(employed_from=dt.date(2012, 3, 1), employed_to=dt.date(2012, 3, 31))
    item.time_sheet.employee.refresh_from_db()
    cut = outcome(world, item)
    assert (cut.hours, cut.disallowed) == (D("10.00"), D("100.00"))
    [breach] = cut.breaches
    assert str(breach) == (
        "20.00 hours after 0.00 on all projects pass the 10.00 hours of 1 months employed in the "
        "year; 10.00 hours cannot count."
    )
    # Another employer for the rest of the year: its months count as well.
    world.employee.refresh_from_db()
    hire_employee(
        organisation=world.organisations["randers"],
        staff_id="R01",
        name="Em",
        employed_from=dt.date(2012, 4, 1),
        person_key=world.employee.person_key,
        by=world.randers_pa,
        at=world.clock(),
    )
    assert outcome(world, item).hours == D("20.00")
    _month, year = running_totals(world.employee, MARCH, [item.time_sheet.rate], item.time_sheet)
    assert year.limit == D("100.00")


def test_a_12_finds_more_hours_than_the_months_have(world):
    item = approved_march(world)
    accept_items(item.report, [item], by=world.lc2, at=world.clock())
    assert hours_fit_the_year(Scope(world.grant)) == []
    people = Employee.objects.filter(pk=world.employee.pk)
    people.update(employed_from=dt.date(2012, 3, 1), employed_to=dt.date(2012, 3, 31))
    [fault] = hours_fit_the_year(Scope(world.grant))
    assert "20.00 accepted hours in 2012; at most 10.00 count" in str(fault.breach)
