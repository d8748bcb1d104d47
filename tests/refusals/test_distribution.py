"""The refusal of a key that lets a partner off (R-72)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal as D

import pytest

from consortium.rules.refusals import Breach
from reporting.rules.distribution import share_regional_tasks
from tests.refusals.saying import Said, check, named


def shared(key: dict[int, int]) -> Iterable[Breach]:
    share_regional_tasks(D("100.00"), D("50.00"), key)
    return []


CASES = [
    Said(
        lambda: shared({1: 5, 2: 0}),
        "NO_REGIONAL_CONTRIBUTION",
        "R-72",
        "key",
        "Partner 2 would pay 0.00 kr. to the regional tasks; every partner pays. Change the key.",
        "Partner 2 ville betale 0,00 kr. til de regionale opgaver; alle partnere skal "
        "betale. Ret fordelingsnøglen.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
