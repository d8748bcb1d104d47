"""The lead's questions as a list of things to do: where each stands, in which order, what next."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.questions import STATES, next_deed, place_of, state_of

NOON = dt.datetime(2012, 6, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("answer", "closed_at", "expected"),
    [
        ("", None, "open"),
        ("En tur", None, "answered"),
        ("En tur", NOON, "closed"),
        ("", NOON, "closed"),
    ],
)
def test_where_a_question_stands(answer, closed_at, expected):
    assert state_of(answer, closed_at) == expected


def test_open_ones_come_first_each_by_its_day():
    first, last = dt.date(2012, 6, 1), dt.date(2012, 7, 1)
    places = [("closed", first, 1), ("open", last, 2), ("answered", first, 3), ("open", first, 4)]
    assert [key for _state, _day, key in sorted(places, key=lambda one: place_of(*one))] == [
        4,
        2,
        3,
        1,
    ]


@pytest.mark.parametrize(
    ("report", "states", "is_complete", "deed"),
    [
        ("returned", ["open", "answered"], False, "answer"),
        ("returned", ["answered", "closed"], True, "approve"),
        ("returned", ["answered"], False, "complete"),
        ("approved_partner", ["answered"], True, "submit"),
        ("draft", ["open"], False, "answer"),
        ("draft", ["closed"], True, "approve"),
        ("draft", [], True, ""),
        ("submitted", ["open"], True, ""),
        ("verified", ["closed"], True, ""),
    ],
)
def test_what_the_partner_does_next(report, states, is_complete, deed):
    assert next_deed(report, states, is_complete=is_complete) == deed


@given(st.lists(st.sampled_from(STATES)), st.booleans())
def test_nobody_is_sent_to_approve_while_a_question_is_open(states, is_complete):
    deed = next_deed("returned", states, is_complete=is_complete)
    assert (deed == "answer") == ("open" in states)
    assert deed != "approve" or (is_complete and bool(states))
