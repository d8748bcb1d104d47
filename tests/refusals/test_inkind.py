"""Refusals of a contribution in kind (R-20, R-24)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from reporting.rules.inkind import Valuation, check_valuation
from tests.refusals.saying import Said, check, named

NOTE = Valuation("goods", "Markedspris", "Tilbud", "Vurderingsmand")
WORK = replace(NOTE, contribution="unpaid_work", work_hours=D("10.00"), hourly_pay=D("150.00"))
PAY = replace(NOTE, contribution="third_party_pay", third_party="Job", third_party_cost=D("80.00"))


CASES = [
    Said(
        lambda: check_valuation(replace(NOTE, contribution="cash"), D("5.00")),
        "CONTRIBUTION_MISSING",
        "R-20",
        "contribution",
        "Choose what was contributed: goods, services, premises, work or wages.",
        "Vælg, hvad der er ydet: varer, tjenesteydelser, lokaler, arbejde eller løn.",
    ),
    Said(
        lambda: check_valuation(replace(NOTE, method=" "), D("5.00")),
        "VALUATION_MISSING",
        "R-20",
        "valuation_method",
        "Say how the contribution was valued.",
        "Angiv, hvordan naturalydelsen er værdisat.",
    ),
    Said(
        lambda: check_valuation(replace(NOTE, source=" "), D("5.00")),
        "VALUATION_MISSING",
        "R-20",
        "valuation_source",
        "Name the source of the value, so that others can assess it.",
        "Angiv kilden til værdien, så andre kan vurdere den.",
    ),
    Said(
        lambda: check_valuation(replace(NOTE, valued_by=" "), D("5.00")),
        "VALUATION_MISSING",
        "R-20",
        "valued_by",
        "Name who valued the contribution.",
        "Angiv, hvem der har værdisat naturalydelsen.",
    ),
    Said(
        lambda: check_valuation(replace(WORK, work_hours=D("0.00")), D("0.00")),
        "WORK_NOT_VALUED",
        "R-20",
        "work_hours",
        "Unpaid work is verified hours × the pay for equal work. Enter both, above 0.",
        "Frivilligt arbejde er bekræftede timer × løn for tilsvarende arbejde. Indtast "
        "begge, over 0.",
    ),
    Said(
        lambda: check_valuation(replace(WORK, hourly_pay=D("0.00")), D("0.00")),
        "WORK_NOT_VALUED",
        "R-20",
        "work_hours",
        "Unpaid work is verified hours × the pay for equal work. Enter both, above 0.",
        "Frivilligt arbejde er bekræftede timer × løn for tilsvarende arbejde. Indtast "
        "begge, over 0.",
    ),
    Said(
        lambda: check_valuation(WORK, D("1500.01")),
        "WORK_VALUE_DIFFERS",
        "R-20",
        "net",
        "10.00 hours at 150.00 kr. are 1,500.00 kr., not 1,500.01 kr. Correct the hours, "
        "the pay or the amount.",
        "10,00 timer à 150,00 kr. er 1.500,00 kr., ikke 1.500,01 kr. Ret timerne, lønnen "
        "eller beløbet.",
    ),
    Said(
        lambda: check_valuation(replace(PAY, third_party=" "), D("80.00")),
        "THIRD_PARTY_MISSING",
        "R-24",
        "third_party",
        "Name the third party that pays the wages or allowances.",
        "Angiv den tredjepart, der betaler lønnen eller ydelserne.",
    ),
    Said(
        lambda: check_valuation(PAY, D("80.01")),
        "OVER_THIRD_PARTY_COST",
        "R-24",
        "net",
        "80.01 kr. is more than the third party's own cost of 80.00 kr. Enter at most what "
        "the third party paid.",
        "80,01 kr. er mere end tredjepartens egen udgift på 80,00 kr. Indtast højst det, "
        "tredjeparten har betalt.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)


@pytest.mark.parametrize(
    ("note", "value", "second"),
    [(WORK, D("1500.01"), "WORK_VALUE_DIFFERS"), (PAY, D("80.01"), "OVER_THIRD_PARTY_COST")],
)
def test_what_is_not_named_is_told_beside_what_does_not_add_up(note, value, second):
    codes = [breach.code for breach in check_valuation(replace(note, source=""), value)]
    assert len(codes) == 2
    assert codes[1] == second
