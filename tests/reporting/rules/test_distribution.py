from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.money import Base
from consortium.rules.refusals import Refused
from reporting.rules.distribution import (
    distribute_cumulative,
    distribute_payment,
    share_regional_tasks,
    split_with_caps,
)


def test_partners_with_rates_of_their_own():
    costs = {1: D("100.00"), 2: D("100.00")}
    rates = {1: Fraction(1, 2), 2: Fraction(1, 4)}

    assert distribute_payment(D("75.00"), costs, rates) == {1: D("50.00"), 2: D("25.00")}
    with pytest.raises(KeyError):
        distribute_payment(D("75.00"), costs, {1: Fraction(1, 2)})


def test_only_partners_with_cost_can_have_been_paid():
    with pytest.raises(ValueError, match=r"partners \[9\] were paid"):
        distribute_cumulative(D("1.00"), {1: D("1.00")}, {9: D("1.00")})


def test_cost_that_fell_waits_for_later_payments():
    had = {1: D("50.00"), 2: D("50.00")}

    now = distribute_cumulative(D("110.00"), {1: D("60.00"), 2: D("160.00")}, had)

    assert now == {1: D("0.00"), 2: D("10.00")}


def test_every_partner_pays_to_the_regional_tasks():
    with pytest.raises(Refused, match=r"Partner 2 would pay 0\.00"):
        share_regional_tasks(D("100.00"), D("50.00"), {1: 5, 2: 0})
    assert share_regional_tasks(D("100.00"), D("50.00"), {1: 3, 2: 2}) == {
        1: D("30.00"),
        2: D("20.00"),
    }


SHARES = st.lists(
    st.tuples(
        st.decimals("0.00", "5000000.00", places=2),
        st.none() | st.decimals("0.00", "5000000.00", places=2),
    ),
    min_size=1,
    max_size=8,
)


@given(st.decimals("0.00", "20000000.00", places=2), SHARES)
def test_no_share_passes_its_cap_and_no_oere_is_lost(total, rows):
    bases = [Base(number, cost) for number, (cost, _cap) in enumerate(rows)]
    caps = [cap for _cost, cap in rows]
    shares, left = split_with_caps(total, bases, caps)
    assert sum(shares, D("0.00")) + left == total
    assert left >= 0
    assert all(cap is None or share <= cap for share, cap in zip(shares, caps, strict=True))
    if left:
        assert all(
            cap is not None or not base.amount for base, cap in zip(bases, caps, strict=True)
        )
