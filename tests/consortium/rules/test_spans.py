from __future__ import annotations

from datetime import date, timedelta

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


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    """What was counted before, and kept, must not answer for a formula that has changed since."""
    danish_holidays.cache_clear()


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
    assert SPRING.covers(SPRING)
    assert SPRING.covers(Span(SPRING.first, date(2012, 3, 2)))
    assert SPRING.covers(Span(date(2012, 8, 30), SPRING.last))
    assert not SPRING.covers(Span(date(2012, 2, 29), SPRING.last))


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
    assert add_working_days(date(2014, 4, 15), 1) == date(2014, 4, 16)
    assert add_working_days(date(2014, 4, 16), 1) == date(2014, 4, 22)
    assert add_working_days(date(2014, 4, 19), 0) == date(2014, 4, 19)
    with pytest.raises(ValueError, match=r"^working days are counted forwards$"):
        add_working_days(date(2014, 4, 15), -1)


@pytest.mark.parametrize(
    "sunday",
    [
        "1818-03-22",  # as early as Easter can be
        "1886-04-25",
        "1943-04-25",  # as late as it can be
        "1954-04-18",
        "1961-04-02",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2016-03-27",
        "2018-04-01",
        "2024-03-31",
        "2025-04-20",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
    ],
)
def test_easter_as_printed(sunday):
    day = date.fromisoformat(sunday)
    moving = {day + timedelta(days) for days in (-3, -2, 0, 1, 39, 49, 50)}
    moving |= {day + timedelta(26)} if day.year <= 2023 else set()
    fixed = {date(day.year, 1, 1), date(day.year, 12, 25), date(day.year, 12, 26)}
    assert danish_holidays(day.year) == moving | fixed


def full_moon_easter(year: int) -> date:
    """Easter by the tables of the church: the golden number, the epact, the Sunday after."""
    golden, century = year % 19 + 1, year // 100 + 1
    sun, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + moon - sun) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact
    full += 30 if full < 21 else 0
    march = date(year, 3, 1) + timedelta(full - 1)
    return march + timedelta(7 - (march.weekday() + 1) % 7)


def test_easter_of_five_centuries_by_the_tables_of_the_church():
    for year in range(1700, 2300):
        easter = full_moon_easter(year)
        spring = {day for day in danish_holidays(year) if day < date(year, 7, 1)}
        assert easter in spring
        assert min(spring - {date(year, 1, 1)}) == easter - timedelta(3)
