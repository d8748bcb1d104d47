"""Purchases that an auditor asks about: found, nearly found, and not found."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.screening import (
    AMOUNT,
    NUMBER,
    PRINT,
    Bill,
    Sold,
    duplicates,
    number_of,
    seller_of,
    shared_suppliers,
    split_purchases,
)

DAY = date(2013, 5, 1)
KEYS = iter(range(1, 10_000))


def bill(days=0, net="1000.00", **changes):
    amount = D(net)
    fields = {
        "key": next(KEYS),
        "partner": 1,
        "supplier": "Konsulenthuset ApS",
        "cvr": "29189668",
        "invoice_no": f"X-{days}-{next(KEYS)}",
        "day": DAY + timedelta(days=days),
        "net": amount,
        "gross": amount * 5 / 4,
    }
    return Bill(**{**fields, **changes})


TWINS = [
    # what is alike, found as
    ([{"fingerprint": "f"}, {"fingerprint": "f", "cvr": "1", "days": 400}], [PRINT]),
    ([{}, {"days": 30}], [AMOUNT]),
    ([{}, {"days": 31}], []),
    ([{}, {"days": 20}, {"days": 45}], [AMOUNT]),
    ([{}, {"net": "1000.01"}], []),
    ([{"cvr": "DK 29189668"}, {"partner": 2}], [AMOUNT]),
    ([{}, {"cvr": "11111111"}], []),
    (
        [{"cvr": "", "supplier": "Hansen & Søn A/S"}, {"cvr": "", "supplier": "hansen søn as"}],
        [AMOUNT],
    ),
    ([{"cvr": "", "supplier": ""}, {"cvr": "", "supplier": ""}], []),
    (
        [{"invoice_no": "00-4711", "days": 0}, {"invoice_no": "47 11", "net": "5.00", "days": 700}],
        [NUMBER],
    ),
    ([{"invoice_no": "4711"}, {"invoice_no": "4712", "net": "5.00"}], []),
    ([{"invoice_no": "F4711"}, {"invoice_no": "f-4711", "cvr": "1", "days": 90}], [NUMBER]),
    ([{"invoice_no": "F4711"}, {"invoice_no": "f-4711", "cvr": "1", "net": "9.00"}], []),
    ([{"invoice_no": "4711"}, {"invoice_no": "4711", "cvr": "1", "days": 90}], [NUMBER]),
    # Three digits say nothing between two suppliers.
    ([{"invoice_no": "471"}, {"invoice_no": "471", "cvr": "1", "days": 90}], []),
    ([{"invoice_no": ""}, {"invoice_no": "", "net": "9.00"}], []),
]


@pytest.mark.parametrize(("alike", "reasons"), TWINS)
def test_twins(alike, reasons):
    found = duplicates([bill(**one) for one in alike], days=30)
    assert [one.reason for one in found] == reasons
    assert all(len(one.bills) == len(alike) for one in found)


def test_the_surest_reason_of_the_same_rows_alone_is_told():
    one, other = bill(fingerprint="f", invoice_no="4711"), bill(fingerprint="f", invoice_no="4711")
    [twins] = duplicates([one, other], days=30)
    assert (twins.reason, twins.gross, twins.share_pct) == (PRINT, D("2500.00"), D(200))


def test_shares_of_one_invoice_are_told_with_what_they_add_up_to():
    halves = [bill(fingerprint="f", share_pct=D(50)), bill(fingerprint="f", share_pct=D(50))]
    [twins] = duplicates(halves, days=0)
    assert twins.share_pct == D(100)


SPLITS = [
    # (days, net) of purchases; how many runs
    ([(0, "20000.00"), (10, "10000.01")], 1),
    ([(0, "20000.00"), (10, "10000.00")], 0),
    ([(0, "20000.00"), (30, "20000.00")], 1),
    ([(0, "20000.00"), (31, "20000.00")], 0),
    ([(0, "30000.01"), (1, "10.00")], 0),
    ([(0, "30000.00"), (1, "10.00")], 1),
    ([(0, "40000.00")], 0),
    ([(0, "16000.00"), (5, "16000.00"), (60, "16000.00"), (65, "16000.00")], 2),
    ([(0, "5000.00"), (25, "16000.00"), (40, "16000.00")], 1),
]


@pytest.mark.parametrize(("bought", "runs"), SPLITS)
def test_split_purchases(bought, runs):
    bills = [bill(days, net) for days, net in bought]
    assert len(split_purchases(bills, D("30000.00"), 30)) == runs


def test_two_partners_or_two_suppliers_have_split_nothing():
    assert not split_purchases([bill(0, "20000.00"), bill(1, "20000.00", partner=2)], D(30000), 30)
    assert not split_purchases([bill(0, "20000.00"), bill(1, "20000.00", cvr="1")], D(30000), 30)


def test_nobody_known_and_nothing_bought_are_part_of_no_run():
    unknown = {"supplier": "", "cvr": ""}
    bills = [bill(0, "20000.00", **unknown), bill(1, "20000.00", **unknown)]
    assert not split_purchases(bills, D(30000), 30)
    bills = [bill(0, "20000.00"), bill(1, "0.00"), bill(2, "10000.01")]
    [run] = split_purchases(bills, D(30000), 30)
    assert [one.net for one in run.bills] == [D("20000.00"), D("10000.01")]


def test_suppliers_with_the_same_sum_stand_by_the_name_of_their_largest_sale():
    sold = [
        Sold("C", "2", 1, 1, D("6.00")),
        Sold("A", "2", 2, 1, D("4.00")),
        Sold("B", "1", 1, 1, D("6.00")),
        Sold("Z", "1", 2, 1, D("4.00")),
    ]
    assert [one.sales[0].supplier for one in shared_suppliers(sold)] == ["B", "C"]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30_000)), max_size=12))
def test_each_run_is_what_it_says_and_no_purchase_stands_in_two(bought):
    limit, days = D(30_000), 30
    bills = [bill(day, str(net)) for day, net in bought]
    found = split_purchases(bills, limit, days)
    for run in found:
        assert len(run.bills) > 1
        assert run.net > limit
        assert all(one.net <= limit for one in run.bills)
        assert (run.bills[-1].day - run.bills[0].day).days <= days
    keys = [one.key for run in found for one in run.bills]
    assert len(keys) == len(set(keys))


@given(st.lists(st.integers(0, 5), max_size=8))
def test_twins_do_not_hang_on_the_order_of_the_rows(days):
    bills = [bill(day, invoice_no=f"N{day}") for day in days]
    forward = duplicates(bills, 2)
    backward = duplicates(reversed(bills), 2)
    told = {frozenset(one.key for one in twins.bills) for twins in forward}
    assert told == {frozenset(one.key for one in twins.bills) for twins in backward}


def test_suppliers_of_several_partners():
    sold = [
        Sold("Konsulenthuset", "29189668", 1, 2, D("100.00")),
        Sold("KONSULENTHUSET ApS", "DK29189668", 2, 1, D("50.00")),
        Sold("Egen leverandør", "", 1, 1, D("900.00")),
        Sold("Trykkeri A/S", "", 1, 1, D("200.00")),
        Sold("trykkeri as", "", 3, 1, D("10.00")),
        Sold("", "", 1, 1, D("5.00")),
        Sold("", "", 2, 1, D("5.00")),
    ]
    found = shared_suppliers(sold)
    assert [(one.sales[0].supplier, one.partners, one.number, one.net) for one in found] == [
        ("Trykkeri A/S", 2, 2, D("210.00")),
        ("Konsulenthuset", 2, 3, D("150.00")),
    ]


@pytest.mark.parametrize(
    ("typed", "read"), [("F-0012", "f0012"), ("0012", "12"), (" 12/3 ", "123"), ("Æ 7", "æ7")]
)
def test_an_invoice_number_however_it_is_spelled(typed, read):
    assert number_of(typed) == read


@pytest.mark.parametrize(
    ("name", "cvr", "key"),
    [("A/S X", "DK 12 34", "1234"), ("A/S X", "", "asx"), ("Øl & Vin", "", "ølvin")],
)
def test_a_seller_is_known_by_the_number_or_the_name(name, cvr, key):
    assert seller_of(name, cvr) == key
