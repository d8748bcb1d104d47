"""What waits on the desk, and how many queries it takes."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.models.access import actor_of
from reporting.actions.hours import sign_time_sheet
from reporting.actions.queries_answers import ask
from reporting.models import PartnerReport
from reporting.queries.desk import desk_of
from tests.reporting.paperwork import begin, hourly_rate, month_sheet, submitted

DAY = dt.date(2012, 6, 21)


def test_a_report_not_begun_is_due(world):
    (line,) = desk_of(world.pu, on=DAY).due
    assert (line.state, line.days_left, line.days_late) == ("not_started", 81, 0)
    late = desk_of(world.pu, on=dt.date(2012, 9, 12)).due[0]
    assert (late.is_late, late.days_late) == (True, 2)


def test_a_submitted_report_waits_for_somebody_else(world):
    report = submitted(world)
    desk = desk_of(world.pu, on=DAY)
    assert (desk.due, len(desk.reports)) == ([], 1)
    ask(report, text="Hvad?", due_on=DAY, by=world.lc2, at=world.clock())
    PartnerReport.objects.update(state="returned")
    desk = desk_of(world.pu, on=DAY)
    assert (len(desk.due), len(desk.questions)) == (1, 1)
    assert desk_of(world.randers_pu, on=DAY).questions == []


def test_hours_wait_for_the_employee_then_for_the_superior(world):
    sheet = month_sheet(world, begin(world), hourly_rate(world))
    assert desk_of(world.em, on=DAY).to_sign == [sheet]
    assert desk_of(world.pa, on=DAY).to_approve == []
    sign_time_sheet(sheet, by=world.em, at=world.clock())
    assert desk_of(world.em, on=DAY).to_sign == []
    assert desk_of(world.pa, on=DAY).to_approve == [sheet]
    assert desk_of(world.randers_pa, on=DAY).to_approve == []


def test_at_most_eight_queries(world):
    begin(world)
    for person in (world.pu, world.pa):
        actor_of(person)
        with CaptureQueriesContext(connection) as queries:
            desk_of(person, on=DAY)
        assert len(queries) <= 8
