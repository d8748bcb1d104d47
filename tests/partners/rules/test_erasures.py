"""The days of a request for erasure, and the answers that the law allows (GDPR 12, 17; G-10)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.rules.erasures import (
    ABOUT,
    GROUNDS,
    OUTCOMES,
    PROVES_COST,
    AnswerFacts,
    check_answer,
    check_longer,
    due_on,
)

DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("asked", "due", "longer"),
    [
        ("2012-06-18", "2012-07-18", "2012-09-18"),
        ("2012-01-31", "2012-02-29", "2012-04-30"),
        ("2012-12-31", "2013-01-31", "2013-03-31"),
    ],
)
def test_a_month_and_two_more(asked, due, longer):
    day = dt.date.fromisoformat(asked)
    assert due_on(day).isoformat() == due
    assert due_on(day, longer=True).isoformat() == longer


@given(DAYS)
def test_the_answer_is_due_within_31_days_and_longer_within_92(day):
    assert 28 <= (due_on(day) - day).days <= 31
    assert 89 <= (due_on(day, longer=True) - day).days <= 92


@given(
    st.sampled_from(sorted(ABOUT)),
    st.sampled_from(sorted(OUTCOMES)),
    st.sampled_from(["", *sorted(GROUNDS)]),
)
def test_what_proves_a_cost_is_never_deleted_and_a_refusal_always_has_its_ground(
    about, outcome, ground
):
    allowed = not check_answer(about, AnswerFacts(outcome, ground, "Svar sendt."))
    if allowed:
        assert (outcome == "refused") == bool(ground)
        assert not (about in PROVES_COST and outcome == "deleted")


def test_every_kind_of_request_has_an_answer_that_the_law_allows():
    for about in ABOUT:
        answers = [
            AnswerFacts(outcome, ground, "Svar sendt.")
            for outcome in OUTCOMES
            for ground in ("", *GROUNDS)
        ]
        assert any(not check_answer(about, one) for one in answers), about


@given(DAYS, st.integers(-40, 40))
def test_the_time_is_prolonged_before_the_day_or_never(day, shift):
    due = due_on(day)
    found = check_longer(due, "Mange lister", due + dt.timedelta(shift), is_longer=False)
    assert bool(found) == (shift > 0)
