from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from grants.rules.instalments import (
    Granted,
    Instalment,
    check_invoices,
    halves,
    instalments,
    outstanding,
    totals_by_year,
    unspent,
)


@given(st.integers(0, 10**12))
def test_halves_add_up_and_differ_by_an_ore_at_most(cents):
    total = D(cents).scaleb(-2)

    first, second = halves(total)

    assert first + second == total
    assert second - first in (D("0.00"), D("0.01"))


def test_an_invoice_above_the_grant_is_found():
    agreement = [Granted("a", 2023, D("100.00"))]
    sent = [Instalment("a", 2023, 1, D("50.00")), Instalment("a", 2023, 2, D("60.00"))]
    stray = Instalment("b", 2023, 1, D("1.00"))

    breaches = check_invoices(agreement, [*sent, stray])

    assert [breach.subject for breach in breaches] == ["a", "b"]
    assert outstanding(agreement, sent, 2024) == D("0.00")


def test_money_that_was_used_needs_no_flag():
    assert unspent(Granted("a", 2023, D("100.00")), D("100.00")) == []


AGREEMENT = [
    Granted("a", 2023, D("100.01")),
    Granted("b", 2023, D("10.00")),
    Granted("a", 2024, D("7.00")),
    Granted("a", 2023, D("1.00")),
]


def test_two_instalments_of_each_activity_and_year():
    assert instalments(AGREEMENT[:2]) == [
        Instalment("a", 2023, 1, D("50.00")),
        Instalment("a", 2023, 2, D("50.01")),
        Instalment("b", 2023, 1, D("5.00")),
        Instalment("b", 2023, 2, D("5.00")),
    ]
    assert totals_by_year(AGREEMENT) == {2023: D("111.01"), 2024: D("7.00")}


def test_what_is_outstanding_counts_its_own_year_only():
    sent = [Instalment("a", 2023, 1, D("50.00")), Instalment("a", 2024, 1, D("3.50"))]
    assert outstanding(AGREEMENT, sent, 2023) == D("61.01")
    assert outstanding(AGREEMENT, sent, 2024) == D("3.50")
    assert outstanding(AGREEMENT, [], 2024) == D("7.00")
    assert outstanding(AGREEMENT, sent, 2025) == D("0.00")


def test_a_grant_in_two_parts_holds_what_is_invoiced_for_both():
    whole = [Instalment("a", 2023, 1, D("50.00")), Instalment("a", 2023, 2, D("51.01"))]
    assert check_invoices(AGREEMENT, whole) == []
    [breach] = check_invoices(AGREEMENT, [*whole, Instalment("a", 2023, 3, D("0.01"))])
    assert breach.params == {
        "activity": "a",
        "year": 2023,
        "sent": D("101.02"),
        "granted": D("101.01"),
        "excess": D("0.01"),
    }


def test_one_oere_unspent_is_flagged():
    [breach] = unspent(Granted("a", 2023, D("100.00")), D("99.99"))
    assert breach.params["left"] == D("0.01")
    assert unspent(Granted("a", 2023, D("100.00")), D("100.01")) == []
