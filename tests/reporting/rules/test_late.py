"""When a cost is late, and what a late cost must say (R-52, A-06)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.spans import Span
from reporting.rules.late import (
    PeriodFacts,
    check_agreement,
    check_late,
    check_not_final,
    late_of,
)

FIRST = Span(date(2012, 3, 1), date(2012, 8, 31))
SECOND = Span(date(2012, 9, 1), date(2013, 2, 28))
THIRD = Span(date(2013, 3, 1), date(2013, 8, 31))


def periods(first: bool, second: bool, third: bool) -> list[PeriodFacts]:
    spans = zip((FIRST, SECOND, THIRD), (first, second, third), strict=True)
    return [PeriodFacts(10 + n, n, span, takes) for n, (span, takes) in enumerate(spans, 1)]


@pytest.mark.parametrize(
    ("day", "period", "open_ones", "wanted"),
    [
        (date(2012, 5, 1), 2, (False, True, False), 1),
        (date(2012, 8, 31), 2, (False, True, False), 1),
        (date(2012, 9, 1), 2, (False, True, False), None),
        (date(2012, 5, 1), 3, (False, False, True), 1),
        (date(2012, 10, 1), 3, (False, False, True), 2),
        # Its own period still takes costs: it belongs there, and is not late.
        (date(2012, 5, 1), 2, (True, True, False), None),
        # Cost of a later period, and of no period, is another matter than being late.
        (date(2013, 4, 1), 2, (False, True, False), None),
        (date(2011, 4, 1), 2, (False, True, False), None),
    ],
)
def test_which_closed_period_a_cost_belongs_to(day, period, open_ones, wanted):
    found = late_of(day, period, periods(*open_ones))
    assert (found.number if found else None) == wanted


@given(st.integers(0, 540), st.integers(1, 3), st.tuples(*[st.booleans()] * 3))
def test_late_is_earlier_and_closed(days, period, open_ones):
    day = FIRST.first + timedelta(days=days)
    found = late_of(day, period, periods(*open_ones))
    if found is not None:
        assert found.number < period
        assert found.span.contains(day)
        assert not found.takes_costs


def test_a_late_cost_says_why():
    late = periods(False, True, False)[0]
    [breach] = check_late(late, " ", date(2012, 5, 1))
    assert (breach.code, breach.subject, breach.rule) == (
        "LATE_WITHOUT_REASON",
        "late_reason",
        "R-52",
    )
    assert check_late(late, "Fakturaen kom sent.", date(2012, 5, 1)) == []
    assert check_late(None, "", date(2012, 5, 1)) == []


def test_the_agreement_counts_on_the_day_of_the_cost():
    assert check_agreement(date(2012, 5, 1), FIRST) == []
    for agreed in (SECOND, None):
        [breach] = check_agreement(date(2012, 5, 1), agreed, "month")
        assert (breach.code, breach.subject) == ("OUTSIDE_AGREEMENT", "month")


def test_nothing_comes_after_the_final_claim():
    assert check_not_final(None) == []
    assert check_not_final(7)[0].code == "FINAL_CLAIM_CHECKED"
