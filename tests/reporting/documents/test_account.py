"""S10: a partner's balance is its shares less what it was sent, and no correction counts twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from consortium.rules.money import ZERO
from reporting.documents.t_shares import account_table
from reporting.models import Claim, Disbursement, PaymentReceived


def passed_on(share: str, offset: str = "0.00", *, is_advance: bool = False) -> Disbursement:
    payment = PaymentReceived(claim=Claim(is_advance=is_advance))
    whole, held = Decimal(share), Decimal(offset)
    return Disbursement(
        payment=payment, state="sent", share=whole, offset=held, amount=whole - held
    )


@pytest.mark.parametrize(
    ("shares", "rows", "balance"),
    [
        # The whole share of the only claim was sent.
        ("1000.00", [passed_on("1000.00")], "0.00"),
        # A correction of 100 made the shares 1,900, and was kept back of the second payment.
        ("1900.00", [passed_on("1000.00"), passed_on("1000.00", "100.00")], "0.00"),
        # The same, and a third claim that is not paid yet.
        ("2400.00", [passed_on("1000.00"), passed_on("1000.00", "100.00")], "500.00"),
        # The correction is not offset yet: the partner has had it ahead.
        ("1900.00", [passed_on("1000.00"), passed_on("1000.00")], "-100.00"),
        ("1000.00", [passed_on("300.00", is_advance=True), passed_on("700.00")], "0.00"),
    ],
)
def test_the_balance_is_what_the_partner_has_not_been_sent(shares, rows, balance):
    table = account_table(Decimal(shares), rows)
    sent = table.place("sent")
    cells = [row.cells[sent] for row in table.rows]
    first, advance, paid, rest, offset = (one for one in cells if isinstance(one, Decimal))
    assert first + advance + paid == rest == Decimal(balance)
    assert advance + paid == -sum(row.amount for row in rows)
    assert offset == sum((row.offset for row in rows), ZERO)
