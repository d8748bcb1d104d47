"""When a project may be settled, and how long its papers are kept (G-09, A-34)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.money import ZERO
from reporting.rules.closing import (
    COUNTED,
    Days,
    Hold,
    Matters,
    Retention,
    disposal_breaches,
    kept_until,
    retention,
    settling_breaches,
)
from reporting.rules.repayments import FinalBalance

D = dt.date
DONE = Matters(FinalBalance(Decimal("100.00"), received=Decimal("100.00")))


def codes(breaches):
    return [breach.code for breach in breaches]


def test_a_project_with_nothing_open_may_be_settled():
    assert settling_breaches(DONE) == []


@pytest.mark.parametrize(
    ("matters", "code"),
    [
        (Matters(None), "NO_FINAL_CLAIM"),
        (Matters(FinalBalance(Decimal("100.00"), received=Decimal("99.99"))), "FINAL_NOT_PAID"),
        (
            Matters(FinalBalance(Decimal("100.00"), received=Decimal("100.01"))),
            "FINAL_NOT_RECOVERED",
        ),
    ],
)
def test_the_money_of_the_final_claim_must_be_where_it_belongs(matters, code):
    assert codes(settling_breaches(matters)) == [code]


@pytest.mark.parametrize(("name", "code", "_page", "_message"), COUNTED)
def test_each_open_matter_stands_in_the_way(name, code, _page, _message):
    given_count: Any = {name: 2}
    matters = replace(Matters(FinalBalance(ZERO)), **given_count)
    [breach] = settling_breaches(matters)
    assert breach.code == code
    assert ": 2." in str(breach)


PAID = D(2015, 9, 30)


@pytest.mark.parametrize(
    ("years", "starts", "days", "until", "basis"),
    [
        (5, "last_payment_year_end", Days(PAID), D(2020, 12, 31), "profile"),
        (3, "last_payment_year_end", Days(PAID), D(2020, 12, 31), "bookkeeping"),
        (3, "programme_closure", Days(PAID, D(2018, 6, 30)), D(2021, 6, 30), "profile"),
        (3, "programme_closure", Days(PAID, D(2016, 6, 30)), D(2020, 12, 31), "bookkeeping"),
        (3, "accounts", Days(PAID, None, D(2020, 2, 29)), D(2023, 2, 28), "profile"),
        (
            5,
            "last_payment_year_end",
            Days(PAID, last_aid=D(2014, 1, 15)),
            D(2024, 1, 15),
            "de_minimis",
        ),
        (
            5,
            "last_payment_year_end",
            Days(PAID, last_aid=D(2008, 1, 15)),
            D(2020, 12, 31),
            "profile",
        ),
    ],
)
def test_the_longest_duty_wins(years, starts, days, until, basis):
    assert retention(years, starts, days) == Retention(until, basis)


@pytest.mark.parametrize(
    ("starts", "days"),
    [
        ("programme_closure", Days(PAID)),
        ("accounts", Days(PAID)),
        ("last_payment_year_end", Days(None)),
        ("programme_closure", Days(None, D(2018, 1, 1))),
    ],
)
def test_an_unknown_day_gives_no_date(starts, days):
    assert retention(5, starts, days) is None


def test_holds_stop_the_clock_and_overlapping_days_count_once():
    kept = Retention(D(2020, 12, 31), "profile")
    holds = [Hold(D(2016, 1, 1), D(2016, 1, 10)), Hold(D(2016, 1, 6), D(2016, 1, 15))]
    assert kept_until(kept, holds, D(2015, 10, 1)) == D(2021, 1, 15)
    # Days before the project was settled stopped no clock.
    assert kept_until(kept, holds, D(2016, 1, 11)) == D(2021, 1, 5)


@pytest.mark.parametrize(
    ("until", "holds", "on", "found"),
    [
        (D(2020, 12, 31), [], D(2020, 12, 31), ["STILL_KEPT"]),
        (D(2020, 12, 31), [], D(2021, 1, 1), []),
        (None, [], D(2021, 1, 1), ["NO_RETENTION_DATE"]),
        (D(2020, 12, 31), [Hold(D(2019, 1, 1))], D(2021, 1, 1), ["LEGAL_HOLD"]),
        (D(2020, 12, 31), [Hold(D(2019, 1, 1), D(2019, 2, 1))], D(2021, 1, 1), []),
    ],
)
def test_papers_go_after_their_day_and_without_a_hold(until, holds, on, found):
    assert codes(disposal_breaches(until, holds, on)) == found


DAYS = st.dates(D(2010, 1, 1), D(2030, 12, 31))


@given(DAYS, DAYS, st.none() | DAYS, st.integers(1, 10))
def test_no_duty_is_ever_cut_short(paid, closed, aid, years):
    found = retention(years, "programme_closure", Days(paid, closed, last_aid=aid))
    assert found is not None
    assert found.until >= D(paid.year + 5, 12, 31)
    assert found.until.year >= closed.year + years
    if aid:
        assert found.until.year >= aid.year + 10


@given(DAYS, st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=4))
def test_a_hold_never_shortens_retention(settled, spans):
    kept = Retention(D(2031, 12, 31), "profile")
    holds = [Hold(first, first + dt.timedelta(days=days)) for first, days in spans]
    more = kept_until(kept, holds, settled)
    assert kept.until <= more
    assert (more - kept.until).days <= sum(days + 1 for _first, days in spans)
