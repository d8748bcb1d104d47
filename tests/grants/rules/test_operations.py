"""What a row of a list of operations must say, and how its support stands to the cap (R-17)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from grants.rules.operations import (
    OVER,
    ROUNDED,
    WITHIN,
    OperationFacts,
    above_cap,
    check_operation,
    deviation,
    known_as,
    remarks,
)

HALF = Fraction(1, 2)
CENT = Decimal("0.01")
GOOD = OperationFacts("Listen 2016", "Grøn energi", Decimal("1000.01"), "DKK")


def told(breach, language):
    with translation.override(language):
        return sentence_text(breach, language).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("total", "fund", "cap", "rounding", "expected"),
    [
        ("1000.01", "500.00", HALF, "0.01", WITHIN),
        ("1000.01", "500.01", HALF, "0.01", ROUNDED),  # half an øre over
        ("1000.01", "500.02", HALF, "0.01", OVER),
        ("1000.01", "500.50", HALF, "0.50", ROUNDED),
        ("1000.01", "501.00", HALF, "0.50", OVER),
        ("1000.00", "900.00", None, "0.01", WITHIN),
        ("1000.00", None, HALF, "0.01", WITHIN),
    ],
)
def test_support_and_cap(total, fund, cap, rounding, expected):
    fund_amount = None if fund is None else Decimal(fund)
    assert deviation(Decimal(total), fund_amount, cap, Decimal(rounding)) == expected


@given(total=st.integers(1, 10**12), over=st.integers(-(10**6), 10**6))
def test_what_stands_above_the_cap_is_told_to_the_next_whole_ore(total, over):
    fund = max(total // 2 + over, 0)
    amounts = Decimal(total).scaleb(-2), Decimal(fund).scaleb(-2)
    above = above_cap(*amounts, HALF)
    assert above == max(Decimal((2 * fund - total + 1) // 2), Decimal(0)).scaleb(-2)
    how = deviation(*amounts, HALF, CENT)
    assert how == (WITHIN if above == 0 else ROUNDED if 2 * fund - total <= 2 else OVER)


@given(st.text())
def test_a_name_is_compared_whatever_its_case_and_dots(name):
    assert known_as(known_as(name)) == known_as(name)
    assert known_as(f"  {name.upper()}. ") == known_as(name.upper())


def test_names_that_are_one():
    assert known_as("Aarhus  Kommune,") == known_as("AARHUS KOMMUNE") == "aarhus kommune"


@pytest.mark.parametrize(
    ("change", "code", "english", "danish"),
    [
        (
            {"source": " "},
            "SOURCE_MISSING",
            "Name the list that the operation stands in, with its edition.",
            "Angiv, hvilken liste projektet står på, og dens udgave.",
        ),
        (
            {"name": ""},
            "NAME_MISSING",
            "Name the operation; a row without a name cannot be found again.",
            "Angiv projektets navn; en række uden navn kan ikke genfindes.",
        ),
        (
            {"currency": "XXX"},
            "CURRENCY_UNKNOWN",
            "“XXX” is no currency that is kept here. Use its three letters.",
            "“XXX” er ikke en valuta, der føres her. Brug dens tre bogstaver.",
        ),
        (
            {"total": Decimal("0.00")},
            "TOTAL_WRONG",
            "0.00 is no total of an operation; it must be above zero.",
            "0,00 er ikke et projekts samlede udgift; den skal være over nul.",
        ),
        (
            {"fund_amount": Decimal("-1.00")},
            "SUPPORT_WRONG",
            "-1.00 is no support; leave the cell empty where the list tells none.",
            "-1,00 er ikke et tilskud; lad cellen stå tom, hvor listen intet siger.",
        ),
        (
            {"rate": Decimal("100.5")},
            "RATE_WRONG",
            "The rate must lie between 0 and 100 per cent.",
            "Satsen skal ligge mellem 0 og 100 procent.",
        ),
        (
            {"starts_on": dt.date(2015, 5, 2), "ends_on": dt.date(2015, 5, 1)},
            "TERM_WRONG",
            "The operation ends on 01/05/2015, before it starts on 02/05/2015.",
            "Projektet slutter 1.5.2015, før det begynder 2.5.2015.",
        ),
        (
            {"beneficiary": "Ole Holm 010170-1234"},
            "CPR_NUMBER",
            "The text holds what reads as a CPR number. CPR numbers are never stored here: "
            "leave it out.",
            "Teksten rummer noget, der ligner et CPR-nummer. CPR-numre gemmes aldrig her: "
            "udelad det.",
        ),
    ],
)
def test_rows_refused(change, code, english, danish):
    [breach] = check_operation(replace(GOOD, **change))
    assert breach.code == code
    assert (told(breach, "en"), told(breach, "da")) == (english, danish)


def test_a_good_row_has_no_fault():
    whole = replace(
        GOOD,
        beneficiary="Aarhus Kommune",
        identifier="55133018",
        starts_on=dt.date(2015, 5, 1),
        ends_on=dt.date(2015, 5, 1),
        fund_amount=Decimal("500.01"),
        rate=Decimal("50"),
    )
    assert check_operation(GOOD) == check_operation(whole) == []


def test_remarks_are_words_and_no_refusals():
    [rounded] = remarks(replace(GOOD, fund_amount=Decimal("500.01")), HALF, CENT)
    assert told(rounded, "en") == (
        "The authority's rounding puts 500.01 up to 0.01 above the cap of 1/2 of 1,000.01. It is "
        "recorded as decided."
    )
    [over] = remarks(replace(GOOD, fund_amount=Decimal("600.00")), HALF, CENT)
    assert told(over, "da") == (
        "600,00 er 100,00 over loftet på 1/2 af 1.000,01, mere end myndighedens "
        "afrunding. Det registreres som besluttet og vises som en afvigelse."
    )
    assert remarks(GOOD, HALF, CENT) == remarks(GOOD, None, CENT) == []
