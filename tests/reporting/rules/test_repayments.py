"""The final balance, and whose the money was that goes back to the fund (rules.md 2.8, R-04)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.money import ZERO
from reporting.rules.repayments import FinalBalance, parts_of, repayment_breaches

LEAD = 1
AMOUNTS = st.decimals(min_value=0, max_value=10_000_000, places=2)
BY_PARTNER = st.dictionaries(st.integers(1, 8), AMOUNTS, max_size=8)


@pytest.mark.parametrize(
    ("claimed", "fallen", "received", "sent_back", "rest", "back"),
    [
        # C22: the final F is 14,650,000.25, and 13,500,000.00 have come.
        ("14650000.25", "0", "13500000.00", "0", "1150000.25", "0"),
        # C24: a cost falls afterwards; 27,735.42 go back, once.
        ("14650000.25", "-27735.42", "14650000.25", "0", "-27735.42", "27735.42"),
        ("14650000.25", "-27735.42", "14650000.25", "27735.42", "0", "0"),
        ("0.00", "0", "1500000.00", "0", "-1500000.00", "1500000.00"),
        ("100.00", "0", "100.01", "0", "-0.01", "0.01"),
    ],
)
def test_the_final_balance(claimed, fallen, received, sent_back, rest, back):
    balance = FinalBalance(D(claimed), D(fallen), D(received), D(sent_back))
    assert balance.rest == D(rest)
    assert balance.to_send_back == D(back)


@given(AMOUNTS, AMOUNTS)
def test_what_has_gone_back_leaves_nothing_to_send(claimed, received):
    owed = FinalBalance(claimed, received=received).to_send_back
    after = FinalBalance(claimed, received=received, sent_back=owed)
    assert after.to_send_back == ZERO
    assert after.rest == max(ZERO, claimed - received)
    codes = [one.code for one in repayment_breaches(FinalBalance(claimed, received=received), owed)]
    assert codes == ([] if owed else ["NOTHING_TO_SEND_BACK"])


@given(AMOUNTS, BY_PARTNER, BY_PARTNER)
def test_parts_add_up_and_nobody_pays_more_than_it_had_too_much(owed, had, entitled):
    parts = parts_of(owed, had, entitled, LEAD)
    assert sum(parts.values(), ZERO) == owed
    for number, part in parts.items():
        assert part > ZERO
        if number != LEAD:
            assert part <= had.get(number, ZERO) - entitled.get(number, ZERO)


def test_an_oere_goes_to_the_larger_fraction():
    assert parts_of(D("0.03"), {2: D("10.00"), 3: D("5.00")}, {}, LEAD) == {
        2: D("0.02"),
        3: D("0.01"),
    }


def test_nothing_to_share_asks_nobody():
    assert parts_of(ZERO, {2: D("5.00")}, {}, LEAD) == {}
    assert parts_of(D("-1.00"), {2: D("5.00")}, {}, LEAD) == {}


def test_what_nobody_had_too_much_of_is_the_leads_own():
    assert parts_of(D("7.00"), {2: D("5.00")}, {2: D("5.00")}, LEAD) == {LEAD: D("7.00")}
    assert parts_of(D("7.00"), {2: D("5.00")}, {2: D("1.00")}, LEAD) == {
        LEAD: D("3.00"),
        2: D("4.00"),
    }
