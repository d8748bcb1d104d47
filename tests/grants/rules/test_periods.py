from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.spans import Span
from grants.rules.periods import Period, cut, cut_periods, due_step, reminders
from grants.rules.profiles import ESF_2007_13, FUNDING_REGISTER, MUNICIPAL_AGREEMENT

TERM = Span(date(2012, 3, 1), date(2015, 6, 30))


def test_half_years_of_the_demo_grant():
    periods = cut_periods(TERM, ESF_2007_13)

    assert [period.number for period in periods] == [1, 2, 3, 4, 5, 6, 7]
    assert [period.span.last for period in periods] == [
        date(2012, 8, 31),
        date(2013, 2, 28),
        date(2013, 8, 31),
        date(2014, 2, 28),
        date(2014, 8, 31),
        date(2015, 2, 28),
        date(2015, 6, 30),
    ]
    assert periods[0].span.first == date(2012, 3, 1)
    assert periods[0].partner_due == date(2012, 9, 10)
    assert periods[0].funder_due == date(2012, 9, 21)


def test_first_period_may_be_short_and_leap_years_count():
    periods = cut_periods(Span(date(2012, 2, 20), date(2012, 4, 1)), ESF_2007_13)

    assert [period.span for period in periods] == [
        Span(date(2012, 2, 20), date(2012, 2, 29)),
        Span(date(2012, 3, 1), date(2012, 4, 1)),
    ]


def test_quarters_of_a_municipal_agreement():
    periods = cut_periods(Span(date(2023, 1, 1), date(2024, 12, 31)), MUNICIPAL_AGREEMENT)

    assert len(periods) == 8
    assert periods[0].span.last == date(2023, 3, 31)


def test_without_a_calendar_there_is_one_period():
    assert [period.span for period in cut_periods(TERM, FUNDING_REGISTER)] == [TERM]


def test_reminders():
    assert reminders(date(2012, 9, 10)) == [
        date(2012, 9, 3),
        date(2012, 9, 9),
        date(2012, 9, 11),
        date(2012, 9, 15),
    ]


days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(days, days, st.sampled_from([(2, 8), (3, 6, 9, 12), (12,), ()]))
def test_periods_cover_the_term_without_gap_or_overlap(one, other, months):
    term = Span(min(one, other), max(one, other))

    spans = cut(term, months)

    assert spans[0].first == term.first
    assert spans[-1].last == term.last
    assert sum(span.days for span in spans) == term.days


@pytest.mark.parametrize(
    ("state", "on", "step"),
    [
        ("planned", date(2012, 2, 29), None),
        ("planned", date(2012, 3, 1), "open"),
        ("planned", date(2013, 1, 1), "open"),
        ("open", date(2012, 8, 31), None),
        ("open", date(2012, 9, 1), "fall_due"),
        ("submission_due", date(2012, 9, 21), None),
        ("submission_due", date(2012, 9, 22), "close"),
        ("reopened", date(2013, 1, 1), None),
        ("closed", date(2013, 1, 1), None),
        ("locked", date(2013, 1, 1), None),
    ],
)
def test_what_the_calendar_asks_for(state, on, step):
    period = (date(2012, 3, 1), date(2012, 8, 31), date(2012, 9, 21))
    assert due_step(state, *period, on) == step


def test_a_whole_period():
    short = Span(date(2012, 3, 1), date(2012, 3, 1))
    profile = replace(ESF_2007_13, partner_deadline_days=3, funder_deadline_days=5)
    assert cut_periods(short, profile) == [
        Period(1, short, date(2012, 3, 4), date(2012, 3, 6)),
    ]


@pytest.mark.parametrize(
    ("months", "lasts"),
    [
        ((1,), [date(2012, 1, 31), date(2013, 1, 31), date(2013, 2, 15)]),
        ((12,), [date(2012, 12, 31), date(2013, 2, 15)]),
        ((2,), [date(2012, 2, 29), date(2013, 2, 15)]),
        ((), [date(2013, 2, 15)]),
    ],
)
def test_a_term_is_cut_after_each_month(months, lasts):
    term = Span(date(2012, 1, 10), date(2013, 2, 15))
    assert [span.last for span in cut(term, months)] == lasts
