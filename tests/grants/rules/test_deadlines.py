"""The region's days, and which deadlines are reminded of on a day (W-03)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.deadlines import deadlines_reminded_on, is_escalated, region_day

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("funder_due", "asked"),
    [
        ("2012-09-21", "2013-03-01"),
        ("2013-03-21", "2013-09-01"),
        ("2013-03-01", "2013-03-01"),
        ("2013-03-02", "2013-09-01"),
        ("2013-09-01", "2013-09-01"),
        ("2013-12-31", "2014-03-01"),
        ("2015-07-21", "2015-09-01"),
    ],
)
def test_the_region_asks_on_its_next_day(funder_due, asked):
    assert region_day(dt.date.fromisoformat(funder_due)) == dt.date.fromisoformat(asked)


@given(DAYS)
def test_the_region_waits_at_most_half_a_year(day):
    asked = region_day(day)
    assert 0 <= (asked - day).days <= 184
    assert (asked.month, asked.day) in {(3, 1), (9, 1)}


@given(DAYS)
def test_each_deadline_is_reminded_of_on_four_days(due):
    told = [
        days
        for offset in range(-30, 31)
        if (days := deadlines_reminded_on(due + dt.timedelta(days=offset)).get(due)) is not None
    ]
    assert told == [-7, -1, 1, 5]


def test_the_lead_is_told_with_the_last_reminder():
    assert [is_escalated(days) for days in (-7, -1, 1, 5)] == [False, False, False, True]
