"""The traffic light says its rule; minutes and decisions say what they lack (rules.md 5.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.status import (
    GREEN,
    GREY,
    RED,
    YELLOW,
    Reached,
    check_decision,
    check_quarters,
    delivered,
    elapsed,
    light_of,
    next_body,
)

D = Decimal
HALF = Fraction(1, 2)


def reached(done: int, least: int | None = 12) -> Reached:
    return Reached("", D(least) if least else None, None, "", D(done))


@pytest.mark.parametrize(
    ("done", "light"), [(6, GREEN), (5, GREEN), (4, YELLOW), (3, YELLOW), (2, RED), (12, GREEN)]
)
def test_half_a_year_asks_for_half(done, light):
    """80 per cent of 6 is 4.8, 50 per cent is 3."""
    assert light_of([reached(done)], HALF, D(100), D(50)) == light


def test_more_used_than_granted_is_red_and_no_target_has_no_light():
    assert light_of([reached(12)], HALF, D(100), D("100.01")) == RED
    assert light_of([], HALF, D(100), D(100)) == GREY


def test_a_target_in_words_counts_when_it_is_done():
    assert delivered([reached(1, None), reached(6)]) == Fraction(3, 4)
    assert delivered([reached(0, None)]) == 0
    assert delivered([]) is None


@given(st.integers(-5, 10**6), st.integers(1, 10**6))
def test_no_target_counts_more_than_whole(done, least):
    assert 0 <= reached(done, least).share <= 1


def test_the_elapsed_part_of_a_term():
    first, last = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
    assert elapsed(first, last, dt.date(2023, 3, 31)) == Fraction(90, 365)
    assert elapsed(first, last, last) == elapsed(first, last, dt.date(2024, 5, 1)) == 1
    assert elapsed(first, last, dt.date(2022, 12, 31)) == 0


def test_bodies_take_their_turns():
    assert next_body([1, 2, 3], []) == 1
    assert next_body([1, 2, 3], [1, 2]) == 3
    assert next_body([1, 2, 3], [1, 2, 3]) is None


def test_missing_quarters_are_named():
    assert check_quarters(2023, [1, 2, 3, 4], [1, 2, 3, 4]) == []
    [breach] = check_quarters(2023, [1, 2, 3, 4], [2])
    assert breach.params["missing"] == "1, 3, 4"


def test_a_decision_has_its_day_and_its_words():
    sent, now = dt.date(2024, 2, 1), dt.date(2024, 3, 1)
    assert check_decision("adopted", "", sent, sent, now) == []
    codes = [one.code for one in check_decision("sent_back", " ", dt.date(2024, 1, 1), sent, now)]
    assert codes == ["DECISION_DAY", "REMARKS_MISSING"]
