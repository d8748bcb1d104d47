from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.profiles import CAP_RATE, ESF_2007_13, ESF_2021_27, MUNICIPAL_AGREEMENT
from reporting.rules.funding import (
    Position,
    Terms,
    check_rate,
    entitlement,
    grant_rate,
    limits,
    payable,
    terms_of,
)

HALF = Fraction(1, 2)
TERMS = Terms(HALF, D("15000000.00"), D("15000000.00"))
ore = st.integers(0, 4 * 10**9).map(lambda cents: D(cents).scaleb(-2))
rates = st.fractions(0, 1, max_denominator=10**4)


@st.composite
def positions(draw):
    """Any position that can be: in kind is part of the cost, public in kind part of in kind."""
    total = draw(ore)
    in_kind = min(total, draw(ore))
    return Position(total, IK=in_kind, P=draw(ore), IKpub=min(in_kind, draw(ore)), X=draw(ore))


@st.composite
def grant_terms(draw):
    """Any terms that a profile can give."""
    return Terms(
        rate=draw(rates),
        ceiling=draw(st.none() | ore),
        grant=draw(ore),
        cancelled=draw(ore),
        match_test=draw(st.booleans()),
        inkind_test=draw(st.sampled_from(["fund", "public_support"])),
        inkind_strict=draw(st.booleans()),
        final=draw(st.booleans()),
    )


@given(positions(), grant_terms())
def test_the_entitlement_never_passes_a_limit_and_never_falls_below_zero(position, under):
    result = entitlement(position, under)
    tested = result.limits.tested()

    assert result.entitlement >= 0
    assert all(result.entitlement <= max(D(0), limit) for limit in tested.values())
    assert all(tested[name] == min(tested.values()) for name in result.binding)
    assert result.headroom == {name: limit - result.entitlement for name, limit in tested.items()}
    assert 0 <= result.effective_rate <= 1


@given(positions(), grant_terms(), ore)
def test_more_cost_never_earns_less(position, under, more):
    larger = replace(position, TE=position.TE + more)

    assert entitlement(larger, under).entitlement >= entitlement(position, under).entitlement


@given(grant_terms(), st.lists(positions(), min_size=1, max_size=6))
def test_claims_add_up_to_the_last_entitlement_whatever_the_cut(under, reported):
    claimed = D("0.00")
    for position in reported:
        claimed += entitlement(position, under).claim(claimed)

    assert claimed == entitlement(reported[-1], under).entitlement


@given(positions(), grant_terms())
def test_nobody_is_financed_twice_at_the_end(position, under):
    final = entitlement(position, replace(under, final=True))

    assert final.entitlement + position.X <= position.TE or final.entitlement == 0


@given(grant_terms(), st.lists(positions(), max_size=6), ore)
def test_payments_never_pass_the_entitlement_and_settle_at_the_end(under, reported, advance):
    paid = advance
    entitled = D("0.00")
    for position in reported:
        entitled = entitlement(position, under).entitlement
        due = payable(entitled, under.grant, paid, interim_limit=Fraction(9, 10))
        assert due.payment >= 0
        assert due.payment + due.not_yet_due == max(D(0), entitled - paid)
        paid += due.payment
    assert paid + payable(entitled, under.grant, paid, final=True).payment == entitled


def test_limits_that_are_not_tested_are_none():
    result = limits(Position(D("100.00")), replace(TERMS, match_test=False))

    assert (result.L3, result.L5) == (None, None)
    assert list(result.tested()) == ["L1", "L2", "L4"]


def test_limits_stay_below_zero_and_the_entitlement_does_not():
    overpaid = Position(D("100.00"), X=D("150.00"))

    result = entitlement(overpaid, replace(TERMS, final=True))

    assert result.limits.tested()["L5"] == D("-50.00")
    assert result.entitlement == D("0.00")
    assert result.headroom["L5"] == D("-50.00")


def test_a_full_grant_needs_no_match():
    assert limits(Position(D("100.00")), replace(TERMS, rate=Fraction(1))).L3 is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        replace(TERMS, rate=Fraction(3, 2))


def test_without_cost_there_is_no_rate():
    assert entitlement(Position(D("0.00")), TERMS).effective_rate == 0


def test_terms_come_from_the_frozen_profile():
    terms = terms_of(ESF_2007_13, grant=D("15000000.00"), budget=D("31000000.00"))

    assert terms.rate == Fraction(15, 31)
    assert terms.ceiling == D("15000000.00")
    assert terms.match_test
    assert terms.inkind_test == "fund"
    assert terms_of(ESF_2021_27, grant=D("1.00"), budget=D("2.00")).ceiling is None


def test_a_rate_needs_a_budget_and_an_engine():
    assert grant_rate(replace(ESF_2007_13, rate_basis=CAP_RATE), D("1.00"), D("9.00")) == HALF
    with pytest.raises(ValueError, match="budget above zero"):
        grant_rate(ESF_2007_13, D("1.00"), D("0.00"))
    with pytest.raises(ValueError, match="without the fund engine"):
        grant_rate(MUNICIPAL_AGREEMENT, D("1.00"), D("2.00"))


def test_the_rate_is_tested_again_at_every_claim():
    assert check_rate(HALF, HALF) == []
    assert [breach.code for breach in check_rate(Fraction(51, 100), HALF)] == ["RATE_OVER_CAP"]


def test_retention_is_not_yet_due():
    due = payable(D("100.01"), D("1000.00"), D("10.00"), retention_pct=D(10))

    assert (due.payment, due.not_yet_due) == (D("80.00"), D("10.01"))


def test_a_final_payment_below_zero_is_a_recovery():
    assert payable(D("90.00"), D("100.00"), D("100.00"), final=True).payment == D("-10.00")
