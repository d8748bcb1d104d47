from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from grants.rules.instalments import (
    Granted,
    Instalment,
    check_invoices,
    halves,
    outstanding,
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
