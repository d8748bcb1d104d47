"""Activities held and indicators counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from consortium.actions.base import NotAllowed
from grants.models import ActivityType
from reporting.actions.delivery import (
    ActivityRefused,
    CountRefused,
    change_activity,
    count_indicator,
    drop_activity,
    hold_activity,
)
from reporting.actions.hours import HourEntry, enter_hours
from reporting.models import Activity, IndicatorValue
from tests.reporting.paperwork import MARCH, begin, hourly_rate, seminar


def held(world, report, **changes):
    fields = {
        "kind": seminar(),
        "title": "Velkomstmøde",
        "held_on": dt.date(2012, 5, 3),
        "place": "Aarhus",
        "participants": 40,
        "responsible": world.aarhus,
        "by": world.pu,
    }
    return hold_activity(report, at=world.clock(), **{**fields, **changes})


def test_held_changed_dropped(world):
    report = begin(world)
    activity = held(world, report)
    activity = change_activity(activity, participants=41, by=world.pu, at=world.clock())
    assert activity.participants == 41
    drop_activity(activity, by=world.pu, at=world.clock())
    assert not Activity.objects.exists()
    assert Activity.history.count() == 3
    with pytest.raises(TypeError):
        change_activity(held(world, report), report=1, by=world.pu, at=world.clock())


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"title": " "}, "title"),
        ({"title": "Møde med 010203-1234"}, "title"),
        ({"held_on": dt.date(2012, 9, 1)}, "held_on"),
        ({"held_on": dt.date(2012, 6, 21)}, "held_on"),
    ],
)
def test_refused(world, changes, subject):
    with pytest.raises(ActivityRefused) as refusal:
        held(world, begin(world), **changes)
    assert refusal.value.breaches[0].subject == subject


def test_a_local_one_is_ones_own_a_regional_one_may_be_anothers(world):
    report = begin(world)
    with pytest.raises(ActivityRefused):
        held(world, report, responsible=world.randers)
    kind = seminar()
    kind.scope = ActivityType.REGIONAL
    kind.save()
    assert held(world, report, kind=kind, responsible=world.randers).pk
    kind.counts_attendance = False
    with pytest.raises(ActivityRefused):
        held(world, report, kind=kind)


def test_not_dropped_under_hours(world):
    report = begin(world)
    activity = held(world, report)
    enter_hours(
        report,
        employee=world.employee,
        month=MARCH,
        rate=hourly_rate(world),
        entries=[HourEntry(MARCH, Decimal(3), activity)],
        by=world.em,
        at=world.clock(),
    )
    with pytest.raises(ActivityRefused):
        drop_activity(activity, by=world.pu, at=world.clock())


def test_counted_and_counted_again(world):
    report = begin(world)
    fields = {"indicator": world.indicator, "by": world.pu}
    count_indicator(report, women=3, men=2, at=world.clock(), **fields)
    value = count_indicator(report, women=3, men=2, other=1, value=6, at=world.clock(), **fields)
    assert value.value == 6
    assert (IndicatorValue.objects.count(), IndicatorValue.history.count()) == (1, 2)
    with pytest.raises(CountRefused):
        count_indicator(report, women=3, men=2, value=6, at=world.clock(), **fields)
    world.indicator.by_sex = False
    with pytest.raises(CountRefused):
        count_indicator(report, women=3, value=3, at=world.clock(), **fields)
    with pytest.raises(CountRefused):
        count_indicator(report, at=world.clock(), **fields)
    assert count_indicator(report, value=0, at=world.clock(), **fields).value == 0


def test_only_the_partners_user(world):
    report = begin(world)
    for person in (world.pa, world.randers_pu, world.lc, world.stranger):
        with pytest.raises(NotAllowed):
            held(world, report, by=person)
        with pytest.raises(NotAllowed):
            count_indicator(report, indicator=world.indicator, by=person, at=world.clock())
