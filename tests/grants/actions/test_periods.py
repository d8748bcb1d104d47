"""Periods: cut by the funder's calendar, opened in order, closed, reopened with a reason."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.actions.base import NotAllowed
from consortium.models import AuditEvent
from consortium.rules.states import StepNotAllowed
from grants.actions import periods as deeds
from grants.actions.grants import suspend_grant
from grants.actions.indicators import IndicatorRefused, set_indicator
from reporting.actions.calendar import keep_calendar


def test_the_term_is_cut_by_the_calendar_with_its_deadlines(world):
    assert [(one.starts_on, one.ends_on) for one in world.periods[:2]] == [
        (dt.date(2012, 3, 1), dt.date(2012, 8, 31)),
        (dt.date(2012, 9, 1), dt.date(2013, 2, 28)),
    ]
    assert world.periods[-1].ends_on == world.grant.ends_on
    assert world.periods[0].partner_due_on == dt.date(2012, 9, 10)
    assert world.periods[0].funder_due_on == dt.date(2012, 9, 21)
    with pytest.raises(deeds.PeriodRefused, match="already"):
        deeds.lay_out_periods(world.grant, by=world.pm, at=world.clock())


def test_periods_open_in_order_and_not_before_they_begin(world):
    with pytest.raises(deeds.PeriodRefused, match="cannot be opened before"):
        deeds.open_period(world.periods[1], by=world.pm, at=world.clock())
    with pytest.raises(deeds.PeriodRefused, match="in their order"):
        deeds.open_period(world.periods[2], by=world.pm, at=world.clock())
    world.clock.move_to(2012, 9, 1)
    assert deeds.open_period(world.periods[1], by=world.pm, at=world.clock()).state == "open"


def test_a_closed_period_is_reopened_with_a_reason_and_a_locked_one_never(world):
    closed = deeds.close_period(world.period, by=world.lc, at=world.clock())
    given = {"asked_by": world.lc, "by": world.ls, "at": world.clock()}
    with pytest.raises(deeds.PeriodRefused, match="reason"):
        deeds.reopen_period(closed, reason=" ", **given)
    again = deeds.reopen_period(closed, reason="Bilag mangler", **given)
    assert again.state == "reopened"
    again.state = "locked"
    again.save()
    with pytest.raises(StepNotAllowed):
        deeds.reopen_period(again, reason="Fejl", **given)


def test_the_calendar_opens_calls_in_and_closes_once(world):
    period = world.period
    days = [((2012, 8, 31), "open"), ((2012, 9, 1), "submission_due"), ((2012, 9, 22), "closed")]
    for day, state in days:
        world.clock.move_to(*day)
        for _run in range(2):
            keep_calendar(at=world.clock())
        period.refresh_from_db()
        assert period.state == state
    following = world.grant.periods.get(number=2)
    assert following.state == "open"
    with pytest.raises(deeds.PeriodRefused, match="no step on 2012-09-22"):
        deeds.move_by_calendar(period, dt.date(2012, 9, 22), by=None, at=world.clock())
    event = AuditEvent.objects.filter(verb="period.fell_due").get()
    assert event.by is None


def test_the_calendar_leaves_a_suspended_grant_alone(world):
    suspend_grant(world.grant, on=world.clock().date(), reason="Sag", by=world.ma, at=world.clock())
    world.clock.move_to(2013, 1, 1)
    assert keep_calendar(at=world.clock()).periods == 0


@pytest.mark.parametrize("who", ["ma", "pu", "stranger"])
def test_who_may_not_move_periods(world, who):
    user = getattr(world, who)
    for deed in (deeds.open_period, deeds.close_period):
        with pytest.raises(NotAllowed):
            deed(world.period, by=user, at=world.clock())
    with pytest.raises(NotAllowed):
        deeds.reopen_period(world.period, reason="Ja", asked_by=world.lc, by=user, at=world.clock())
    with pytest.raises(NotAllowed):
        deeds.lay_out_periods(world.grant, by=user, at=world.clock())


def indicator(world, **changed):
    values = {
        "number": 1,
        "code": "participants",
        "name_da": "Deltagere",
        "name_en": "Participants",
        "unit_da": "personer",
        "unit_en": "persons",
        "count_rule": "Én gang hver",
        "source": "Lister",
        "by_sex": True,
        "target": 10,
        "by": world.pm,
        "at": world.clock(),
    }
    return set_indicator(world.grant, **{**values, **changed})


def test_an_indicator_is_set_again_under_its_number(world):
    why = {"change_code": "scope", "change_text": "Færre aktiviteter."}
    assert indicator(world, **why).pk == world.indicator.pk
    assert world.grant.indicators.get().target == 10
    for missing in ({"count_rule": " "}, {"source": ""}):
        with pytest.raises(IndicatorRefused):
            indicator(world, **missing)
    with pytest.raises(NotAllowed):
        indicator(world, by=world.lc)
