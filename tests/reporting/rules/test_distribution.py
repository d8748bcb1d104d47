from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.refusals import Refused
from reporting.rules.distribution import (
    distribute_cumulative,
    distribute_payment,
    share_regional_tasks,
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
