"""The refusal of de minimis aid above the limit (R-61, C30)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from reporting.rules.deminimis import Aid, check_de_minimis
from tests.refusals.saying import Said, check, named

CASES = [
    Said(
        lambda: (
            check_de_minimis(
                Aid("1", date(2026, 4, 15), D("93708.17")),
                [Aid("2", date(2023, 5, 10), D("220000.00"))],
                {"1", "2"},
            ).breaches
        ),
        "DE_MINIMIS_EXCEEDED",
        "R-61",
        "aid",
        "With 220,000.00 EUR since 15/04/2023 the new aid of 93,708.17 EUR makes 313,708.17"
        " EUR, above 300,000.00 EUR; none of it is covered. Grant less, or later.",
        "Med 220.000,00 EUR siden 15.4.2023 når den nye støtte på 93.708,17 EUR op på i alt"
        " 313.708,17 EUR, som er over 300.000,00 EUR; ingen del af den nye støtte er "
        "dækket. Yd mindre, eller senere.",
    ),
    Said(
        lambda: check_de_minimis(Aid("1", date(2012, 4, 15), D("200000.01")), [], {"1"}).breaches,
        "DE_MINIMIS_EXCEEDED",
        "R-61",
        "aid",
        "With 0.00 EUR since 01/01/2010 the new aid of 200,000.01 EUR makes 200,000.01 EUR,"
        " above 200,000.00 EUR; none of it is covered. Grant less, or later.",
        "Med 0,00 EUR siden 1.1.2010 når den nye støtte på 200.000,01 EUR op på i alt "
        "200.000,01 EUR, som er over 200.000,00 EUR; ingen del af den nye støtte er dækket."
        " Yd mindre, eller senere.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
