"""Refusals about the key of the regional tasks (R-72)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from grants.rules.keys import check_key
from tests.refusals.saying import Said, check, named

CASES = [
    Said(
        lambda: check_key({"Randers": D(0)}, {"Randers"}),
        "NO_WEIGHT",
        "R-72",
        "",
        "Randers weighs nothing in the key; every partner pays to the regional tasks. Give it"
        " a weight above zero.",
        "Randers vejer intet i nøglen; alle partnere betaler til de regionale opgaver. Giv "
        "partneren en vægt over nul.",
    ),
    Said(
        lambda: check_key({"Randers": D("-0.01")}, set()),
        "WEIGHT_NEGATIVE",
        "R-72",
        "",
        "Randers weighs -0.01 in the key and cannot weigh less than nothing; give it zero or more.",
        "Randers vejer -0,01 i nøglen og kan ikke veje mindre end nul; giv partneren nul "
        "eller mere.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)


@pytest.mark.parametrize(
    ("weight", "obliged", "codes"),
    [
        (D("0.01"), True, []),
        (D(0), True, ["NO_WEIGHT"]),
        (D(-1), True, ["NO_WEIGHT"]),
        (None, True, ["NO_WEIGHT"]),
        (D(1), False, []),
        (D(0), False, []),
        (None, False, []),
        (D("-0.01"), False, ["WEIGHT_NEGATIVE"]),
    ],
)
def test_who_must_weigh_something(weight, obliged, codes):
    found = check_key({"Aarhus": D(1), "Randers": weight}, {"Randers"} if obliged else set())
    assert [breach.code for breach in found] == codes
    assert all(breach.params["partner"] == "Randers" for breach in found)
