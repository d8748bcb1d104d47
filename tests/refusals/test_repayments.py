"""Refusals to send money back to the fund (rules.md 2.8)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from reporting.rules.closing import Matters, settling_breaches
from reporting.rules.repayments import FinalBalance, repayment_breaches
from tests.refusals.saying import Said, check, named

OWING = FinalBalance(D("100.00"), D("-20.00"), D("100.00"))
CASES = [
    Said(
        lambda: repayment_breaches(None, D("1.00")),
        "NO_FINAL_CLAIM",
        "rules 2.8",
        "",
        "No final claim has been decided, so nothing goes back to the fund yet: what has come "
        "ahead of cost is set against the next claim.",
        "Ingen slutanmodning er afgjort, så intet skal tilbage til fonden endnu: Det, der er "
        "modtaget forud for udgifterne, modregnes i næste anmodning.",
    ),
    Said(
        lambda: repayment_breaches(FinalBalance(D("100.00"), received=D("100.00")), D("1.00")),
        "NOTHING_TO_SEND_BACK",
        "rules 2.8",
        "",
        "Nothing goes back to the fund: 100.00 kr. have come, 0.00 kr. have gone back, and the "
        "final entitlement is 100.00 kr.",
        "Intet skal tilbage til fonden: 100,00 kr. er modtaget, 0,00 kr. er betalt tilbage, og "
        "det endelige tilskud er 100,00 kr.",
    ),
    Said(
        lambda: repayment_breaches(OWING, D("19.99")),
        "REPAYMENT_DIFFERS",
        "rules 2.8",
        "amount",
        "19.99 kr. is not the 20.00 kr. that go back to the fund: 100.00 kr. have come, 0.00 kr. "
        "have gone back, the final entitlement is 80.00 kr. The balance is paid back in one sum, "
        "to the øre.",
        "19,99 kr. er ikke de 20,00 kr., der skal tilbage til fonden: 100,00 kr. er modtaget, "
        "0,00 kr. er betalt tilbage, og det endelige tilskud er 80,00 kr. Saldoen betales "
        "tilbage i ét beløb, på øren.",
    ),
    Said(
        lambda: settling_breaches(Matters(FinalBalance(D("0.00")), open_parts=2)),
        "REPAYMENT_PART_OPEN",
        "rules 3.1",
        "payments",
        "Parts of the payment back to the fund that partners still owe: 2. Book what comes in, or "
        "write it off.",
        "Andele af tilbagebetalingen til fonden, som partnere stadig skylder: 2. Bogfør det, der "
        "kommer ind, eller afskriv det.",
    ),
]


@pytest.mark.parametrize("said", named(CASES).values(), ids=named(CASES))
def test_the_refusal_says_this(said: Said) -> None:
    check(said)
