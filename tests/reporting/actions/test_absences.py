"""Absence: planned and cancelled, by whom, and how it meets hours (R-35)."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.queries.texts import sentence_text
from reporting.actions.absences import AbsenceRefused, cancel_absence, plan_absence
from reporting.actions.hours import HoursRefused, enter_hours
from reporting.models import Absence, TimeSheet
from tests.reporting.paperwork import MARCH, begin, days, hourly_rate, month_sheet


def planned(world, first=5, last=7, *, by=None, **changes):
    fields = {
        "kind": Absence.HOLIDAY,
        "starts_on": MARCH.replace(day=first),
        "ends_on": MARCH.replace(day=last),
    }
    by = by or world.em
    return plan_absence(world.employee, **{**fields, **changes}, by=by, at=world.clock())


def said(refusal, language):
    return [sentence_text(breach, language) for breach in refusal.value.breaches]


@pytest.mark.parametrize("name", ["em", "pu", "pa"])
def test_an_employee_and_its_partner_plan_an_absence(world, name):
    absence = planned(world, by=getattr(world, name))
    assert (absence.kind, absence.is_whole_day) == ("holiday", True)
    event = AuditEvent.objects.get(verb="absence.planned")
    # The event can be read by more people than the absence: it says when and not why.
    assert event.after == {
        "starts_on": "2012-03-05",
        "ends_on": "2012-03-07",
        "is_whole_day": True,
    }
    cancel_absence(absence, by=getattr(world, name), at=world.clock())
    assert not Absence.objects.exists()
    assert Absence.history.count() == 2


@pytest.mark.parametrize("name", ["stranger", "randers_pu", "randers_pa", "pm", "lc", "au", "ad"])
def test_nobody_else_does(world, name):
    with pytest.raises(NotAllowed) as refusal:
        planned(world, by=getattr(world, name))
    assert said(refusal, "da")[0].endswith("planlægger ikke fravær for Em.")
    absence = planned(world)
    with pytest.raises(NotAllowed):
        cancel_absence(absence, by=getattr(world, name), at=world.clock())
    assert Absence.objects.visible_to(getattr(world, name)).count() == 0


def test_hours_on_a_whole_day_of_absence_are_refused(world):
    report = begin(world)
    rate = hourly_rate(world)
    planned(world, 1, 2)
    fields = {"employee": world.employee, "month": MARCH, "rate": rate, "by": world.em}
    with pytest.raises(HoursRefused) as refusal:
        enter_hours(report, entries=days("7.4", "7.4", "5"), at=world.clock(), **fields)
    assert said(refusal, "en") == [
        "7.40 hours are declared on 01/03/2012, a day of registered absence. Correct the hours or "
        "the absence.",
        "7.40 hours are declared on 02/03/2012, a day of registered absence. Correct the hours or "
        "the absence.",
    ]
    assert not TimeSheet.objects.exists()
    entries = days("7.4", "7.4", "5")[2:]
    assert enter_hours(report, entries=entries, at=world.clock(), **fields).hours == 5


def test_a_part_of_the_day_leaves_room_for_hours(world):
    report = begin(world)
    planned(world, 1, 3, is_whole_day=False)
    assert month_sheet(world, report, hourly_rate(world)).hours == 20


def test_an_absence_is_refused_on_hours_that_stand(world):
    report = begin(world)
    month_sheet(world, report, hourly_rate(world))
    with pytest.raises(AbsenceRefused) as refusal:
        planned(world, 2, 9)
    assert said(refusal, "da") == [
        "Der er opgjort timer den 2.3.2012, 3.3.2012. Tag dem ud først, vælg andre dage, eller "
        "planlæg en del af dagen."
    ]
    assert planned(world, 2, 9, is_whole_day=False).pk


def test_one_day_is_planned_once_and_the_kind_is_known(world):
    planned(world)
    with pytest.raises(AbsenceRefused) as refusal:
        planned(world, 7, 9, kind="vacation", ends_on=dt.date(2012, 3, 9))
    assert said(refusal, "en") == [
        "An absence is holiday, sickness or leave, not “vacation”.",
        "There is an absence 05/03/2012–07/03/2012 already. Remove it, or choose other days.",
    ]
    assert said(refusal, "da")[0] == "Fravær er ferie, sygdom eller orlov, ikke »vacation«."
    with pytest.raises(AbsenceRefused) as backwards:
        planned(world, 9, 8)
    assert backwards.value.breaches[0].code == "ABSENCE_BACKWARDS"
