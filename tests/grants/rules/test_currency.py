"""Exchange rates as laws: conversion is exact, and what is missing is said (R-53)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules.currency import (
    ForeignFacts,
    RateFacts,
    check_foreign,
    check_kroner,
    check_rate,
    in_dkk,
)

RATES = st.decimals(min_value="0.000001", max_value="100", places=6)
AMOUNTS = st.decimals(min_value="0", max_value="999999999", places=2)
GOOD = RateFacts("SEK", date(2014, 4, 1), "voucher", D("0.8401"), "Kilde", date(2014, 4, 30))
FOREIGN = ForeignFacts("SEK", D("10.00"), D("2.50"), "monthly", D("0.8401"), date(2014, 4, 3))


@pytest.mark.parametrize(
    ("amount", "rate", "dkk"),
    [
        ("1000.00", "0.8401", "840.10"),
        ("250.00", "0.8401", "210.03"),  # 210.025, half up
        ("-250.00", "0.8401", "-210.03"),
        ("0.00", "7.46", "0.00"),
        ("0.01", "0.000001", "0.00"),
    ],
)
def test_into_kroner(amount, rate, dkk):
    assert in_dkk(D(amount), D(rate)) == D(dkk)


@given(AMOUNTS, RATES)
def test_never_more_than_half_an_oere_off(amount, rate):
    exact = Fraction(amount) * Fraction(rate)
    assert abs(Fraction(in_dkk(amount, rate)) - exact) <= Fraction(1, 200)


@given(AMOUNTS, AMOUNTS, RATES)
def test_more_abroad_is_never_less_here(one, other, rate):
    low, high = sorted((one, other))
    assert in_dkk(low, rate) <= in_dkk(high, rate)


@pytest.mark.parametrize("rate", ["0", "-1"])
def test_no_rate_converts_nothing(rate):
    with pytest.raises(ValueError, match=rf"^an exchange rate is above 0, not {rate}$"):
        in_dkk(D(1), D(rate))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"rate": D(100)}, None),
        ({"rate": D("0.000001")}, None),
        ({"rate": D(-1)}, "RATE_OUT_OF_RANGE"),
        ({"kind": "accounting"}, None),
        ({"rate": D("100.000001")}, "RATE_OUT_OF_RANGE"),
        ({"rate": D(0)}, "RATE_OUT_OF_RANGE"),
        ({"currency": ""}, "CURRENCY_UNKNOWN"),
        ({"currency": "DKK"}, "CURRENCY_UNKNOWN"),
        ({"kind": ""}, "RATE_KIND_UNKNOWN"),
        ({"source": " "}, "RATE_SOURCE_MISSING"),
        ({"published_on": date(2014, 5, 1)}, None),
        ({"published_on": date(2014, 5, 2)}, "RATE_NOT_PUBLISHED"),
    ],
)
def test_a_rate(changes, code):
    found = check_rate(replace(GOOD, **changes), on=date(2014, 5, 1))
    assert [breach.code for breach in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("changes", "net", "code"),
    [
        ({}, "0", None),
        ({"rate": None}, "0", "RATE_MISSING"),
        ({"settlement": "bank", "rate": None}, "8.40", None),
        ({"settlement": "bank"}, "0", "BANK_AMOUNT_MISSING"),
        ({"settlement": "card"}, "8.40", "SETTLEMENT_MISSING"),
        ({"net": D(0), "vat": D(0)}, "8.40", "FOREIGN_AMOUNT_MISSING"),
        ({"net": D(-1)}, "8.40", "FOREIGN_AMOUNT_MISSING"),
        ({"vat": D(-1)}, "8.40", "FOREIGN_AMOUNT_MISSING"),
        ({"net": D("-2.50"), "vat": D("5.00")}, "8.40", "FOREIGN_AMOUNT_MISSING"),
        ({"net": D(0)}, "8.40", None),
        ({"vat": D(0)}, "8.40", None),
        ({"net": D("0.50"), "vat": D("0.50")}, "8.40", None),
        ({"currency": "XYZ"}, "8.40", "CURRENCY_UNKNOWN"),
    ],
)
def test_a_foreign_voucher(changes, net, code):
    found = check_foreign(replace(FOREIGN, **changes), D(net), D(0))
    assert [breach.code for breach in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("net", "vat", "found"), [(0, 1, 0), (1, 0, 0), (1, 1, 0), (1, -1, 1), (0, 0, 1)]
)
def test_what_the_bank_settled_may_lie_in_either_amount(net, vat, found):
    assert len(check_foreign(replace(FOREIGN, settlement="bank"), D(net), D(vat))) == found


def test_all_that_is_wrong_is_said_at_once():
    bad = RateFacts("XYZ", date(2014, 4, 1), "spot", D(0), "", date(2014, 5, 2))
    assert [breach.code for breach in check_rate(bad, on=date(2014, 5, 1))] == [
        "CURRENCY_UNKNOWN",
        "RATE_KIND_UNKNOWN",
        "RATE_OUT_OF_RANGE",
        "RATE_SOURCE_MISSING",
        "RATE_NOT_PUBLISHED",
    ]
    worse = ForeignFacts("XYZ", D(0), D(0), "", None, None)
    assert [breach.code for breach in check_foreign(worse, D(0), D(0))] == [
        "CURRENCY_UNKNOWN",
        "FOREIGN_AMOUNT_MISSING",
        "SETTLEMENT_MISSING",
    ]


@pytest.mark.parametrize(
    ("currency", "settlement", "net", "asked"),
    [
        ("DKK", "", None, True),
        ("", "", None, True),
        ("SEK", "bank", None, True),
        ("SEK", "monthly", None, False),
        ("DKK", "monthly", None, True),
        ("DKK", "", D("0.00"), False),
    ],
)
def test_kroner_are_asked_for_unless_the_monthly_rate_gives_them(currency, settlement, net, asked):
    codes = [(one.code, one.subject) for one in check_kroner(currency, settlement, net)]
    assert codes == ([("AMOUNT_MISSING", "net")] if asked else [])
