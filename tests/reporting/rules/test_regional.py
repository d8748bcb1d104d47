from __future__ import annotations

from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.regional import RegionalStep, fund_share_of, regional_account

SEVEN = dict.fromkeys(range(1, 8), 1)
MONEY = st.decimals("0.00", "9000000.00", places=2)


def step(cost, entitlement="500000.00", total="1000000.00"):
    return RegionalStep(D(cost), D(entitlement), D(total))


def test_c23b_six_hundred_thousand_on_seven_partners():
    [one] = regional_account([step("1200000.00", "15000000.00", "30000000.00")], SEVEN)
    assert (one.fund_share, one.rest) == (D("600000.00"), D("600000.00"))
    assert list(one.by_key.values()) == [D("85714.29")] * 4 + [D("85714.28")] * 3
    assert set(one.exact.values()) == {D("85714.28")}
    assert [one.residue(number) for number in SEVEN] == [D("0.01")] * 4 + [D("0.00")] * 3
    assert sum(one.now.values()) == D("600000.00")
    assert one.free_riders == []


def test_the_key_is_any_measure():
    [one] = regional_account([step("100.00", "50.00", "100.00")], {1: D("250000"), 2: D("750000")})
    assert one.now == {1: D("12.50"), 2: D("37.50")}


def test_a_rest_of_an_oere_leaves_free_riders():
    [one] = regional_account([step("0.01")], {1: 1, 2: 1})
    assert (one.rest, one.free_riders) == (D("0.01"), [2])


def test_a_small_part_of_the_key_rides_free_and_a_large_one_does_not():
    [one] = regional_account([step("0.50")], {1: 1, 2: 99})
    assert one.rest == D("0.25")
    assert one.now == {1: D("0.00"), 2: D("0.25")}
    assert one.free_riders == [1]


@pytest.mark.parametrize(("cost", "total"), [("0.00", "1.00"), ("-5.00", "1.00"), ("5.00", "0.00")])
def test_without_cost_the_fund_has_no_share(cost, total):
    assert fund_share_of(step(cost, "0.50", total)) == 0


def test_the_fund_rounds_down():
    assert fund_share_of(step("100.01", "15", "31")) == D("48.39")
    assert fund_share_of(step("0.03", "15", "31")) == D("0.01")


@given(
    st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=6),
    st.dictionaries(st.integers(1, 20), st.integers(1, 10**6), min_size=1, max_size=8),
)
def test_contributions_add_up_claim_by_claim(steps, key):
    cost, entitled, total, told = D(0), D(0), D(0), []
    for regional, other in steps:
        cost, total = cost + regional, total + regional + other
        entitled = (total / 2).quantize(D("0.01"), rounding="ROUND_FLOOR")
        told.append(RegionalStep(cost, entitled, total))
    account = regional_account(told, key)
    for one in account:
        assert sum(one.by_key.values()) == sum(one.so_far.values()) == one.rest
        assert all(one.exact[number] <= one.by_key[number] for number in key)
        assert 0 <= one.fund_share <= one.cost
    for earlier, later in pairwise(account):
        if later.rest >= earlier.rest:
            assert all(part >= 0 for part in later.now.values())
