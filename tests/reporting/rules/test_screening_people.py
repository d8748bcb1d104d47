"""People that an auditor asks about: found, nearly found, and not found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from consortium.rules.spans import is_working_day
from reporting.rules.screening_people import (
    ENTERED,
    FAILS,
    HOLIDAY,
    MANY_FAILS,
    MUTUAL,
    NEVER,
    NO_SEAT,
    REPORT,
    SAME,
    SATURDAY,
    SUNDAY,
    LogIns,
    Passed,
    four_eyes,
    free_day,
    is_at_odds,
    log_in_questions,
)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2013, 5, 4), SATURDAY),
        (date(2013, 5, 5), SUNDAY),
        (date(2013, 5, 9), HOLIDAY),  # Ascension Day, a Thursday
        (date(2013, 5, 10), ""),  # the Friday after it
        (date(2013, 12, 25), HOLIDAY),
        (date(2013, 4, 26), HOLIDAY),  # Great Prayer Day, still a holiday then
        (date(2024, 4, 26), ""),  # abolished from 2024
    ],
)
def test_free_days(day, kind):
    assert free_day(day) == kind
    assert bool(kind) != is_working_day(day)


@pytest.mark.parametrize(
    ("hours", "whole", "odd"),
    [("7.40", True, True), ("0.01", True, True), ("0.00", True, False), ("3.70", False, False)],
)
def test_hours_and_absence(hours, whole, odd):
    assert is_at_odds(D(hours), whole) is odd


def pair(first, second, count=1):
    return Passed(first, ENTERED, second, REPORT, count)


def test_two_who_pass_each_others_work_are_asked_and_a_chain_is_not():
    asked = four_eyes([pair(1, 2), pair(2, 1), pair(2, 3), pair(3, 4)])
    assert asked == {pair(1, 2): MUTUAL, pair(2, 1): MUTUAL, pair(2, 3): "", pair(3, 4): ""}


def test_the_same_person_twice_is_asked_first():
    assert four_eyes([pair(1, 1)]) == {pair(1, 1): SAME}


ON = date(2014, 4, 15)


@pytest.mark.parametrize(
    ("until", "number", "failed", "last", "asked"),
    [
        (None, 3, 0, date(2014, 4, 1), []),
        (None, 0, 0, None, [NEVER]),
        (None, 0, MANY_FAILS, None, [NEVER, FAILS]),
        (None, 1, MANY_FAILS - 1, date(2014, 4, 1), []),
        (date(2014, 1, 1), 0, 0, None, []),
        (date(2014, 1, 1), 1, 0, date(2014, 1, 1), []),
        (date(2014, 1, 1), 1, 0, date(2014, 1, 2), [NO_SEAT]),
        (date(2014, 4, 15), 0, 0, None, [NEVER]),
    ],
)
def test_log_ins(until, number, failed, last, asked):
    one = LogIns(1, date(2012, 1, 1), until, number, failed, last)
    assert log_in_questions(one, ON) == asked
