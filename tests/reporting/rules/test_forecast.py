"""The forecast: worked examples to the øre, and the edges of a term."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.profiles import FUND_ONLY
from reporting.rules.forecast import (
    AS_BUDGETED,
    ASSUMPTIONS,
    RUN_RATE,
    Flow,
    Plan,
    Term,
    at_day,
    daily,
    expected_line,
    forecast,
    position_at,
)
from reporting.rules.funding import Terms

D = Decimal
TERMS = Terms(Fraction(1, 2), D("15000000.00"), D("5000.00"), inkind_test=FUND_ONLY)
# One hundred days, of which forty are settled.
FIRST = dt.date(2013, 1, 1)
TERM = Term(FIRST, dt.date(2013, 4, 10), dt.date(2013, 2, 9))
DAYS = [FIRST + dt.timedelta(days=days) for days in (49, 74, 99)]


def plan(**more):
    parts: dict[str, Any] = {
        "term": TERM,
        "lines": {1: Flow(D("6000.00"), D("2000.00")), 2: Flow(D("4000.00"), D("1000.00"))},
        "limits": {1: D("7200.00"), 2: D("4800.00")},
        "others": {"X": Flow(D("5000.00"), D("1600.00"))},
        "terms": TERMS,
    }
    return Plan(**(parts | more))


def test_the_term_counts_its_days():
    assert (TERM.days, TERM.settled, TERM.remaining) == (100, 40, 60)
    assert TERM.after(0) == dt.date(2013, 2, 9)
    assert TERM.after(60) == TERM.ends_on


def test_the_run_rate_goes_on_by_the_day():
    """2,000 in 40 days is 50 a day: 60 days more are 3,000. X: 1,600 is 40 a day, 2,400 more."""
    found = forecast(plan(), RUN_RATE, DAYS)
    assert found.lines[1].accepted == D("5000.00")
    assert found.lines[2].accepted == D("2500.00")
    assert D("7500.00") == found.end.position.TE
    assert D("4000.00") == found.end.position.X
    # L2 3,750.00, L3 4,000.00, and L5 = 7,500 - 4,000 = 3,500.00 binds in the final accounts.
    assert found.end.entitlement == D("3500.00")
    assert found.end.binding == ("L5",)
    assert found.unused == D("1500.00")
    assert found.short_on is None
    assert found.missing == D("0.00")


def test_as_budgeted_adds_what_each_day_has_in_the_budget():
    """6,000 in 100 days is 60 a day: 2,000 + 3,600. What is behind is not caught up."""
    found = forecast(plan(), AS_BUDGETED, DAYS)
    assert found.lines[1].accepted == D("5600.00")
    assert found.lines[2].accepted == D("3400.00")
    assert D("9000.00") == found.end.position.TE
    assert D("4600.00") == found.end.position.X
    assert found.end.entitlement == D("4400.00")
    assert found.unused == D("600.00")


def test_the_path_stands_at_the_ends_of_the_periods_to_come():
    found = forecast(plan(), RUN_RATE, [FIRST, *DAYS])
    assert [point.on for point in found.path] == DAYS
    assert [point.result.position.TE for point in found.path] == [
        D("3750.00"),
        D("5625.00"),
        D("7500.00"),
    ]


def test_a_line_over_its_flexibility_says_when_and_counts_no_further():
    """3,000 in 40 days is 75 a day; the limit of 4,800 holds 24 days: over on the 25th."""
    line = expected_line(Flow(D("4000.00"), D("3000.00")), D("4800.00"), TERM, RUN_RATE)
    assert line.accepted == D("4800.00")
    assert line.above == D("2700.00")
    assert line.over_on == dt.date(2013, 3, 6)
    assert at_day(Flow(D("4000.00"), D("3000.00")), TERM, RUN_RATE, 24) == D("4800.00")


def test_a_line_that_is_over_already_is_over_on_the_last_settled_day():
    line = expected_line(Flow(D("100.00"), D("130.00")), D("120.00"), TERM, AS_BUDGETED)
    assert (line.accepted, line.above) == (D("130.00"), D("60.00"))
    assert line.over_on == TERM.settled_to


def test_a_line_that_just_reaches_its_limit_is_not_over():
    line = expected_line(Flow(D("4000.00"), D("1920.00")), D("4800.00"), TERM, RUN_RATE)
    assert (line.accepted, line.above, line.over_on) == (D("4800.00"), D("0.00"), None)


def test_co_financing_falls_short_from_the_day_on_which_L3_binds():
    """TE 75 a day from 3,000; X 25 a day from 1,600: half of TE passes X on the ninth day.

    TE/2 = 1,500 + 37.50 n and X = 1,600 + 25 n meet at n = 8.
    """
    flows = {"X": Flow(D("2500.00"), D("1600.00"))}
    lines = {1: Flow(D("7500.00"), D("3000.00"))}
    found = forecast(plan(lines=lines, limits={1: D("9000.00")}, others=flows), AS_BUDGETED, DAYS)
    assert found.short_on == TERM.after(9)
    # At the end TE 7,500.00 and X 3,100.00: L2 3,750.00, L3 3,100.00, so 650.00 is missing.
    assert found.end.entitlement == D("3100.00")
    assert found.missing == D("650.00")


def test_co_financing_that_is_short_today_is_short_from_today():
    found = forecast(plan(others={"X": Flow(D("100.00"), D("10.00"))}), RUN_RATE, DAYS)
    assert found.short_on == TERM.settled_to


def test_missing_co_financing_is_rounded_up_so_that_it_suffices():
    terms = replace(TERMS, rate=Fraction(1, 3))
    others = {"X": Flow(D("0.00"), D("10.00"))}
    short = plan(terms=terms, others=others)
    found = forecast(short, AS_BUDGETED, DAYS)
    enough = {"X": Flow(D("0.00"), D("10.00") + found.missing)}
    end = forecast(plan(terms=terms, others=enough), AS_BUDGETED, DAYS).end
    assert end.limits.L3 == end.limits.L2


def test_without_the_match_test_nothing_is_short():
    free = plan(terms=replace(TERMS, match_test=False), others={"X": Flow(D(0), D(0))})
    found = forecast(free, RUN_RATE, DAYS)
    assert (found.short_on, found.missing) == (None, D("0.00"))


def test_no_actuals_at_all_expects_nothing_at_the_run_rate_and_the_budget_as_budgeted():
    start = replace(TERM, settled_to=FIRST - dt.timedelta(days=1))
    none = {1: Flow(D("6000.00"), D("0.00"))}
    fresh = plan(term=start, lines=none, others={"X": Flow(D("3000.00"), D("0.00"))})
    assert (start.settled, start.remaining) == (0, 100)
    assert forecast(fresh, RUN_RATE, DAYS).end.entitlement == D("0.00")
    planned = forecast(fresh, AS_BUDGETED, DAYS)
    assert D("6000.00") == planned.end.position.TE
    assert planned.end.entitlement == D("3000.00")


def test_the_last_period_is_over_and_nothing_is_left_to_expect():
    over = plan(term=replace(TERM, settled_to=dt.date(2014, 1, 1)))
    assert over.term.remaining == 0
    for assumption in ASSUMPTIONS:
        found = forecast(over, assumption, DAYS)
        assert found.path == ()
        assert D("3000.00") == found.end.position.TE
        assert D("1600.00") == found.end.position.X


def test_nothing_is_left_of_the_grant():
    rich = plan(
        lines={1: Flow(D("20000.00"), D("12000.00"))},
        limits={1: D("24000.00")},
        others={"X": Flow(D("10000.00"), D("6000.00"))},
    )
    found = forecast(rich, AS_BUDGETED, DAYS)
    assert found.end.binding == ("L1",)
    assert found.unused == D("0.00")


def test_revenue_lowers_what_is_expected():
    earned = plan(others={"X": Flow(D(0), D(0)), "revenue": Flow(D("0.00"), D("40.00"))})
    assert D("7400.00") == position_at(earned, RUN_RATE, 60).TE
    assert D("8960.00") == position_at(earned, AS_BUDGETED, 60).TE


def test_an_unknown_assumption_is_refused():
    message = "a forecast assumes one of run_rate, as_budgeted, not hope"
    with pytest.raises(ValueError, match=message):
        daily(Flow(D(1), D(1)), TERM, "hope")


money = st.decimals(0, 100_000, places=2)


@given(money, money, money, st.sampled_from(ASSUMPTIONS))
def test_a_line_at_the_end_is_what_it_accepts_and_what_waits(planned, actual, limit, assumption):
    flow = Flow(planned, actual)
    line = expected_line(flow, limit, TERM, assumption)
    assert line.accepted + line.above == at_day(flow, TERM, assumption, TERM.remaining)
    assert line.accepted <= max(limit, actual)
    assert line.above >= 0
    assert (line.over_on is not None) == (at_day(flow, TERM, assumption, 60) > limit)


@given(money, money, st.sampled_from(ASSUMPTIONS), st.integers(0, 59))
def test_a_day_more_never_takes_cost_away(planned, actual, assumption, days):
    flow = Flow(planned, actual)
    assert at_day(flow, TERM, assumption, days) <= at_day(flow, TERM, assumption, days + 1)
