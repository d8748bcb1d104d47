"""Cases C01 to C09: ceiling, cap and rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

import pytest

from consortium.rules.money import Base, cents_down, cents_half_up, split
from grants.rules.approval import PlanLine, approval, check_financing_plan
from grants.rules.profiles import CAP_RATE
from reporting.rules.distribution import distribute_payment
from reporting.rules.funding import Position, Terms, entitlement

CEILING = D("15000000.00")
BUDGET = D("30000000.00")
HALF = Fraction(1, 2)


def terms(**changes: Any) -> Terms:
    """The default grant of the cases: 15 million at one half, matched krone for krone."""
    return replace(Terms(HALF, CEILING, CEILING), **changes)


def documented(cost: str | D) -> Position:
    """A position whose co-financing is documented in full: one half of the cost, and any øre."""
    total = D(cost)
    return Position(TE=total, X=total - cents_down(total / 2))


def test_c01_approval_exactly_at_the_ceiling():
    result = approval(CEILING, BUDGET, CEILING, HALF)

    assert result.approvable
    assert result.max_grant == D("15000000.00")
    assert result.rate == Fraction(1, 2)
    assert result.required_cofinancing == D("15000000.00")
    assert result.min_budget_for_ceiling == D("30000000.00")
    assert result.binding == ("L1", "L2")


def test_c02_application_over_the_cap():
    result = approval(CEILING, D("28000000.00"), CEILING, HALF)

    assert not result.approvable
    assert result.max_grant == D("14000000.00")
    assert result.binding == ("L2",)
    assert result.excess == D("1000000.00")
    assert result.budget_missing == D("2000000.00")
    [breach] = result.breaches
    assert breach.code == "OVER_RATE_CAP"
    assert "1000000.00 less" in str(breach)
    assert "by 2000000.00" in str(breach)


def test_c03_rate_as_fraction_not_percentage():
    rate = Fraction(15, 31)
    claimed = D("2345678.90")
    whole = D("31000000.00")

    claim = entitlement(documented(claimed), terms(rate=rate, match_test=False))
    final = entitlement(Position(whole, X=D("16000000.00")), terms(rate=rate, final=True))
    by_the_cap = entitlement(documented(claimed), terms(rate=HALF))

    assert claim.claim(D("0.00")) == D("1135005.91")
    assert final.entitlement == D("15000000.00")
    assert by_the_cap.claim(D("0.00")) == D("1172839.45")
    with_rounded_rate = cents_half_up(D("0.4839") * whole)
    assert with_rounded_rate == D("15000900.00")
    assert final.entitlement < with_rounded_rate


def test_c03_rate_basis_decides_the_rate(esf_2007):
    exact = esf_2007(grant="15000000.00", budget="31000000.00")
    by_the_cap = esf_2007(grant="15000000.00", budget="31000000.00", rate_basis=CAP_RATE)

    assert exact.rate == Fraction(15, 31)
    assert by_the_cap.rate == Fraction(1, 2)


@pytest.mark.parametrize(
    ("cost", "entitled"),
    [("0.01", "0.00"), ("10.00", "5.00"), ("100.01", "50.00"), ("33333.33", "16666.66")],
)
def test_c04_half_is_rounded_down(cost, entitled):
    assert entitlement(documented(cost), terms()).entitlement == D(entitled)


def test_c05_grant_split_over_lead_and_seven_consortia():
    budgets = [
        "4500000.00",
        "5750000.00",
        "3333333.33",
        "3166666.67",
        "3900000.00",
        "3650000.00",
        "3499999.99",
        "2200000.01",
    ]
    bases = [Base(number, D(amount)) for number, amount in enumerate(budgets, start=1)]

    shares = split(CEILING, bases)

    assert shares == [
        D("2250000.00"),
        D("2875000.00"),
        D("1666666.67"),
        D("1583333.33"),
        D("1950000.00"),
        D("1825000.00"),
        D("1750000.00"),
        D("1100000.00"),
    ]
    assert sum(shares) == D("15000000.00")
    floors = sum(cents_down(D(amount) / 2) for amount in budgets)
    assert CEILING - floors == D("0.02")


def test_c06_three_claims_leave_no_residue():
    costs = [D("33333.33"), D("33333.33"), D("33333.35")]
    claimed = D("0.00")
    claims = []

    for number in range(1, 4):
        entitled = entitlement(documented(sum(costs[:number], D(0))), terms())
        claims.append(entitled.claim(claimed))
        claimed += claims[-1]

    assert claims == [D("16666.66"), D("16666.67"), D("16666.67")]
    assert sum(claims) == D("50000.00")


def test_c07_ceiling_reached_in_the_middle_of_a_claim():
    costs = {1: D("210000.00"), 2: D("190000.01"), 3: D("100000.00")}

    result = entitlement(documented(D("29640000.00") + sum(costs.values())), terms())
    claim = result.claim(D("14820000.00"))

    assert claim == D("180000.00")
    assert result.binding == ("L1",)
    assert distribute_payment(claim, costs) == {
        1: D("75600.00"),
        2: D("68400.00"),
        3: D("36000.00"),
    }
    assert result.uncovered == D("70000.00")
    assert f"{float(result.effective_rate):.4%}" == "49.7678%"


def test_c07_later_claims_are_nothing():
    later = entitlement(documented("31000000.00"), terms())

    assert later.claim(D("15000000.00")) == D("0.00")


@pytest.mark.parametrize(
    ("match_test", "claims", "unfinanced"),
    [
        (True, ["1800000.00", "700000.00"], ["400000.00", "0.00"]),
        (False, ["2000000.00", "500000.00"], ["200000.00", "0.00"]),
    ],
)
def test_c08_cofinancing_short_then_caught_up(match_test, claims, unfinanced):
    under = terms(match_test=match_test)
    first = entitlement(Position(D("4000000.00"), X=D("1800000.00")), under)
    second = entitlement(Position(D("5000000.00"), X=D("2500000.00")), under)

    assert first.claim(D("0.00")) == D(claims[0])
    assert second.claim(first.entitlement) == D(claims[1])
    assert [first.unfinanced, second.unfinanced] == [D(amount) for amount in unfinanced]
    assert first.binding == (("L3",) if match_test else ("L2",))


@pytest.mark.parametrize(
    ("total", "cofinancing", "match_test", "entitled", "binding", "unfinanced"),
    [
        ("30000000.00", "15000000.00", True, "15000000.00", ("L1", "L2", "L3"), "0.00"),
        ("27000000.00", "13500000.00", True, "13500000.00", ("L2", "L3"), "0.00"),
        ("28500000.00", "13500000.00", True, "13500000.00", ("L3",), "1500000.00"),
        ("28500000.00", "13500000.00", False, "14250000.00", ("L2",), "750000.00"),
    ],
    ids=["replaced", "cut", "unpaid", "unpaid_without_match_test"],
)
def test_c09_partner_withdraws(total, cofinancing, match_test, entitled, binding, unfinanced):
    result = entitlement(Position(D(total), X=D(cofinancing)), terms(match_test=match_test))

    assert result.entitlement == D(entitled)
    assert result.binding == binding
    assert result.unfinanced == D(unfinanced)


def test_c09_plan_shows_the_missing_source():
    kept = [
        PlanLine("municipal cash", D("6000000.00")),
        PlanLine("state cash", D("1500000.00")),
        PlanLine("staff time", D("6000000.00")),
    ]
    private = PlanLine("private cash", D("1500000.00"))

    assert check_financing_plan(BUDGET, CEILING, [*kept, private]) == []
    [breach] = check_financing_plan(BUDGET, CEILING, kept)
    assert breach.params["difference"] == D("1500000.00")
