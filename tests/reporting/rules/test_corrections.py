from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.refusals import Refused
from reporting.rules.corrections import (
    correct,
    debtors,
    flat_parts,
    procurement_correction,
    publicity_correction,
    take_back,
)
from reporting.rules.funding import Position, Terms, entitlement

TERMS = Terms(Fraction(1, 2), D("15000000.00"), D("15000000.00"))
ore = st.integers(0, 4 * 10**9).map(lambda cents: D(cents).scaleb(-2))


@st.composite
def cuts(draw):
    """A position before and after a correction."""
    total, lost = draw(ore), draw(ore)
    before = Position(total, X=draw(ore))
    return before, replace(before, TE=max(D("0.00"), total - lost))


@given(cuts(), st.booleans())
def test_a_correction_and_its_reversal_leave_no_trace(cut, declared):
    before, after = cut
    correction = correct(before, after, TERMS, declared=declared)
    undone = correction.reversed()

    assert correction.te_effect + undone.te_effect == 0
    assert correction.fund_effect + undone.fund_effect == 0
    assert correction.cancelled + undone.cancelled == 0
    assert undone.terms_after == TERMS
    assert entitlement(before, undone.terms_after) == correction.before


@given(cuts(), ore)
def test_declared_cost_always_costs_its_support(cut, surplus):
    before, after = cut
    correction = correct(before, after, TERMS, declared=True)
    replaced = replace(after, TE=after.TE + surplus)

    assert correction.fund_effect <= 0
    assert correction.cancelled >= 0
    frame = TERMS.grant - correction.cancelled
    assert entitlement(replaced, correction.terms_after).entitlement <= frame


@given(cuts())
def test_cost_found_before_a_claim_keeps_its_headroom(cut):
    before, after = cut
    correction = correct(before, after, TERMS, declared=False)

    assert correction.cancelled == 0
    assert correction.after == entitlement(after, TERMS)


def test_declared_cost_is_corrected_downwards_only():
    with pytest.raises(ValueError, match="lowers the expenditure"):
        correct(Position(D("1.00")), Position(D("2.00")), TERMS, declared=True)


def test_nothing_to_recover_when_less_was_paid():
    correction = correct(
        Position(D("100.00"), X=D("50.00")),
        Position(D("80.00"), X=D("50.00")),
        TERMS,
        declared=False,
    )

    assert correction.fund_effect == D("-10.00")
    assert correction.recovery(D("30.00")) == D("0.00")


def test_partners_owe_by_what_they_lost():
    assert debtors(D("30.00"), {2: D("20.00"), 5: D("40.00")}) == {2: D("10.00"), 5: D("20.00")}


def test_flat_corrections():
    assert procurement_correction(D("100.50"), D(25)) == D("25.13")
    assert publicity_correction(D("1000.00"), D(3)) == D("30.00")
    with pytest.raises(ValueError, match="5, 10, 25 or 100"):
        procurement_correction(D("100.00"), D(7))
    with pytest.raises(ValueError, match="at most 3"):
        publicity_correction(D("100.00"), D(4))


MONEY = st.decimals("0.00", "20000000.00", places=2)


@given(te=MONEY, fell=MONEY, x=MONEY, declared=st.booleans(), k=MONEY)
def test_taking_back_restores_the_expenditure_the_fund_and_k(te, fell, x, declared, k):
    te += fell
    before, after = Position(TE=te, X=x), Position(TE=te - fell, X=x)
    terms = replace(TERMS, cancelled=k)
    there = correct(before, after, terms, declared=declared)
    back = take_back(after, before, there.terms_after, cancelled=there.cancelled)
    assert back.after == there.before
    assert back.terms_after == terms
    assert there.te_effect + back.te_effect == 0
    assert there.fund_effect + back.fund_effect == 0
    assert there.cancelled + back.cancelled == 0


def test_more_is_never_given_back_than_was_cancelled():
    terms = replace(TERMS, cancelled=D(1))
    with pytest.raises(ValueError, match="more support"):
        take_back(Position(TE=D(0)), Position(TE=D(1)), terms, cancelled=D("1.01"))


@pytest.mark.parametrize(
    ("code", "percent", "parts"),
    [
        ("procurement", "25", ["25.00", "8.34", "8.33"]),
        ("procurement", "100", ["100.00", "33.34", "33.33"]),
        ("publicity", "3", ["3.00", "1.00", "1.00"]),
    ],
)
def test_a_flat_correction_splits_to_the_oere(code, percent, parts):
    found = flat_parts(code, D(percent), {1: D("100.00"), 2: D("33.34"), 3: D("33.33")})
    assert list(found.values()) == [D(part) for part in parts]


@pytest.mark.parametrize(
    ("code", "percent"),
    [("procurement", "7"), ("procurement", "0"), ("publicity", "3.01"), ("publicity", "0")],
)
def test_a_flat_correction_is_on_the_scale(code, percent):
    with pytest.raises(Refused, match="is not on the scale"):
        flat_parts(code, D(percent), {1: D("100.00")})


@given(st.lists(MONEY, min_size=1, max_size=6), st.sampled_from([D(5), D(10), D(25), D(100)]))
def test_no_row_loses_more_than_it_has(costs, percent):
    rows = dict(enumerate(costs))
    parts = flat_parts("procurement", percent, rows)
    assert sum(parts.values()) == procurement_correction(sum(costs, D(0)), percent)
    assert all(parts[key] <= rows[key] for key in rows)
