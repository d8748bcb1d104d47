from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.approval import (
    Approval,
    Decided,
    PlanLine,
    approval,
    check_financing_plan,
    smallest_budget,
)

HALF = Fraction(1, 2)
ore = st.integers(1, 10**11).map(lambda cents: D(cents).scaleb(-2))
caps = st.sampled_from([Fraction(2, 5), HALF, Fraction(3, 5), Fraction(1, 3)])


def test_a_request_over_ceiling_and_cap_names_both():
    result = approval(D("100.00"), D("120.00"), D("80.00"), HALF)

    assert [breach.code for breach in result.breaches] == ["OVER_CEILING", "OVER_RATE_CAP"]
    assert result.max_grant == D("60.00")
    assert result.excess == D("40.00")
    # Beyond the ceiling no budget helps.
    assert result.budget_missing == D("40.00")


def test_without_a_ceiling_only_the_cap_binds():
    result = approval(D("50.00"), D("100.00"), None, HALF)

    assert result.approvable
    assert result.binding == ("L2",)
    assert result.min_budget_for_ceiling is None


@pytest.mark.parametrize(
    ("granted", "unit", "reason", "approvable", "warnings"),
    [
        ("50.00", "0.01", "", True, []),
        ("50.01", "0.01", "", True, ["CAP_ROUNDED_UP"]),
        ("50.50", "0.50", "", True, ["CAP_ROUNDED_UP"]),
        ("51.00", "1.00", "", True, ["CAP_ROUNDED_UP"]),
        ("50.02", "0.01", "", False, []),
        ("50.02", "0.01", "Letter of 3.5.2009", True, ["CAP_DEVIATION"]),
    ],
)
def test_a_decided_grant_keeps_its_authority_s_rounding(
    granted, unit, reason, approvable, warnings
):
    decided = Decided(D(unit), reason)

    result = approval(D(granted), D("100.01"), D("1000.00"), HALF, decided=decided)

    assert result.approvable is approvable
    assert [warning.code for warning in result.warnings] == warnings


def test_an_application_never_passes_the_cap_by_an_ore():
    assert not approval(D("50.01"), D("100.01"), None, HALF).approvable
    assert approval(D("50.00"), D("100.01"), None, HALF).approvable


@pytest.mark.parametrize(("requested", "budget"), [("1.00", "0.00"), ("-1.00", "10.00")])
def test_a_budget_is_above_zero(requested, budget):
    with pytest.raises(
        ValueError, match=r"^an approval needs a budget above zero and a request not below zero$"
    ):
        approval(D(requested), D(budget), None, HALF)


@given(ore, caps)
def test_the_smallest_budget_earns_the_grant_and_one_ore_less_does_not(grant, cap):
    budget = smallest_budget(grant, cap)

    assert approval(grant, budget, None, cap).approvable
    if budget > D("0.01"):
        assert not approval(grant, budget - D("0.01"), None, cap).approvable


@given(ore, ore, ore, caps)
def test_what_is_granted_is_granted_again(requested, budget, ceiling, cap):
    result = approval(requested, budget, ceiling, cap)

    assert approval(min(requested, result.max_grant), budget, ceiling, cap).approvable
    assert result.approvable == (result.excess == 0)


def test_a_plan_with_surplus_or_negative_source():
    plan = [PlanLine("own", D("70.00")), PlanLine("mistake", D("-10.00"))]

    codes = [breach.code for breach in check_financing_plan(D("100.00"), D("50.00"), plan)]

    assert codes == ["PLAN_LINE_NEGATIVE", "PLAN_OVER"]


@pytest.mark.parametrize(
    ("requested", "budget", "ceiling", "answer"),
    [
        (
            "60.00",
            "100.00",
            "50.00",
            Approval(
                approvable=False,
                max_grant=D("50.00"),
                rate=Fraction(3, 5),
                binding=("L1", "L2"),
                excess=D("10.00"),
                budget_missing=D("0.00"),
                required_cofinancing=D("50.00"),
                min_budget_for_ceiling=D("100.00"),
            ),
        ),
        (
            "40.00",
            "100.00",
            "30.00",
            Approval(
                approvable=False,
                max_grant=D("30.00"),
                rate=Fraction(2, 5),
                binding=("L1",),
                excess=D("10.00"),
                budget_missing=D("0.00"),
                required_cofinancing=D("70.00"),
                min_budget_for_ceiling=D("60.00"),
            ),
        ),
        (
            "0.00",
            "0.01",
            None,
            Approval(
                approvable=True,
                max_grant=D("0.00"),
                rate=Fraction(0),
                binding=("L2",),
                excess=D("0.00"),
                budget_missing=D("0.00"),
                required_cofinancing=D("0.01"),
                min_budget_for_ceiling=None,
            ),
        ),
        (
            "51.00",
            "100.00",
            None,
            Approval(
                approvable=False,
                max_grant=D("50.00"),
                rate=Fraction(51, 100),
                binding=("L2",),
                excess=D("1.00"),
                budget_missing=D("2.00"),
                required_cofinancing=D("50.00"),
                min_budget_for_ceiling=None,
            ),
        ),
    ],
)
def test_the_whole_answer(requested, budget, ceiling, answer):
    limit = None if ceiling is None else D(ceiling)
    found = approval(D(requested), D(budget), limit, HALF)
    assert replace(found, breaches=()) == answer


def test_a_request_at_the_ceiling_is_not_over_it():
    assert approval(D("50.00"), D("200.00"), D("50.00"), HALF).approvable


def test_a_source_may_give_nothing():
    plan = [PlanLine("own", D("50.00")), PlanLine("none", D("0.00"))]
    assert check_financing_plan(D("100.00"), D("50.00"), plan) == []
    assert check_financing_plan(D("50.00"), D("50.00"), []) == []
