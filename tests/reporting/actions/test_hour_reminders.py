"""Whoever has not signed a month is reminded, in the own language, with a link (W-03, A-13)."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.models import Notification
from consortium.queries.notices import notice_text
from partners.models import Employee
from reporting.actions.absences import plan_absence
from reporting.actions.hours import approve_time_sheets, return_time_sheet, sign_time_sheet
from reporting.actions.reminders import remind
from reporting.queries.dates.base import scope_of_all
from reporting.queries.dates.catalogue import days_to_keep, what_text
from reporting.queries.lacking import lacking, people_seen_by
from reporting.rules.timesheets import sign_by
from tests.reporting.paperwork import MARCH, begin, hourly_rate, month_sheet

APRIL = dt.date(2012, 4, 1)


def told(world, user=None):
    rows = Notification.objects.filter(recipient=user or world.em, verb="reminder.hours")
    return [notice_text(row, "en") for row in rows.order_by("pk")]


def at_noon(day):
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def after(month, days):
    return at_noon(sign_by(month) + dt.timedelta(days=days))


@pytest.fixture
def entered(world):
    world.report = begin(world)
    world.sheet = month_sheet(world, world.report, hourly_rate(world))
    return world


def test_a_month_that_is_not_signed_is_reminded_of_on_four_days(entered):
    heard = []
    for days in range(-8, 7):
        remind(at=after(MARCH, days))
        heard.append(len(told(entered)))
    assert heard == [0, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4]
    assert told(entered)[0] == "M-003: your hours of 03.2012 are to be signed by 05/04/2012."
    assert told(entered)[-1] == (
        "M-003: your hours of 03.2012 were to be signed by 05/04/2012 and are not."
    )
    notice = Notification.objects.filter(verb="reminder.hours").earliest("pk")
    assert notice.url == f"/reports/{entered.report.pk}/hours/{entered.employee.pk}/2012-03/"
    assert notice_text(notice, "da") == (
        "M-003: dine timer for 03.2012 skal være underskrevet senest 5.4.2012."
    )


def test_a_reminder_is_said_once_and_stops_with_the_signature(entered):
    remind(at=after(MARCH, 1))
    remind(at=after(MARCH, 1))
    assert len(told(entered)) == 1
    sign_time_sheet(entered.sheet, by=entered.em, at=entered.clock())
    remind(at=after(MARCH, 5))
    assert len(told(entered)) == 1


def test_a_month_that_was_never_begun_is_asked_for_after_one_that_was(entered):
    remind(at=after(APRIL, 1))
    assert told(entered) == [
        "M-003: your hours of 04.2012 were to be signed by 05/05/2012 and are not entered. Were "
        "you away the whole month? Plan the absence."
    ]
    # May has no month before it that was entered: nobody is nagged about work long over.
    remind(at=after(dt.date(2012, 5, 1), 1))
    assert len(told(entered)) == 1


def test_who_was_away_the_whole_month_lacks_nothing(entered):
    plan_absence(
        entered.employee,
        kind="leave",
        starts_on=APRIL,
        ends_on=dt.date(2012, 4, 30),
        by=entered.em,
        at=entered.clock(),
    )
    remind(at=after(APRIL, 1))
    assert told(entered) == []


def lacks(world, user, until=dt.date(2012, 5, 31)):
    return [
        (one.month.month, one.what, one.holder)
        for one in lacking(people_seen_by(user), months_until=until)
    ]


def test_the_partner_sees_who_lacks_what(entered):
    march = (3, "draft", "Em")
    rest = [(4, "not_entered", "Em"), (5, "not_entered", "Em")]
    assert lacks(entered, entered.pu) == [march, *rest]
    assert lacks(entered, entered.em) == [march, *rest]
    assert lacks(entered, entered.pu, dt.date(2012, 4, 29)) == [march]
    for stranger in (entered.randers_pu, entered.stranger, entered.lc):
        assert lacks(entered, stranger) == []
    signed = sign_time_sheet(entered.sheet, by=entered.em, at=entered.clock())
    assert lacks(entered, entered.pu)[0] == (3, "signed", str(entered.pa))
    approve_time_sheets([signed], by=entered.pa, at=entered.clock())
    assert lacks(entered, entered.pu) == rest


def test_a_month_without_a_pay_rate_is_not_waited_for(world):
    begin(world)
    assert lacks(world, world.pu) == []


def test_the_calendar_names_the_month_for_the_partner(entered):
    on = dt.date(2012, 4, 10)
    found = [due for due in days_to_keep(scope_of_all(), on=on) if due.kind.code == "time_sheets"]
    assert [(due.number, due.on, str(due.partner)) for due in found] == [
        ("03.2012", dt.date(2012, 4, 5), "Aarhus")
    ]
    assert what_text(found[0], "da") == "Timer for 03.2012 skal underskrives"
    assert found[0].url == "/hours/lacking/"
    remind(at=after(MARCH, 5))
    assert not Notification.objects.filter(
        verb="reminder.overdue", message__contains="hours"
    ).exists()
    assert Notification.objects.filter(recipient=entered.pu, message__contains="hours").exists()
    sign_time_sheet(entered.sheet, by=entered.em, at=entered.clock())
    assert "time_sheets" not in {due.kind.code for due in days_to_keep(scope_of_all(), on=on)}


def test_a_month_that_is_returned_is_told_with_the_word(entered):
    signed = sign_time_sheet(entered.sheet, by=entered.em, at=entered.clock())
    return_time_sheet(signed, reason="Onsdag mangler.", by=entered.pa, at=entered.clock())
    notice = Notification.objects.get(recipient=entered.em, verb="time_sheet.returned")
    assert notice_text(notice, "da") == (
        "Dine timer for 03.2012 er sendt tilbage: Onsdag mangler. Ret dem, og underskriv igen."
    )


def test_an_employee_without_a_log_in_is_nobody_to_remind(entered):
    Employee.objects.filter(pk=entered.employee.pk).update(user=None)
    remind(at=after(MARCH, 1))
    assert not Notification.objects.filter(verb="reminder.hours").exists()
