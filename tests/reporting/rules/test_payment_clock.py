"""The funder's 80 days, stopped by questions (W-07)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.payment_clock import Interruption, clock_of

SENT = dt.date(2013, 3, 1)


def day(number: int) -> dt.date:
    return SENT + dt.timedelta(days=number)


def stop(first: int, last: int | None) -> Interruption:
    return Interruption(day(first), None if last is None else day(last))


@pytest.mark.parametrize(
    ("stops", "on", "used", "left", "due"),
    [
        ([], 0, 0, 80, 80),
        ([], 80, 80, 0, 80),
        ([], 81, 81, -1, 80),
        ([stop(10, 30)], 40, 20, 60, 100),
        ([stop(10, 10)], 40, 40, 40, 80),
        ([stop(10, 30), stop(20, 35)], 40, 15, 65, 105),
        ([stop(10, 30), stop(12, 15)], 40, 20, 60, 100),
        ([stop(10, 20), stop(30, 40)], 50, 30, 50, 100),
        ([stop(10, 20), stop(30, None)], 50, 20, 60, None),
        ([stop(30, None), stop(10, 40)], 50, 10, 70, None),
        # On a day before the answer the question is open; on one before the question there is none.
        ([stop(10, 30)], 15, 10, 70, None),
        ([stop(10, 30)], 5, 5, 75, 80),
        ([stop(0, 80)], 160, 80, 0, 160),
    ],
)
def test_days_used_and_left(stops, on, used, left, due):
    clock = clock_of(SENT, stops, 80, day(on))
    assert (clock.used, clock.left) == (used, left)
    assert clock.due_on == (None if due is None else day(due))
    assert clock.is_stopped == (due is None)
    assert clock.is_late == (left < 0)
    assert clock.interrupted == on - used


@pytest.mark.parametrize(
    ("stops", "on"), [([], -1), ([stop(-1, 4)], 10), ([stop(5, 4)], 10), ([stop(5, 4)], 5)]
)
def test_days_in_the_wrong_order_are_a_fault(stops, on):
    with pytest.raises(ValueError, match=r"clock|question"):
        clock_of(SENT, stops, 80, day(on))


SPANS = st.lists(
    st.tuples(st.integers(0, 200), st.one_of(st.none(), st.integers(0, 60))), max_size=5
).map(lambda rows: [stop(a, None if n is None else a + n) for a, n in rows])


@given(SPANS, st.integers(0, 300))
def test_the_clock_runs_on_exactly_the_days_that_no_question_covers(stops, on):
    """A day counts unless some question was open at its start: an oracle that counts day by day."""

    def stands(number: int) -> bool:
        return any(
            one.asked_on <= day(number)
            and (one.answered_on is None or day(number) < one.answered_on)
            for one in stops
        )

    clock = clock_of(SENT, stops, 80, day(on))
    assert clock.used == sum(not stands(number) for number in range(on))
    assert clock.used + clock.left == 80
    assert clock.is_stopped == any(
        one.asked_on <= day(on) and (one.answered_on is None or one.answered_on > day(on))
        for one in stops
    )


@given(SPANS, st.integers(0, 300))
def test_the_clock_never_runs_backwards(stops, on):
    today, tomorrow = (clock_of(SENT, stops, 80, day(one)) for one in (on, on + 1))
    assert tomorrow.used - today.used in (0, 1)
