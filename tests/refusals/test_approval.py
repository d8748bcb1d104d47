"""Refusals about what may be granted, and about the financing plan (R-10, R-13, R-17)."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest

from grants.rules.approval import Decided, PlanLine, approval, check_financing_plan
from tests.refusals.saying import Said, check, named

HALF = Fraction(1, 2)
BUDGET = D("30000000.00")
LETTER = Decided(D("1000.00"))


def asked(requested: str, *, ceiling: str | None = None, decided: Decided | None = None):
    limit = None if ceiling is None else D(ceiling)
    return approval(D(requested), BUDGET, limit, HALF, decided=decided)


CASES = [
    Said(
        lambda: asked("14000000.00", ceiling="13999999.99").breaches,
        "OVER_CEILING",
        "R-10",
        "requested",
        "14,000,000.00 is 0.01 above the fund's ceiling of 13,999,999.99; lower it by at "
        "least that much.",
        "14.000.000,00 er 0,01 over den økonomiske ramme på 13.999.999,99; sæt beløbet ned "
        "med mindst så meget.",
    ),
    Said(
        lambda: asked("15000000.01").breaches,
        "OVER_RATE_CAP",
        "R-10",
        "requested",
        "15,000,000.01 is more than 1/2 of the budget of 30,000,000.00: ask for 0.01 less, or"
        " raise the budget by 0.02.",
        "15.000.000,01 er mere end 1/2 af budgettet på 30.000.000,00: søg om 0,01 mindre, "
        "eller hæv budgettet med 0,02.",
    ),
    Said(
        lambda: asked("15001000.00", decided=LETTER).warnings,
        "CAP_ROUNDED_UP",
        "R-17",
        "requested",
        "The authority's rounding puts 15,001,000.00 up to 1,000.00 above the cap of 1/2 of "
        "30,000,000.00; claims never pass the cap.",
        "Myndighedens afrunding bringer 15.001.000,00 op til 1.000,00 over loftet på 1/2 af "
        "30.000.000,00; udbetalingsanmodninger overstiger aldrig loftet.",
    ),
    Said(
        lambda: asked("15001000.01", decided=LETTER).breaches,
        "CAP_DEVIATION",
        "R-17",
        "requested",
        "The authority decided 15,001,000.01, which is 1,000.01 above the cap of 1/2 of "
        "30,000,000.00; give the reason for the deviation.",
        "Myndigheden har bevilget 15.001.000,01, som er 1.000,01 over loftet på 1/2 af "
        "30.000.000,00; begrund afvigelsen.",
    ),
    Said(
        lambda: check_financing_plan(
            D(100), D(60), [PlanLine("Randers", D(-1)), PlanLine("Aarhus", D(41))]
        ),
        "PLAN_LINE_NEGATIVE",
        "R-13",
        "Randers",
        "Randers is put down with -1.00; a source cannot give less than nothing. Enter what "
        "it gives, or take the line out.",
        "Randers er sat til -1,00; en kilde kan ikke give mindre end ingenting. Indtast, hvad"
        " den giver, eller tag linjen ud.",
    ),
    Said(
        lambda: check_financing_plan(D("100.00"), D("50.00"), [PlanLine("Randers", D("49.99"))]),
        "PLAN_SHORT",
        "R-13",
        "financing_plan",
        "The financing plan adds up to 99.99, the budget to 100.00: find a source for the "
        "missing 0.01.",
        "Finansieringsplanen er i alt 99,99, budgettet 100,00: find en kilde til de manglende"
        " 0,01.",
    ),
    Said(
        lambda: check_financing_plan(D("100.00"), D("50.00"), [PlanLine("Randers", D("50.01"))]),
        "PLAN_OVER",
        "R-13",
        "financing_plan",
        "The financing plan adds up to 100.01, the budget to 100.00: take the surplus of 0.01 out.",
        "Finansieringsplanen er i alt 100,01, budgettet 100,00: fjern de overskydende 0,01.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
