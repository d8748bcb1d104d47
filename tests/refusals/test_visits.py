"""Refusals of an on-the-spot check's record, and of more than the public money (4.2, R-16)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from consortium.rules.refusals import Breach
from reporting.rules.public_expenditure import check_public_expenditure
from reporting.rules.visits import VisitFacts, check_visit
from tests.refusals.saying import Said, check, named

START, TODAY = dt.date(2012, 3, 1), dt.date(2012, 6, 30)
VISIT = VisitFacts(TODAY, "Aarhus", "Lc", "Pu", {"people": "To"}, "", "clean")


def written(**changes: object) -> list[Breach]:
    return check_visit(replace(VISIT, **changes), START, TODAY)  # type: ignore[arg-type]


CASES = [
    *(
        Said(
            lambda name=name: written(**{name: " "}),  # type: ignore[misc]
            *("VISIT_INCOMPLETE", "rules 4.2", name),
            "Say where the visit was, who visited, and who was met.",
            "Skriv, hvor besøget fandt sted, hvem der besøgte, og hvem der blev mødt.",
        )
        for name in ("place", "visitors", "met")
    ),
    Said(
        lambda: written(visited_on=dt.date(2012, 2, 29)),
        *("VISIT_DAY", "rules 4.2", "visited_on"),
        "A visit on 29/02/2012 lies outside the time from the project's start on 01/03/2012 to "
        "today, 30/06/2012. Correct the day.",
        "Et besøg den 29.2.2012 ligger uden for tiden fra projektets start den 1.3.2012 til i "
        "dag, den 30.6.2012. Ret dagen.",
    ),
    Said(
        lambda: written(visited_on=dt.date(2012, 7, 1)),
        *("VISIT_DAY", "rules 4.2", "visited_on"),
        "A visit on 01/07/2012 lies outside the time from the project's start on 01/03/2012 to "
        "today, 30/06/2012. Correct the day.",
        "Et besøg den 1.7.2012 ligger uden for tiden fra projektets start den 1.3.2012 til i "
        "dag, den 30.6.2012. Ret dagen.",
    ),
    Said(
        lambda: written(seen={"people": " "}),
        *("NOTHING_SEEN", "rules 4.2", "people"),
        "Say what was seen: people, equipment, originals or publicity.",
        "Skriv, hvad der blev set: medarbejdere, udstyr, originaler eller synlighed.",
    ),
    Said(
        lambda: written(conclusion=""),
        *("CONCLUSION_MISSING", "rules 4.2", "conclusion"),
        "Conclude the visit.",
        "Skriv en konklusion på besøget.",
    ),
    Said(
        lambda: written(conclusion="findings", findings=" "),
        *("FINDINGS_MISSING", "A-26", "findings"),
        "Write the findings that are followed up.",
        "Skriv de fund, der følges op.",
    ),
    *(
        Said(
            lambda changes=changes: written(**changes),  # type: ignore[misc]
            *("CPR_NUMBER", "G-01", name),
            "The text holds what reads as a CPR number. CPR numbers are never stored here: use the "
            "staff number or leave it out.",
            "Teksten indeholder noget, der ligner et CPR-nummer. CPR-numre gemmes aldrig her: brug "
            "medarbejdernummeret, eller udelad det.",
        )
        for name, changes in (
            ("met", {"met": "010170-1234"}),
            ("findings", {"findings": "010170-1234"}),
            ("publicity", {"seen": {"publicity": "010170-1234"}}),
        )
    ),
    Said(
        lambda: check_public_expenditure(D("10.01"), D("10.00")),
        *("FUND_OVER_PUBLIC", "R-16", ""),
        "The fund would pay 10.01 kr. in all; the financing plan allocates 10.00 kr. of public "
        "money to the project. Have the financing plan amended, or claim less.",
        "Fonden ville betale 10,01 kr. i alt; finansieringsplanen afsætter 10,00 kr. i offentlige "
        "midler til projektet. Få finansieringsplanen ændret, eller anmod om mindre.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)


def test_a_whole_record_stands_from_the_first_day_to_today():
    assert written() == written(visited_on=START) == []
    assert written(seen={"equipment": "PC"}, conclusion="remarks") == []
    assert written(conclusion="findings", findings="Skilt mangler") == []
    assert check_public_expenditure(D("10.00"), D("10.00")) == []
