"""Refusals of flat corrections (R-83)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal as D

import pytest

from consortium.rules.refusals import Breach
from reporting.rules.corrections import flat_parts
from tests.refusals.saying import Said, check, named


def fallen(reason: str, percent: D) -> Iterable[Breach]:
    flat_parts(reason, percent, {1: D("100.00")})
    return []


CASES = [
    Said(
        lambda: fallen("procurement", D(7)),
        "OFF_THE_SCALE",
        "R-83",
        "percent",
        "7.00 per cent is not on the scale: a breach of procurement takes 5, 10, 25 or 100 "
        "per cent of the contract's cost.",
        "7,00 procent findes ikke på skalaen: Et brud på udbudsreglerne koster 5, 10, 25 "
        "eller 100 procent af kontraktens udgift.",
    ),
    Said(
        lambda: fallen("publicity", D("3.01")),
        "OFF_THE_SCALE",
        "R-83",
        "percent",
        "3.01 per cent is not on the scale: a breach of publicity takes at most 3.00 per "
        "cent of the support.",
        "3,01 procent findes ikke på skalaen: Et brud på reglerne om offentlighed koster "
        "højst 3,00 procent af støtten.",
    ),
    Said(
        lambda: fallen("publicity", D(0)),
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
