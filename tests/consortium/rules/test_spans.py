from __future__ import annotations

from datetime import date

import pytest

from consortium.rules.spans import (
    Span,
    add_months,
    add_working_days,
    danish_holidays,
    is_working_day,
    month_of,
)

SPRING = Span(date(2012, 3, 1), date(2012, 8, 31))


def test_both_ends_belong():
    assert SPRING.contains(date(2012, 3, 1))
    assert SPRING.contains(date(2012, 8, 31))
    assert not SPRING.contains(date(2012, 9, 1))
    assert SPRING.days == 184
    assert Span(date(2012, 2, 29), date(2012, 2, 29)).days == 1


def test_a_span_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="ends on or after"):
        Span(date(2012, 3, 2), date(2012, 3, 1))


def test_overlap():
    autumn = Span(date(2012, 8, 31), date(2012, 12, 31))
    winter = Span(date(2012, 9, 1), date(2012, 12, 31))

    assert SPRING.overlap(autumn) == Span(date(2012, 8, 31), date(2012, 8, 31))
    assert SPRING.overlap(winter) is None
    assert SPRING.overlaps(autumn)
    assert not SPRING.overlaps(winter)
    assert SPRING.covers(Span(date(2012, 4, 1), date(2012, 4, 30)))
    assert not SPRING.covers(autumn)


def test_months_are_all_that_are_touched():
    across_new_year = Span(date(2012, 11, 30), date(2013, 1, 1))

    assert across_new_year.months == (date(2012, 11, 1), date(2012, 12, 1), date(2013, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2012, 1, 31), 1, date(2012, 2, 29)),
        (date(2024, 2, 29), -36, date(2021, 2, 28)),
        (date(2012, 12, 15), 1, date(2013, 1, 15)),
        (date(2012, 1, 15), -1, date(2011, 12, 15)),
    ],
)
def test_adding_months(day, months, result):
    assert add_months(day, months) == result


def test_month_of_a_leap_february():
    assert month_of(date(2012, 2, 10)) == Span(date(2012, 2, 1), date(2012, 2, 29))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2014, 4, 17), False),  # Maundy Thursday
        (date(2014, 4, 18), False),  # Good Friday
        (date(2014, 4, 21), False),  # Easter Monday
        (date(2014, 5, 16), False),  # Great Prayer Day
        (date(2024, 4, 26), True),  # Great Prayer Day no more
        (date(2014, 5, 29), False),  # Ascension
        (date(2014, 6, 9), False),  # Whit Monday
        (date(2014, 4, 19), False),  # a Saturday
        (date(2014, 4, 15), True),
    ],
)
def test_working_days_in_denmark(day, working):
    assert is_working_day(day) is working


def test_easter_2026():
    assert date(2026, 4, 5) in danish_holidays(2026)


def test_ten_working_days_of_hearing_pass_over_easter():
    assert add_working_days(date(2014, 4, 15), 10) == date(2014, 5, 2)
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2014, 4, 15), -1)
