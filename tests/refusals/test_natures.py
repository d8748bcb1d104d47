"""Refusals of kinds of cost that the fund does not pay (R-54)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal as D

import pytest

from consortium.rules.refusals import Breach
from grants.rules.profiles import ESF_2007_13, ESF_2021_27, RuleProfile
from reporting.rules.natures import NatureFacts, check_nature
from tests.refusals.saying import Said, check, named


def of(profile: RuleProfile, nature: str, **given: object) -> Iterable[Breach]:
    facts = NatureFacts(nature, **given)  # type: ignore[arg-type]
    return check_nature(facts, profile, land_before=D("90000.00"), budget=D("1000000.09"))


def left_out(nature: str) -> Iterable[Breach]:
    return of(replace(ESF_2007_13, cost_natures=((nature, "excluded"),)), nature)


CASES = [
    Said(
        lambda: of(replace(ESF_2007_13, cost_natures=()), "land"),
        "NATURE_UNKNOWN",
        "R-54",
        "nature",
        "The grant's rules do not name this kind of cost. Choose an ordinary cost.",
        "Tilsagnets regler nævner ikke denne art udgift. Vælg en almindelig udgift.",
    ),
    Said(
        lambda: left_out("interest"),
        "NATURE_NOT_ELIGIBLE",
        "R-54",
        "nature",
        "Interest on debt is never eligible. Leave the cost out.",
        "Gældsrenter er aldrig støtteberettigede. Udelad udgiften.",
    ),
    Said(
        lambda: left_out("land"),
        "NATURE_NOT_ELIGIBLE",
        "R-54",
        "nature",
        "The purchase of land is not eligible under this grant. Leave the cost out.",
        "Køb af jord er ikke støtteberettiget under dette tilsagn. Udelad udgiften.",
    ),
    Said(
        lambda: left_out("recoverable_vat"),
        "NATURE_NOT_ELIGIBLE",
        "R-54",
        "nature",
        "VAT that somebody pays back is not eligible. Leave the cost out.",
        "Moms, som nogen betaler tilbage, er ikke støtteberettiget. Udelad udgiften.",
    ),
    Said(
        lambda: left_out("equipment"),
        "NATURE_NOT_ELIGIBLE",
        "R-54",
        "nature",
        "Furniture, equipment and vehicles are not bought with this grant's money; only "
        "their depreciation counts. Enter the depreciation of the period instead.",
        "Inventar, udstyr og køretøjer købes ikke for dette tilsagns midler; kun "
        "afskrivningen tæller. Indtast periodens afskrivning i stedet.",
    ),
    Said(
        lambda: left_out("depreciation"),
        "NATURE_NOT_ELIGIBLE",
        "R-54",
        "nature",
        "Depreciation is not eligible under this grant. Leave the cost out.",
        "Afskrivning er ikke støtteberettiget under dette tilsagn. Udelad udgiften.",
    ),
    Said(
        lambda: of(ESF_2021_27, "equipment", reason="Nødvendigt"),
        "NATURE_BASIS_MISSING",
        "R-54",
        "nature_basis",
        "Bought equipment counts if it is necessary for the aim, fully depreciated in the "
        "project, or the cheapest way. Choose which.",
        "Købt udstyr tæller, hvis det er nødvendigt for formålet, afskrives fuldt i "
        "projektet eller er den billigste løsning. Vælg hvilken.",
    ),
    Said(
        lambda: of(ESF_2021_27, "equipment", basis="cheapest"),
        "NATURE_REASON_MISSING",
        "R-54",
        "nature_reason",
        "Give the reason why the equipment was bought, for the auditor.",
        "Begrund, hvorfor udstyret blev købt, af hensyn til revisor.",
    ),
    Said(
        lambda: of(ESF_2021_27, "land", amount=D("10000.01")),
        "LAND_OVER_LIMIT",
        "R-54",
        "nature",
        "Land may be 100,000.00 kr. of this project, and 90,000.00 kr. are declared "
        "already: at most 10,000.00 kr. is left, not 10,000.01 kr.",
        "Jord må udgøre 100.000,00 kr. af dette projekt, og 90.000,00 kr. er allerede "
        "anmeldt: der er højst 10.000,00 kr. tilbage, ikke 10.000,01 kr.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
