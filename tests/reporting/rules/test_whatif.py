"""What-if: C08 and C09 to the øre, each hypothesis by itself, and no hypothesis, no difference."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.profiles import FUND_ONLY, PUBLIC_SUPPORT
from reporting.rules.funding import Position, Terms
from reporting.rules.whatif import (
    PRESETS,
    Case,
    Hypothesis,
    compare,
    moved,
    outcome,
    part_of,
    supposed,
)

D = Decimal
NO_MATCH = Hypothesis("no_match")


def after(name, *more):
    preset = PRESETS[name]
    return compare(preset.case, (*preset.hypotheses, *more)).after


def test_C08_co_financing_short_in_the_what_if():
    short = after("C08")
    assert short.result.entitlement == D("1800000.00")
    assert short.result.binding == ("L3",)
    assert short.result.unfinanced == D("400000.00")
    assert after("C08", NO_MATCH).result.entitlement == D("2000000.00")
    assert after("C08", NO_MATCH).result.unfinanced == D("200000.00")


def test_C08_one_missing_krone_costs_two():
    preset = PRESETS["C08"]
    compared = compare(preset.case, preset.hypotheses)
    assert compared.cost_of_a_krone == 2
    assert compared.differences()["unfinanced"] == D("400000.00") == 2 * preset.hypotheses[0].amount


def test_C08_caught_up_in_the_what_if():
    caught_up = after("C08-2")
    assert caught_up.result.limits.L2 == caught_up.result.limits.L3 == D("2500000.00")
    assert caught_up.claim == D("700000.00")
    assert caught_up.result.unfinanced == D("0.00")
    free = replace(PRESETS["C08-2"].case, claimed_before=D("2000000.00"))
    hypotheses = (*PRESETS["C08-2"].hypotheses, NO_MATCH)
    assert compare(free, hypotheses).after.claim == D("500000.00")


@pytest.mark.parametrize(
    ("name", "te", "x", "entitled", "unfinanced"),
    [
        ("C09a", "30000000.00", "15000000.00", "15000000.00", "0.00"),
        ("C09b", "27000000.00", "13500000.00", "13500000.00", "0.00"),
        ("C09c", "28500000.00", "13500000.00", "13500000.00", "1500000.00"),
    ],
)
def test_C09_a_partner_withdraws_in_the_what_if(name, te, x, entitled, unfinanced):
    found = after(name).result
    assert (D(te), D(x)) == (found.position.TE, found.position.X)
    assert found.entitlement == D(entitled)
    assert found.unfinanced == D(unfinanced)


def test_C09_c_binds_at_L3_and_without_the_match_test_at_L2():
    assert D("14250000.00") == after("C09c").result.limits.L2
    assert after("C09c").result.binding == ("L3",)
    free = after("C09c", NO_MATCH).result
    assert free.entitlement == D("14250000.00")
    assert free.unfinanced == D("750000.00")


def case(**more):
    terms = Terms(Fraction(1, 2), D("15000000.00"), D("15000000.00"), inkind_test=PUBLIC_SUPPORT)
    given: dict[str, Any] = {"position": Position(TE=D("1000.00"), X=D("500.00")), "terms": terms}
    return Case(**(given | {"budget": D("30000000.00"), "rate_cap": Fraction(1, 2)} | more))


@pytest.mark.parametrize(
    ("form", "public", "part"),
    [
        ("cash", True, Position(TE=D(0), P=D(10), X=D(10))),
        ("own", False, Position(TE=D(0), X=D(10))),
        ("staff_time", True, Position(TE=D(10), P=D(10), X=D(10))),
        ("in_kind", True, Position(TE=D(10), IK=D(10), IKpub=D(10), X=D(10))),
        ("in_kind", False, Position(TE=D(10), IK=D(10), X=D(10))),
    ],
)
def test_financing_that_comes_and_financing_that_is_missing_are_mirror_images(form, public, part):
    assert part_of(D(10), form, is_public=public) == part
    came = Hypothesis("cofinancing", D(10), form, public)
    went = Hypothesis("missing", D(10), form, public)
    assert supposed(supposed(case(), came), went) == case()


def test_a_partner_takes_its_whole_part_along():
    part = Position(TE=D("300.00"), P=D("100.00"), X=D("100.00"))
    left = supposed(case(), Hypothesis("withdrawal", part=part)).position
    assert left == Position(TE=D("700.00"), P=D("-100.00"), X=D("400.00"))


def test_a_disallowed_cost_takes_its_financing_along():
    left = supposed(case(), Hypothesis("disallowed", D("100.00"), "staff_time", True)).position
    assert (D("900.00"), D("400.00"), D("-100.00")) == (left.TE, left.X, left.P)
    left = supposed(case(), Hypothesis("disallowed", D("100.00"))).position
    assert (D("900.00"), D("500.00")) == (left.TE, left.X)


def test_declared_cost_loses_its_support_for_good():
    """C24 c in small: above the ceiling only K makes the correction felt (R-82)."""
    terms = Terms(
        Fraction(1, 2), D("15000000.00"), D("15000000.00"), match_test=False, inkind_test=FUND_ONLY
    )
    rich = case(position=Position(TE=D("30140000.01")), terms=terms)
    fall = Hypothesis("disallowed", D("55470.83"), declared=True)
    compared = compare(rich, [fall])
    assert compared.differences()["K"] == D("27606.58")
    assert D("14972393.42") == compared.after.result.limits.L1
    assert compared.differences()["F"] == D("-27606.58")
    assert compare(rich, [replace(fall, declared=False)]).differences()["F"] == D("0.00")


def test_grant_and_budget_move_the_rate_and_never_past_the_cap():
    more = supposed(case(), Hypothesis("budget", D("31000000.00")))
    assert more.terms.rate == Fraction(15, 31)
    less = supposed(case(), Hypothesis("grant", D("14000000.00")))
    assert (less.terms.rate, less.terms.grant) == (Fraction(14, 30), D("14000000.00"))
    assert supposed(case(), Hypothesis("budget", D("10000000.00"))).terms.rate == Fraction(1, 2)
    fixed = case(rate_cap=None)
    assert supposed(fixed, Hypothesis("budget", D("31000000.00"))).terms.rate == Fraction(1, 2)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="nothing is known of “magic”"):
        supposed(case(), Hypothesis("magic"))


def test_a_limit_that_is_no_longer_tested_has_no_difference():
    assert compare(case(), [NO_MATCH]).differences()["L3"] is None


money = st.decimals(0, 40_000_000, places=2)
cases = st.builds(
    lambda te, ik, p, x, before: case(
        position=Position(te, ik, p, D("0.00"), x), claimed_before=before
    ),
    *(money for _part in range(5)),
)
forms = st.sampled_from(["cash", "own", "staff_time", "in_kind"])


@given(cases)
def test_no_hypothesis_is_no_difference(one):
    compared = compare(one, [])
    assert compared.before == compared.after
    assert not any(compared.differences().values())


@given(cases, money, forms, st.booleans())
def test_what_comes_and_goes_leaves_no_trace(one, amount, form, public):
    there = [Hypothesis(kind, amount, form, public) for kind in ("cofinancing", "missing")]
    assert compare(one, there).after == outcome(one)


@given(cases, money, money)
def test_cash_that_comes_never_lowers_what_the_fund_owes_before_the_end(one, amount, more):
    few = compare(one, [Hypothesis("cofinancing", amount, "cash")]).after.result.entitlement
    many = compare(one, [Hypothesis("cofinancing", amount + more, "cash")]).after.result.entitlement
    assert outcome(one).result.entitlement <= few <= many


@given(cases, money, forms)
def test_parts_add_and_take_away(one, amount, form):
    part = part_of(amount, form, is_public=True)
    assert moved(moved(one.position, part, 1), part, -1) == one.position
