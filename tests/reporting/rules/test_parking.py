"""What is parked keeps its sum; taking it up and deciding is deciding at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.budgets import Cost, LineVersion, accept_costs
from reporting.rules.parking import (
    ParkFacts,
    Shares,
    TakeUpFacts,
    check_final,
    check_park,
    check_take_up,
    set_aside,
    shared_out,
    taken_up,
)

PARK = ParkFacts(
    voucher="B1",
    kind="voucher",
    at_stake=D("100.00"),
    claim=None,
    is_released=False,
    period=1,
    is_last_period=False,
    reason="Mangler.",
)
TAKE = TakeUpFacts(
    voucher="B1",
    partner="Aarhus",
    is_parked=True,
    taken_up_in=None,
    parked_in=1,
    parked_report="included",
    period=2,
    report="submitted",
)


def test_a_doubtful_line_may_be_parked_and_taken_up():
    assert check_park(PARK) == []
    assert check_take_up(TAKE) == []
    assert check_take_up(replace(TAKE, report="verified", falls=True)) == []
    assert check_final(0, D(0), []) == []


@pytest.mark.parametrize("kind", ["voucher", "staff", "in_kind", "taken_up"])
def test_cost_of_its_own_can_be_parked(kind):
    assert check_park(replace(PARK, kind=kind)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "correction"}, "NOT_PARKABLE"),
        ({"kind": "carried"}, "NOT_PARKABLE"),
        ({"at_stake": D("0.00")}, "NOT_PARKABLE"),
        ({"claim": 1}, "IN_A_CLAIM"),
        ({"is_released": True}, "RELEASED"),
        ({"is_last_period": True}, "NO_LATER_PERIOD"),
        ({"reason": "  "}, "REASON_MISSING"),
    ],
)
def test_what_is_not_parked(change, code):
    [breach] = check_park(replace(PARK, **change))
    assert breach.code == code
    assert str(breach)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"taken_up_in": 2}, "TAKEN_UP_ALREADY"),
        ({"is_parked": False}, "NOT_PARKED"),
        ({"parked_report": "submitted"}, "STILL_THERE"),
        ({"parked_report": "returned"}, "STILL_THERE"),
        ({"period": 1}, "NOT_LATER"),
        ({"parked_in": 3}, "NOT_LATER"),
        ({"report": "verified"}, "VERIFIED_ALREADY"),
        ({"report": "included"}, "VERIFIED_ALREADY"),
    ],
)
def test_what_is_not_taken_up(change, code):
    [breach] = check_take_up(replace(TAKE, **change))
    assert breach.code == code
    assert str(breach)


def test_the_final_claim_names_the_lines_that_wait():
    [breach] = check_final(2, D("150.00"), ["B1", "B2"])
    assert breach.code == "PARKED_LINES"
    assert "B1" in str(breach)


amounts = st.decimals("0.01", "99999.99", places=2)


@given(amounts, st.data())
def test_parking_and_taking_up_is_deciding_directly(amount, data):
    accepted = data.draw(st.decimals("0.00", amount, places=2))
    awaiting = data.draw(st.decimals("0.00", amount - accepted, places=2))
    row = Shares(amount)
    direct = shared_out(row, accepted, awaiting)
    aside = set_aside(row)
    assert aside.adds_up
    assert (aside.accepted, aside.at_stake) == (D(0), D(0))
    later = taken_up(aside)
    assert later.at_stake == amount
    later = shared_out(later, accepted, awaiting)
    assert direct.adds_up
    assert later.adds_up
    for name in ("amount", "accepted", "disallowed", "awaiting", "parked"):
        assert getattr(aside, name) + getattr(later, name) == getattr(direct, name), name


@given(amounts, st.integers(1, 4))
def test_a_line_that_is_parked_again_and_again_stays_parked_once(amount, times):
    rows = [set_aside(Shares(amount))]
    for _time in range(times):
        rows.append(set_aside(taken_up(rows[0])))
    assert sum(row.parked for row in rows) == amount
    assert sum(row.amount for row in rows) == amount
    with pytest.raises(ValueError, match="nothing is parked"):
        taken_up(rows[-1])


@given(st.lists(amounts, min_size=1, max_size=6), st.data())
def test_independent_decisions_in_any_order_give_the_same_totals(costs, data):
    """Each on its own line with room enough; some parked and taken up after all others."""
    order = data.draw(st.permutations(range(len(costs))))
    parked = set(data.draw(st.sets(st.integers(0, len(costs) - 1))))
    assert _totals(costs, order, parked) == _totals(costs, range(len(costs)), set())


def _totals(costs, order, parked):
    version = LineVersion(1, D("50000.00"), date(2012, 1, 1), date(2012, 1, 1))
    rows = []
    for index in [*(i for i in order if i not in parked), *(i for i in order if i in parked)]:
        row = Shares(costs[index])
        if index in parked:
            aside = set_aside(row)
            rows.append(aside)
            row = taken_up(aside)
        cost = Cost(str(index), date(2012, 5, 1), row.at_stake)
        [tested] = accept_costs([cost], [version], [], Fraction(0), date(2012, 6, 1))
        kept = tested.acceptance
        rows.append(shared_out(row, kept.accepted, kept.awaiting))
    names = ("amount", "accepted", "disallowed", "awaiting", "parked")
    return {name: sum(getattr(row, name) for row in rows) for name in names}
