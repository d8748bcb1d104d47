"""The refusal of a grant rate above its cap (R-10)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reporting.rules.funding import check_rate
from tests.refusals.saying import Said, check, named

CASES = [
    Said(
        lambda: check_rate(Fraction(16, 31), Fraction(1, 2)),
        "RATE_OVER_CAP",
        "R-10",
        "rate",
        "The grant rate 16/31 is above the cap of 1/2 that the programme allows. Lower the "
        "grant, or raise the budget.",
        "Støttesatsen 16/31 er over det loft på 1/2, som programmet tillader. Sænk "
        "tilskuddet, eller hæv budgettet.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
