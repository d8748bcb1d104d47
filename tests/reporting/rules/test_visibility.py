"""Packs never fall below zero, whatever comes and goes; what is wrong with what the public sees."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.visibility import (
    GIVEN,
    LOST,
    MOVES,
    RECEIVED,
    EventFacts,
    check_event,
    check_move,
    check_seen,
    signed,
)

ON = dt.date(2012, 6, 20)


@pytest.mark.parametrize(
    ("move", "count", "stock", "codes"),
    [
        (RECEIVED, 5, 0, []),
        (GIVEN, 5, 5, []),
        (GIVEN, 6, 5, ["STOCK_BELOW_ZERO"]),
        (LOST, 1, 0, ["STOCK_BELOW_ZERO"]),
        (RECEIVED, 0, 0, ["MOVE_OF_NOTHING"]),
        ("sold", 1, 9, ["MOVE_UNKNOWN"]),
    ],
)
def test_a_move(move, count, stock, codes):
    assert [one.code for one in check_move(move, count, stock)] == codes


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 9))))
def test_the_stock_never_falls_below_zero(moves):
    stock = 0
    for move, count in moves:
        if not check_move(move, count, stock):
            stock += signed(move, count)
        assert stock >= 0


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (EventFacts("Kaffe", ON), []),
        (EventFacts(" ", ON), ["EVENT_WORDLESS"]),
        (EventFacts("Kaffe", ON - dt.timedelta(days=1)), ["EVENT_PAST"]),
        (EventFacts("Kaffe", ON, link="http://x.example"), ["LINK_WRONG"]),
        (EventFacts("Kaffe", ON, text="Ring 010190-1234"), ["CPR_NUMBER"]),
    ],
)
def test_an_event(facts, codes):
    assert [one.code for one in check_event(facts, ON)] == codes


@pytest.mark.parametrize(
    ("text", "medium", "day", "codes"),
    [
        ("Avisen", "newspaper", ON, []),
        (" ", "newspaper", ON, ["SEEN_WORDLESS"]),
        ("Avisen", "smoke", ON, ["MEDIUM_UNKNOWN"]),
        ("Avisen", "web", ON + dt.timedelta(days=1), ["SEEN_AHEAD"]),
        ("010190-1234", "web", ON, ["CPR_NUMBER"]),
    ],
)
def test_where_we_were_seen(text, medium, day, codes):
    assert [one.code for one in check_seen(text, medium, day, ON)] == codes
