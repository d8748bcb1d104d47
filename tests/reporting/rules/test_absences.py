"""Absences: inside the employment, once, and never on hours (R-35)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.spans import Span
from reporting.rules.absences import AbsenceFacts, absent_days, check_absence

YEAR = Span(date(2012, 1, 1), date(2012, 12, 31))
EASTER = Span(date(2012, 4, 2), date(2012, 4, 4))


def codes(**changes):
    fields = {
        "starts_on": EASTER.first,
        "ends_on": EASTER.last,
        "is_whole_day": True,
        "employment": YEAR,
        "others": (),
        "hours": {},
    }
    return [one.code for one in check_absence(AbsenceFacts(**{**fields, **changes}))]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, []),
        ({"ends_on": EASTER.first}, []),
        ({"ends_on": EASTER.first - timedelta(1)}, ["ABSENCE_BACKWARDS"]),
        ({"employment": EASTER}, []),
        ({"employment": Span(date(2012, 4, 3), date.max)}, ["ABSENCE_OUTSIDE_EMPLOYMENT"]),
        ({"employment": Span(YEAR.first, date(2012, 4, 3))}, ["ABSENCE_OUTSIDE_EMPLOYMENT"]),
        ({"others": [Span(date(2012, 4, 4), date(2012, 4, 9))]}, ["ABSENCE_TWICE"]),
        ({"others": [Span(date(2012, 4, 5), date(2012, 4, 9))]}, []),
        ({"others": [Span(date(2012, 3, 1), date(2012, 4, 1))]}, []),
        ({"hours": {date(2012, 4, 4): D(1)}}, ["ABSENCE_ON_HOURS"]),
        ({"hours": {date(2012, 4, 5): D(1), date(2012, 4, 1): D(1)}}, []),
        ({"hours": {date(2012, 4, 4): D(1)}, "is_whole_day": False}, []),
        ({"hours": None}, []),
    ],
)
def test_an_absence_is_tested(changes, wanted):
    assert codes(**changes) == wanted


DAYS = st.dates(date(2012, 1, 1), date(2013, 12, 31))
SPANS = st.builds(lambda day, more: Span(day, day + timedelta(more)), DAYS, st.integers(0, 60))


@given(st.lists(SPANS, max_size=4), SPANS)
def test_a_day_is_absent_if_an_absence_holds_it(absences, within):
    found = absent_days(absences, within)
    day = within.first
    while day <= within.last:
        assert (day in found) == any(one.contains(day) for one in absences)
        day += timedelta(1)
    assert all(within.contains(one) for one in found)


@given(SPANS, SPANS)
def test_two_absences_meet_or_do_not_whichever_came_first(one, other):
    def meets(first, second):
        facts = AbsenceFacts(first.first, first.last, True, Span(date.min, date.max), [second])
        return [breach.code for breach in check_absence(facts)]

    assert meets(one, other) == meets(other, one)
    assert (meets(one, other) == []) == (one.overlap(other) is None)
