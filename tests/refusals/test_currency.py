"""Refusals about exchange rates and vouchers in another currency (R-53)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from grants.rules.currency import ForeignFacts, RateFacts, check_foreign, check_rate
from tests.refusals.saying import Said, check, named

DAY = date(2012, 5, 2)
RATE = RateFacts("SEK", date(2012, 4, 1), "voucher", D("0.83"), "Nationalbanken", DAY)
FOREIGN = ForeignFacts("SEK", D("100.00"), D("25.00"), "monthly", D("0.83"), date(2012, 4, 20))


def rated(**changes):
    return check_rate(replace(RATE, **changes), on=DAY)


def invoiced(*, dkk: str = "100.00", **changes):
    return check_foreign(replace(FOREIGN, **changes), D(dkk), D(0))


CASES = [
    Said(
        lambda: rated(currency="XYZ"),
        "CURRENCY_UNKNOWN",
        "R-53",
        "currency",
        "XYZ is not kept here. Choose one of EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, "
        "HUF, RON, BGN.",
        "XYZ føres ikke her. Vælg en af EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, HUF, "
        "RON, BGN.",
    ),
    Said(
        lambda: rated(currency=""),
        "CURRENCY_UNKNOWN",
        "R-53",
        "currency",
        "– is not kept here. Choose one of EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, HUF, "
        "RON, BGN.",
        "– føres ikke her. Vælg en af EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, HUF, RON, BGN.",
    ),
    Said(
        lambda: rated(kind="spot"),
        "RATE_KIND_UNKNOWN",
        "R-53",
        "kind",
        "A rate is for foreign vouchers or for the Commission's accounts; choose one of the two.",
        "En kurs er til udenlandske bilag eller til Kommissionens regnskab; vælg en af de to.",
    ),
    Said(
        lambda: rated(rate=D("100.01")),
        "RATE_OUT_OF_RANGE",
        "R-53",
        "rate",
        "100.01 kr. for one unit is no rate: above 0 and at most 100.00. A rate that is "
        "printed per 100 units is divided by 100.",
        "100,01 kr. for én enhed er ingen kurs: over 0 og højst 100,00. En kurs, der er trykt"
        " pr. 100 enheder, divideres med 100.",
    ),
    Said(
        lambda: rated(source=" "),
        "RATE_SOURCE_MISSING",
        "R-53",
        "source",
        "Name the source of the rate, so that it can be looked up again.",
        "Angiv kursens kilde, så den kan slås op igen.",
    ),
    Said(
        lambda: rated(published_on=date(2012, 5, 3)),
        "RATE_NOT_PUBLISHED",
        "R-53",
        "published_on",
        "Published on 03/05/2012, which is still to come. Enter a rate that is published.",
        "Offentliggjort den 3.5.2012, som endnu ikke er kommet. Indtast en kurs, der er "
        "offentliggjort.",
    ),
    Said(
        lambda: invoiced(currency="XYZ"),
        "CURRENCY_UNKNOWN",
        "R-53",
        "currency",
        "XYZ is not kept here. Choose one of EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, "
        "HUF, RON, BGN.",
        "XYZ føres ikke her. Vælg en af EUR, SEK, NOK, GBP, USD, CHF, PLN, ISK, CZK, HUF, "
        "RON, BGN.",
    ),
    Said(
        lambda: invoiced(net=D(0), vat=D(0)),
        "FOREIGN_AMOUNT_MISSING",
        "R-53",
        "foreign_net",
        "Enter what the invoice says in SEK, above 0.",
        "Indtast, hvad fakturaen lyder på i SEK, over 0.",
    ),
    Said(
        lambda: invoiced(settlement=""),
        "SETTLEMENT_MISSING",
        "R-53",
        "settlement",
        "Say how the voucher came into kroner: as the bank settled it, or at the monthly rate.",
        "Angiv, hvordan bilaget blev til kroner: som banken afregnede det, eller til månedskursen.",
    ),
    Said(
        lambda: invoiced(settlement="bank", dkk="0"),
        "BANK_AMOUNT_MISSING",
        "R-53",
        "net",
        "Enter the amount in kroner that the bank settled.",
        "Indtast det beløb i kroner, som banken har afregnet.",
    ),
    Said(
        lambda: invoiced(rate=None),
        "RATE_MISSING",
        "R-53",
        "settlement",
        "There is no monthly rate of SEK for 04.2012, the month of payment. Ask the lead to "
        "enter it, or enter the amount that the bank settled.",
        "Der er ingen månedskurs for SEK for 04.2012, betalingsmåneden. Bed projektholderen "
        "indtaste den, eller indtast det beløb, som banken har afregnet.",
    ),
    Said(
        lambda: invoiced(rate=None, paid_on=None),
        "RATE_MISSING",
        "R-53",
        "settlement",
        "There is no monthly rate of SEK for –, the month of payment. Ask the lead to enter "
        "it, or enter the amount that the bank settled.",
        "Der er ingen månedskurs for SEK for –, betalingsmåneden. Bed projektholderen "
        "indtaste den, eller indtast det beløb, som banken har afregnet.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
