"""Danish holidays by name, as the calendar in the shared data prints them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.holidays import days_in, holiday_name, holiday_names, working_days_in
from consortium.rules.spans import Span, danish_holidays, is_working_day, month_of

AS_PRINTED = {
    "2023-05-05": "Store bededag",
    "2024-01-01": "Nytårsdag",
    "2024-03-28": "Skærtorsdag",
    "2024-03-29": "Langfredag",
    "2024-03-31": "Påskedag",
    "2024-04-01": "Anden påskedag",
    "2024-05-09": "Kristi himmelfartsdag",
    "2024-05-19": "Pinsedag",
    "2024-05-20": "Anden pinsedag",
    "2024-12-25": "Juledag",
    "2024-12-26": "Anden juledag",
}


@pytest.mark.parametrize(("day", "name"), AS_PRINTED.items())
def test_a_holiday_has_its_name(day, name):
    assert holiday_name(date.fromisoformat(day)) == name


def test_a_reader_of_english_reads_english():
    assert holiday_name(date(2024, 3, 29), "en") == "Good Friday"
    assert holiday_name(date(2024, 3, 29), "en-gb") == "Good Friday"
    assert holiday_name(date(2024, 3, 29), "fr") == "Langfredag"


def test_the_great_prayer_day_is_a_working_day_from_2024():
    assert holiday_name(date(2024, 4, 26)) == ""
    assert is_working_day(date(2024, 4, 26))
    assert not is_working_day(date(2023, 5, 5))


@pytest.mark.parametrize(
    ("month", "worked"),
    [
        (date(2024, 4, 1), 21),  # Easter Monday, and the Great Prayer Day is worked
        (date(2023, 5, 1), 20),  # the last Great Prayer Day, Ascension, Whit Monday
        (date(2012, 3, 1), 22),
        (date(2014, 4, 1), 19),  # the whole of Easter
        (date(2012, 12, 1), 19),
    ],
)
def test_the_working_days_of_a_month(month, worked):
    assert working_days_in(month_of(month)) == worked


@given(st.integers(min_value=1970, max_value=2100))
def test_names_and_free_days_never_part(year):
    assert set(holiday_names(year)) == danish_holidays(year)


@given(st.dates(date(1970, 1, 1), date(2100, 12, 1)))
def test_a_month_is_its_days(day):
    month = month_of(day)
    days = days_in(month)
    assert (days[0], days[-1], len(days)) == (month.first, month.last, month.days)
    assert 15 <= working_days_in(month) <= 23
    assert working_days_in(Span(day, day)) == int(is_working_day(day))
