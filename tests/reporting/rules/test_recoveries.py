from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.recoveries import Settlement, interest_on, is_overdue

DUE = dt.date(2014, 3, 31)
AMOUNTS = st.decimals("0.01", "10000000.00", places=2)


def of(amount, *settled, until, pct="8.00", year=365):
    rows = [Settlement(on, D(part)) for on, part in settled]
    return interest_on(D(amount), DUE, rows, until=until, annual_pct=D(pct), year_days=year)


def test_interest_runs_from_the_day_after_the_due_date():
    # 18,250.00 × 8 % / 365 = 4.00 a day.
    assert of("18250.00", until=DUE).amount == 0
    assert of("18250.00", until=DUE + dt.timedelta(days=1)).amount == D("4.00")
    assert of("18250.00", until=DUE + dt.timedelta(days=30)).amount == D("120.00")


def test_a_repayment_lowers_what_bears_interest_from_the_next_day():
    paid = dt.date(2014, 4, 10)
    interest = of("18250.00", (paid, "9125.00"), until=dt.date(2014, 4, 20))
    # 10 days at 4.00, then 10 days at 2.00.
    assert interest.amount == D("60.00")
    assert [(one.days, one.principal) for one in interest.spans] == [
        (10, D("18250.00")),
        (10, D("9125.00")),
    ]


def test_what_came_in_time_bears_nothing():
    early = dt.date(2014, 3, 1)
    assert of("100.00", (early, "100.00"), until=dt.date(2020, 1, 1)).amount == 0


def test_the_days_of_a_year_are_a_parameter():
    assert of("36000.00", until=DUE + dt.timedelta(days=90), pct="10", year=360).amount == 900


def test_the_sum_is_rounded_once():
    # 3 days of 0.00166…: each would round to 0.00.
    days = [(DUE + dt.timedelta(days=day), "0.01") for day in (1, 2)]
    interest = of("22.80", *days, until=DUE + dt.timedelta(days=3))
    exact = (D("22.80") + D("22.79") + D("22.78")) * 8 / 100 / 365
    assert interest.amount == round(exact, 2)


@pytest.mark.parametrize(
    ("state", "left", "on", "late"),
    [
        ("demanded", "1.00", DUE, False),
        ("demanded", "1.00", DUE + dt.timedelta(days=1), True),
        ("overdue", "1.00", DUE + dt.timedelta(days=1), True),
        ("demanded", "0.00", DUE + dt.timedelta(days=1), False),
        ("paid", "1.00", DUE + dt.timedelta(days=1), False),
        ("written_off", "1.00", DUE + dt.timedelta(days=1), False),
    ],
)
def test_overdue_is_a_matter_of_the_day(state, left, on, late):
    assert is_overdue(state, DUE, D(left), on) is late


def test_more_cannot_be_settled_than_was_owed():
    with pytest.raises(ValueError, match="more is settled"):
        of("1.00", (DUE, "1.01"), until=DUE)


@pytest.mark.parametrize(("pct", "year"), [("-1", 365), ("1", 0)])
def test_a_rate_is_in_order(pct, year):
    with pytest.raises(ValueError, match="rate of interest"):
        of("1.00", until=DUE, pct=pct, year=year)


@given(AMOUNTS, st.integers(0, 4000), st.integers(0, 4000))
def test_interest_never_falls_with_time(amount, days, more):
    def run(count):
        until = DUE + dt.timedelta(days=count)
        return interest_on(amount, DUE, [], until=until, annual_pct=D("5.05")).amount

    assert run(days) <= run(days + more)


@given(AMOUNTS, st.integers(1, 999), st.integers(1, 900), st.integers(1, 900))
def test_paying_in_parts_bears_no_more_than_paying_late(amount, permille, first, second):
    part = (amount * permille / 1000).quantize(D("0.01"))
    stop = DUE + dt.timedelta(days=first)
    until = stop + dt.timedelta(days=second)
    parted = interest_on(amount, DUE, [Settlement(stop, part)], until=until, annual_pct=D(8))
    whole = interest_on(amount, DUE, [], until=until, annual_pct=D(8))
    assert parted.amount <= whole.amount
    assert sum(one.days for one in parted.spans) <= first + second
