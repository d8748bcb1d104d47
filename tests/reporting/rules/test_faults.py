"""A fault in the caller is never worked with: it is named, in exactly these words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest

from grants.rules.profiles import ESF_2007_13, MUNICIPAL_AGREEMENT
from reporting.rules.corrections import (
    cancelled_support,
    procurement_correction,
    publicity_correction,
    take_back,
)
from reporting.rules.deminimis import Aid, check_de_minimis
from reporting.rules.distribution import distribute_cumulative
from reporting.rules.eligibility import eligible_vat, project_share
from reporting.rules.explaining import Figure, vocabulary
from reporting.rules.forecast import Flow, Term, daily
from reporting.rules.funding import Position, Terms, entitlement, grant_rate
from reporting.rules.parking import Shares, taken_up
from reporting.rules.payment_clock import Interruption, clock_of
from reporting.rules.recoveries import Settlement, interest_on
from reporting.rules.staff import annual_divisor
from reporting.rules.whatif import Case, Hypothesis, supposed

DAY = dt.date(2013, 3, 1)
EVE = dt.date(2013, 2, 28)
TERMS = Terms(Fraction(1, 2), None, D("100.00"))
SOME = Position(D("10.00"))


def interest(*settled: Settlement, pct: D = D(8), year: int = 365) -> object:
    return interest_on(D("1.00"), DAY, settled, until=DAY, annual_pct=pct, year_days=year)


def named_twice() -> object:
    return vocabulary([Figure("one", "One", "Words"), Figure("one", "One", "Words")])


def on_strangers() -> object:
    return vocabulary([Figure("one", "One", "Words", inputs=("two", "three"))])


FAULTS = [
    (
        lambda: take_back(SOME, SOME, TERMS, cancelled=D("0.01")),
        "more support is given back than was cancelled",
    ),
    (
        lambda: cancelled_support(entitlement(SOME, TERMS), D("-0.01")),
        "a correction of declared cost lowers the expenditure",
    ),
    (
        lambda: procurement_correction(D("1.00"), D(6)),
        "a procurement correction is 5, 10, 25 or 100 per cent",
    ),
    (
        lambda: publicity_correction(D("1.00"), D("3.01")),
        "a publicity correction is at most 3 per cent of the support",
    ),
    (
        lambda: publicity_correction(D("1.00"), D("-0.01")),
        "a publicity correction is at most 3 per cent of the support",
    ),
    (
        lambda: check_de_minimis(Aid("1", DAY, D("1.00")), [], {"2"}),
        "the undertaking must include the company that gets the aid",
    ),
    (
        lambda: distribute_cumulative(D(1), {1: D(1)}, {9: D(1), 8: D(1)}),
        "partners [8, 9] were paid and have no cost",
    ),
    (
        lambda: eligible_vat(D("1.00"), D("100.01")),
        "a percentage lies between 0 and 100, not at 100.01",
    ),
    (
        lambda: project_share(D("1.00"), D("-0.01")),
        "a percentage lies between 0 and 100, not at -0.01",
    ),
    (named_twice, "one would be explained twice"),
    (on_strangers, "one rests on ['three', 'two'], which nobody explains"),
    (
        lambda: daily(Flow(D(1), D(1)), Term(DAY, DAY, EVE), "hope"),
        "a forecast assumes one of run_rate, as_budgeted, not hope",
    ),
    (
        lambda: replace(TERMS, rate=Fraction(-1, 2)),
        "a grant rate lies between 0 and 1, not at -1/2",
    ),
    (
        lambda: replace(TERMS, rate=Fraction(3, 2)),
        "a grant rate lies between 0 and 1, not at 3/2",
    ),
    (
        lambda: grant_rate(ESF_2007_13, D("1.00"), D("0.00")),
        "a grant rate needs a budget above zero",
    ),
    (
        lambda: grant_rate(MUNICIPAL_AGREEMENT, D("1.00"), D("2.00")),
        "the profile municipal-agreement has no rate: it runs without the fund engine",
    ),
    (lambda: taken_up(Shares(D("1.00"))), "nothing is parked on this row"),
    (lambda: clock_of(DAY, [], 80, EVE), "the clock is not read before the claim was sent"),
    (
        lambda: clock_of(DAY, [Interruption(EVE)], 80, DAY),
        "a question comes after the claim, and its answer after the question",
    ),
    (
        lambda: clock_of(EVE, [Interruption(DAY, EVE)], 80, DAY),
        "a question comes after the claim, and its answer after the question",
    ),
    (
        lambda: interest(pct=D("-0.01")),
        "a rate of interest is not below zero, and a year has days",
    ),
    (lambda: interest(year=0), "a rate of interest is not below zero, and a year has days"),
    (lambda: interest(Settlement(DAY, D("1.01"))), "more is settled than was owed"),
    (
        lambda: annual_divisor(D("1720.00"), months=0),
        "a year has 1 to 12 months of employment, not 0",
    ),
    (
        lambda: annual_divisor(D("1720.00"), months=13),
        "a year has 1 to 12 months of employment, not 13",
    ),
    (
        lambda: supposed(Case(SOME, TERMS, D("20.00")), Hypothesis("magic")),
        "nothing is known of “magic”",
    ),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS)
def test_a_fault_is_named(fault, words):
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        fault()


def test_the_edges_are_no_faults():
    assert replace(TERMS, rate=Fraction(0)).rate == 0
    assert eligible_vat(D("1.00"), D(100)) == 0
    assert eligible_vat(D("1.00"), D(0)) == D("1.00")
    assert take_back(SOME, SOME, replace(TERMS, cancelled=D(1)), cancelled=D(1)).cancelled == D(-1)
    assert annual_divisor(D("1720.00"), months=1) == D("143.33")
    assert interest(Settlement(DAY, D("1.00")), pct=D(0), year=1) is not None
