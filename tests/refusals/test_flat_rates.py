"""Refusals about flat rates: which a letter may give, what they cover already (R-40, R-42)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest

from grants.rules.flat_rates import (
    Costs,
    Evidence,
    FlatRate,
    Kind,
    check_covered,
    check_flat_rates,
    check_letter,
)
from grants.rules.profiles import ESF_2007_13, ESF_2014_20, ESF_2021_27
from tests.refusals.saying import Said, check, named

SEVEN = FlatRate(Kind.INDIRECT_OF_DIRECT, Fraction(7, 100))
FIFTEEN = FlatRate(Kind.INDIRECT_OF_STAFF, Fraction(15, 100))
CALCULATED = FlatRate(Kind.INDIRECT_CALCULATED, Fraction(1, 4))
FORTY = FlatRate(Kind.OTHER_OF_STAFF, Fraction(2, 5))
STAFF_RATE = FlatRate(Kind.STAFF_OF_OTHER, Fraction(1, 5))
ON_STAFF = Kind.OTHER_OF_STAFF.value

CASES = [
    Said(
        lambda: check_letter(replace(ESF_2021_27, flat_rates=(("overhead", Fraction(1, 10)),))),
        "RATE_UNKNOWN",
        "R-40",
        "overhead",
        "There is no flat rate of the kind overhead; choose one of indirect_of_direct, "
        "indirect_of_staff, indirect_calculated, indirect_national, other_of_staff, "
        "staff_of_other.",
        "Der findes intet udokumenteret tillæg af typen overhead; vælg en af: "
        "indirect_of_direct, indirect_of_staff, indirect_calculated, indirect_national, "
        "other_of_staff, staff_of_other.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2007_13, [FORTY]),
        "RATE_UNKNOWN",
        "R-40",
        ON_STAFF,
        "The programme esf-2007-13 has no flat rate of the kind “All other cost, of staff "
        "cost”. Leave the rate out.",
        "Programmet esf-2007-13 har intet udokumenteret tillæg af typen »Alle øvrige "
        "omkostninger, af løn«. Udelad satsen.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2021_27, [FlatRate(SEVEN.kind, Fraction(8, 100))]),
        "RATE_OVER_MAXIMUM",
        "R-40",
        "indirect_of_direct",
        "A flat rate of 2/25 is above the maximum of 7/100 for “Indirect cost, of direct "
        "cost”; lower it to the maximum or below.",
        "Et udokumenteret tillæg på 2/25 er over maksimum på 7/100 for »Indirekte "
        "omkostninger, af direkte omkostninger«; sæt det ned til højst maksimum.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2021_27, [FORTY, FIFTEEN]),
        "RATE_COMBINATION",
        "R-40",
        ON_STAFF,
        "A rate for all other cost stands alone: it covers the rest, and its base must be "
        "real staff cost.",
        "En sats for alle øvrige udgifter skal stå alene: den dækker resten, og dens grundlag"
        " skal være faktiske lønomkostninger.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2021_27, [SEVEN, FIFTEEN]),
        "RATE_COMBINATION",
        "R-40",
        "indirect_of_staff",
        "Two flat rates would pay for the same cost; choose one.",
        "To udokumenterede tillæg ville dække de samme udgifter; vælg ét.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2014_20, [CALCULATED]),
        "CALCULATION_MISSING",
        "R-40",
        "indirect_calculated",
        "A calculated rate needs its calculation on file; say where it is filed.",
        "Til en beregnet sats skal beregningen ligge på sagen; angiv, hvor den ligger.",
    ),
    Said(
        lambda: check_flat_rates(
            ESF_2021_27, [STAFF_RATE], evidence=Evidence(contract_over_threshold=True)
        ),
        "STAFF_RATE_CONTRACT",
        "R-40",
        "staff_of_other",
        "The staff rate falls away: a contract exceeds the procurement thresholds. Claim real"
        " staff cost instead.",
        "Satsen for lønomkostninger bortfalder: en kontrakt overstiger tærskelværdierne for "
        "udbud. Medtag de faktiske lønomkostninger i stedet.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2021_27, [FORTY], Costs(D("900.00"), D("100.50"))),
        "COVERED_BY_RATE",
        "R-42",
        ON_STAFF,
        "100.50 of direct cost is covered by the flat rate and cannot be claimed too; leave "
        "it out.",
        "100,50 af de direkte udgifter er dækket af det udokumenterede tillæg og kan ikke "
        "også medtages i anmodningen; udelad beløbet.",
    ),
    Said(
        lambda: check_flat_rates(ESF_2021_27, [STAFF_RATE], Costs(D("900.00"), D("100.50"))),
        "COVERED_BY_RATE",
        "R-42",
        "staff_of_other",
        "900.00 of direct cost is covered by the flat rate and cannot be claimed too; leave "
        "it out.",
        "900,00 af de direkte udgifter er dækket af det udokumenterede tillæg og kan ikke "
        "også medtages i anmodningen; udelad beløbet.",
    ),
    Said(
        lambda: check_covered("travel", {"travel", "materials"}),
        "COVERED_BY_RATE",
        "R-42",
        "line",
        "Cost of the kind “Travel” is covered by the grant's flat rate and cannot be claimed "
        "too. Leave the cost out; the flat rate pays for it.",
        "Omkostninger af typen “Rejser” er dækket af tilsagnets udokumenterede tillæg og kan "
        "ikke også anmeldes. Lad udgiften ude; tillægget betaler den.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
