"""Refusals of flat corrections (R-83)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from reporting.rules.corrections import flat_parts
from tests.refusals.saying import Said, check, named

CASES = [
    Said(
        lambda: flat_parts("procurement", D(7), {1: D("100.00")}),
        "OFF_THE_SCALE",
        "R-83",
        "percent",
        "7.00 per cent is not on the scale: a breach of procurement takes 5, 10, 25 or 100 "
        "per cent of the contract's cost.",
        "7,00 procent findes ikke på skalaen: Et brud på udbudsreglerne koster 5, 10, 25 "
        "eller 100 procent af kontraktens udgift.",
    ),
    Said(
        lambda: flat_parts("publicity", D("3.01"), {1: D("100.00")}),
        "OFF_THE_SCALE",
        "R-83",
        "percent",
        "3.01 per cent is not on the scale: a breach of publicity takes at most 3.00 per "
        "cent of the support.",
        "3,01 procent findes ikke på skalaen: Et brud på reglerne om offentlighed koster "
        "højst 3,00 procent af støtten.",
    ),
    Said(
        lambda: flat_parts("publicity", D(0), {1: D("100.00")}),
        "OFF_THE_SCALE",
        "R-83",
        "percent",
        "0.00 per cent is not on the scale: a breach of publicity takes at most 3.00 per "
        "cent of the support.",
        "0,00 procent findes ikke på skalaen: Et brud på reglerne om offentlighed koster "
        "højst 3,00 procent af støtten.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
