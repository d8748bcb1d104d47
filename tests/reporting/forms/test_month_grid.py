"""The grid of a month: how hours are read, how lines are known, and what comes back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.holidays import days_in
from consortium.rules.money import ZERO
from consortium.rules.spans import month_of
from reporting.forms.month_grid import MOST_LINES, HourField, MonthGrid, line_key
from reporting.models import TimeEntry
from reporting.queries.month_days import DayMark

APRIL = dt.date(2014, 4, 1)
DAYS = [DayMark(day, "", None, ZERO) for day in days_in(month_of(APRIL))]
FIELD = HourField(required=False, min_value=0, max_digits=5)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("7:30", "7.50"),
        ("7:20", "7.33"),
        ("0:45", "0.75"),
        (" 7,5 ", "7.5"),
        ("7.5", "7.5"),
        ("7", "7"),
        ("10,25", "10.25"),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert FIELD.clean(text) == (D(hours) if hours else None)


@pytest.mark.parametrize(
    "text", ["syg", "7:60", "7:5", "-1", "7,555", "1.000", "NaN", "Infinity", "1e308", "7;5"]
)
def test_what_is_no_hours_is_refused_in_words(text):
    with pytest.raises(ValidationError) as refused:
        FIELD.clean(text)
    assert refused.value.messages


@given(st.decimals("0.01", "24.00", places=2))
def test_what_a_cell_shows_is_what_it_reads(hours):
    for language in ("da", "en"):
        with translation.override(language):
            shown = FIELD.prepare_value(hours)
            assert FIELD.clean(shown) == hours
            assert not shown.endswith((",", "."))
            assert shown == shown.rstrip("0") or ("," not in shown and "." not in shown)


def entry(pk: int, day: int | None, hours: str, task: str = "") -> TimeEntry:
    return TimeEntry(pk=pk, day=APRIL.replace(day=day) if day else None, hours=D(hours), task=task)


def test_entries_become_lines_in_the_order_in_which_they_came():
    rows = [
        entry(3, 2, "2.00", "Møde"),
        entry(1, 1, "7.40"),
        entry(2, 3, "5.00"),
        entry(4, None, "9"),
    ]
    grid = MonthGrid.of(DAYS, rows, {})
    assert [line.title for line in grid.lines] == ["", "Møde", "", ""]
    assert [line.is_new for line in grid.lines] == [False, False, True, True]
    assert (grid.total, grid.whole) == (D("23.40"), D(9))
    assert next((week, total) for week, _days, total in grid.weeks) == (14, D("14.40"))
    assert {mark.day.day: total for mark, total in grid.by_day if total} == {
        1: D("7.40"),
        2: D("2.00"),
        3: D("5.00"),
    }


def test_a_month_that_is_new_is_offered_the_lines_of_the_last_one():
    grid = MonthGrid.of(DAYS, [], {}, None, [(None, "Møde"), (None, "Rejse")])
    assert [line.title for line in grid.lines] == ["Møde", "Rejse", "", ""]
    assert grid.total == 0
    standing = MonthGrid.of(DAYS, [entry(1, 1, "1.00", "Andet")], {}, None, [(None, "Møde")])
    assert [line.title for line in standing.lines] == ["Andet", "", ""]


def sent(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data[name.replace("__", "-")] = value
    return data


def test_a_line_is_known_by_what_it_says_and_not_by_its_place():
    key = line_key((None, "Møde"))
    data = sent(**{f"{key}__d01": "7:30", f"{key}__task": "Møde", "n4__d02": "2", "n4__task": "Ny"})
    grid = MonthGrid.of(DAYS, [entry(1, 1, "1.00", "Møde"), entry(2, 5, "3.00", "Væk")], {}, data)
    assert grid.is_valid()
    assert [(one.day.day, one.hours, one.task) for one in grid.entries() if one.day] == [
        (1, D("7.50"), "Møde"),
        (2, D(2), "Ny"),
    ]


def test_no_more_lines_than_there_is_room_for():
    data = sent(**{f"n{number}__d01": "1" for number in range(60)})
    assert len(MonthGrid.of(DAYS, [], {}, data).lines) == MOST_LINES


def test_a_mistake_is_told_with_its_day():
    grid = MonthGrid.of(DAYS, [], {}, sent(n0__d03="syg"))
    assert not grid.is_valid()
    assert grid.errors == ["03.04.: »syg« er ikke timer. Skriv 7,5 eller 7:30."]
    with translation.override("en"):
        again = MonthGrid.of(DAYS, [], {}, sent(n0__d03="syg"))
        assert not again.is_valid()
        assert again.errors == ["03.04.: “syg” is not hours. Write 7,5 or 7:30."]


@pytest.mark.parametrize("name", ["n0-d1", "n999-d01", "lXYZ-d01", "n0-rate", "n0-d01-x", "\0-d01"])
def test_a_name_that_no_page_sends_is_left_alone(name):
    data = QueryDict(mutable=True)
    data[name] = "7"
    assert MonthGrid.of(DAYS, [], {}, data).lines == []
