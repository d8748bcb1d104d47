"""The pages of hours: the grid, absence, the signature, a team's month, and who lacks what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.actions.organisations import hire_employee
from reporting.actions.absences import plan_absence
from reporting.actions.hours import (
    HourEntry,
    approve_time_sheets,
    enter_hours,
    sign_time_sheet,
)
from reporting.forms.month_grid import line_key
from reporting.models import Absence, Expenditure, TimeEntry, TimeSheet
from tests.cast import person
from tests.reporting.paperwork import MARCH, begin, days, hourly_rate, month_sheet

MONTH = "2012-03"


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def entered(world):
    world.report = begin(world)
    world.rate = hourly_rate(world)
    world.sheet = month_sheet(world, world.report, world.rate)
    return world


def at_home(user, language="da"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def url(name, *args):
    return reverse(f"reporting:{name}", args=args)


def month_url(world, month=MONTH):
    return url("month", world.report.pk, world.employee.pk, month)


def away(world, first, last, **changes):
    return plan_absence(
        world.employee,
        kind=changes.pop("kind", "holiday"),
        starts_on=MARCH.replace(day=first),
        ends_on=MARCH.replace(day=last),
        **changes,
        by=world.em,
        at=world.clock(),
    )


# --- the grid ---
def test_a_month_is_sent_without_a_script(entered):
    fields = {
        "rate": entered.rate.pk,
        "is_cofinancing": "on",
        f"{line_key((None, ''))}-d01": "7:30",
        "n0-task": "Rådgivning",
        "n0-d02": "3,25",
        "n0-whole": "2",
    }
    assert at_home(entered.em).post(month_url(entered), fields).status_code == 302
    rows = TimeEntry.objects.order_by("day", "pk").values_list("day__day", "task", "hours")
    assert set(rows) == {
        (1, "", D("7.50")),
        (2, "Rådgivning", D("3.25")),
        (None, "Rådgivning", D("2.00")),
    }
    assert TimeSheet.objects.get().hours == D("12.75")


def test_the_same_line_twice_on_a_day_is_refused_in_words(entered):
    fields = {
        "rate": entered.rate.pk,
        "n0-task": "Møde",
        "n0-d02": "3",
        "n1-task": "Møde",
        "n1-d02": "2",
    }
    page = at_home(entered.em).post(month_url(entered), fields)
    told = "Den samme aktivitet og opgave har timer to gange på samme dag. Saml dem på én linje."
    assert told in page.content.decode()
    english = at_home(entered.em, "en").post(month_url(entered), fields).content.decode()
    assert "has hours twice on the same day. Put them together in one line." in english


def test_holidays_absence_and_other_sheets_are_marked(entered):
    away(entered, 12, 13)
    away(entered, 20, 20, kind="leave", is_whole_day=False)
    page = at_home(entered.em).get(month_url(entered))
    marks = {mark.day.day: mark for mark in page.context["grid"].days}
    assert (marks[12].is_away, marks[20].is_away, marks[20].is_free) == (True, False, False)
    assert marks[10].is_free  # a Saturday
    body = page.content.decode()
    assert "12.3.2012–13.3.2012" in body
    assert "Orlov (en del af dagen)" in " ".join(body.split()).replace("</span> ", "</span> ")
    april = at_home(entered.em).get(month_url(entered, "2012-04")).content.decode()
    assert "Langfredag" in april
    assert (
        "Good Friday"
        in at_home(entered.em, "en").get(month_url(entered, "2012-04")).content.decode()
    )


def test_hours_on_other_sheets_are_a_number_and_no_name(entered):
    twin = hire_employee(
        organisation=entered.organisations["randers"],
        staff_id="R77",
        name="Em i Randers",
        user=entered.em,
        employed_from=dt.date(2012, 1, 1),
        person_key=entered.employee.person_key,
        by=entered.randers_pa,
        at=entered.clock(),
    )
    other = TimeSheet.objects.create(
        report=entered.report, employee=twin, month=MARCH, rate=entered.rate, hours=D("4.00")
    )
    TimeEntry.objects.create(
        time_sheet=other, day=MARCH, hours=D("4.00"), task="Hemmelig opgave i Randers"
    )
    page = at_home(entered.pu).get(month_url(entered))
    body = page.content.decode()
    running = page.context["running"]
    assert [(one.name, one.here, one.elsewhere) for one in running] == [
        ("month", D("20.00"), D("4.00")),
        ("year", D("20.00"), D("4.00")),
    ]
    assert running[1].limit == D("1720.00")
    assert page.context["grid"].elsewhere == D("4.00")
    assert "Hemmelig" not in body
    assert "Randers" not in body


def test_a_new_month_is_offered_the_tasks_of_the_last_one(entered):
    enter_hours(
        entered.report,
        employee=entered.employee,
        month=MARCH,
        rate=entered.rate,
        entries=[HourEntry(MARCH, D("7.40"), None, "Rådgivning")],
        by=entered.em,
        at=entered.clock(),
    )
    page = at_home(entered.em).get(month_url(entered, "2012-04"))
    assert [line.title for line in page.context["grid"].lines] == ["Rådgivning", "", ""]


# --- the signature ---
def test_a_month_is_saved_and_signed_with_one_confirmation(entered):
    client = at_home(entered.em)
    fields = {"rate": entered.rate.pk, "n0-task": "Møde", "n0-d02": "3", "then": "sign"}
    sent = client.post(month_url(entered), fields)
    assert sent["Location"] == url("sheet-sign", entered.sheet.pk)
    page = client.get(sent["Location"])
    assert [(line.task, line.hours) for line in page.context["lines"]] == [("Møde", D("3.00"))]
    assert "Du bekræfter" in page.content.decode() or "bekræfter du" in page.content.decode()
    assert client.post(sent["Location"]).status_code == 302
    assert TimeSheet.objects.get().state == "signed"
    assert client.get(sent["Location"])["Location"] == month_url(entered)


def test_what_is_signed_shows_its_warnings_and_a_month_that_runs_is_not_signed(entered):
    enter_hours(
        entered.report,
        employee=entered.employee,
        month=dt.date(2012, 6, 1),
        rate=entered.rate,
        entries=[HourEntry(dt.date(2012, 6, 2), D(13))],
        by=entered.em,
        at=entered.clock(),
    )
    june = TimeSheet.objects.get(month=dt.date(2012, 6, 1))
    page = at_home(entered.em).get(url("sheet-sign", june.pk))
    assert [one.code for one in page.context["warnings"]] == ["HOURS_ON_FREE_DAYS", "LONG_DAYS"]
    assert [one.code for one in page.context["breaches"]] == ["MONTH_NOT_OVER"]
    assert "Underskriv måneden" not in page.content.decode()


def test_nobody_signs_for_another(entered):
    sign = url("sheet-sign", entered.sheet.pk)
    for who, status in ((entered.pu, 403), (entered.randers_pu, 404), (entered.stranger, 404)):
        assert at_home(who).get(sign).status_code == status
        assert at_home(who).post(sign).status_code == status
    assert TimeSheet.objects.get().state == "draft"


# --- absence ---
def test_an_absence_is_planned_and_removed_on_its_page(entered):
    client = at_home(entered.em)
    page = url("absences")
    fields = {
        "employee": entered.employee.pk,
        "kind": "holiday",
        "starts_on": "5.3.2012",
        "ends_on": "7.3.2012",
        "is_whole_day": "on",
    }
    assert client.post(page, fields).status_code == 302
    absence = Absence.objects.get()
    assert "5.3.2012–7.3.2012" in client.get(page).content.decode()
    again = client.post(page, fields).content.decode()
    assert "Der er allerede fravær 5.3.2012–7.3.2012." in again
    drop = url("absence-drop", absence.pk)
    assert "Der kan igen opgøres timer" in client.get(drop).content.decode()
    assert client.post(drop).status_code == 302
    assert not Absence.objects.exists()


def test_absence_is_nobody_elses_business(entered):
    absence = away(entered, 5, 7, kind="sickness")
    drop = url("absence-drop", absence.pk)
    for who in (entered.pu, entered.pa):
        assert "Sygdom" in at_home(who).get(url("absences")).content.decode()
        assert at_home(who).get(drop).status_code == 200
    for who in (entered.randers_pu, entered.stranger, entered.lc, entered.au, entered.ma):
        assert "5.3.2012" not in at_home(who).get(url("absences")).content.decode()
        assert at_home(who).get(drop).status_code == 404
        assert at_home(who).post(drop).status_code == 404
    fields = {"employee": entered.employee.pk, "kind": "leave"}
    assert at_home(entered.stranger).post(url("absences"), fields).status_code == 403
    unknown = at_home(entered.randers_pu).post(url("absences"), fields)
    assert unknown.status_code == 403 or "employee" in unknown.context["form"].errors
    assert Absence.objects.get() == absence


# --- a team's month ---
@pytest.fixture
def team(entered):
    """Four more people whose March is signed; their superior is the approver."""
    for number in range(2, 6):
        name = f"em{number}"
        user = person(name, entered.clock, entered.ad)
        staff = hire_employee(
            organisation=entered.organisations["aarhus"],
            staff_id=f"A{number:02}",
            name=name,
            user=user,
            superior=entered.pa,
            employed_from=dt.date(2010, 1, 1),
            by=entered.pa,
            at=entered.clock(),
        )
        sheet = enter_hours(
            entered.report,
            employee=staff,
            month=MARCH,
            rate=hourly_rate(entered, employee=staff),
            entries=days("7.4", "7.4", "5.2") if number < 5 else days(*["24"] * 8),
            by=entered.pu,
            at=entered.clock(),
        )
        # As the employee's own signature leaves it: the cast has one seat of an employee.
        TimeSheet.objects.filter(pk=sheet.pk).update(
            state="signed", signed_by=user, signed_at=entered.clock()
        )
    return entered


def test_a_teams_month_is_approved_together_or_not_at_all(team):
    client = at_home(team.pa)
    page = client.get(url("team"))
    (march,) = page.context["months"]
    assert [line.sheet.hours for line in march.sheets] == [20, 20, 20, 192]
    assert march.total == 252
    warned = [[one.code for one in line.warnings] for line in march.sheets]
    assert warned[3] == ["HOURS_ON_FREE_DAYS", "LONG_DAYS", "MONTH_OVER_ROOM"]
    first = page.context["lacks"][0]
    assert (first.employee.name, first.what) == ("Em", "draft")
    keys = [line.sheet.pk for line in march.sheets]
    refused = client.post(url("team"), {"sheet": keys})
    assert refused.status_code == 409
    assert "em5 har 192,00 timer i 03.2012 på tværs af projekter" in refused.content.decode()
    assert not Expenditure.objects.exists()
    # What was ticked stays ticked, so that one tick is all that has to go.
    assert refused.content.decode().count(" checked") == 4
    done = client.post(url("team"), {"sheet": keys[:3]})
    assert done.status_code == 302
    assert Expenditure.objects.count() == 3
    assert [len(month.sheets) for month in client.get(url("team")).context["months"]] == [1]


def test_pages_of_hours_take_twelve_queries_whatever_the_team(team):
    for who, names in ((team.pa, ("team", "hours-lacking", "absences")), (team.em, ("hours",))):
        client = at_home(who)
        client.get(url("hours"))  # the first page of a session also reads the seats
        for name in names:
            client.get(url(name))  # the day's first reading of a list of persons is logged (G-08)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url(name)).status_code == 200
            assert len(queries) <= 12, [query["sql"][:200] for query in queries]
    sign_time_sheet(team.sheet, by=team.em, at=team.clock())
    approve_time_sheets([team.sheet], by=team.pa, at=team.clock())
    for who in (team.em, team.pu):
        client = at_home(who)
        client.get(url("hours"))  # the first page of a session also reads the seats
        client.get(month_url(team, "2012-03"))
        for month in ("2012-03", "2012-04"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(month_url(team, month)).status_code == 200
            assert len(queries) <= 12, month


def test_the_list_of_what_is_lacking_is_the_readers_own(team):
    page = at_home(team.pu).get(url("hours-lacking"))
    assert {lack.employee.name for lack in page.context["lacks"]} == {
        *("Em", "em2", "em3", "em4", "em5")
    }
    assert "Ikke underskrevet" in page.content.decode()
    own = at_home(team.em).get(url("hours-lacking"))
    assert {lack.employee.name for lack in own.context["lacks"]} == {"Em"}
    for who in (team.randers_pu, team.stranger):
        assert at_home(who).get(url("hours-lacking")).context["lacks"] == []
