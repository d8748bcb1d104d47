"""Refusals of a final report that is not whole (rules.md 3.0, 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from consortium.rules.refusals import Breach
from reporting.rules.final_report import SECTIONS, check_texts, check_visit
from tests.refusals.saying import Said, check, named

WRITTEN = dict.fromkeys(SECTIONS, "Skrevet.")


def visited(on: date | None, by: str = "Ma", note: str = "Set.") -> Iterable[Breach]:
    return check_visit(on, by, note, starts_on=date(2012, 3, 1), today=date(2015, 9, 1))


CASES = [
    Said(
        lambda: check_texts(WRITTEN | {"activities": " "}),
        "TEXT_MISSING",
        "rules 5.1",
        "activities",
        "The final report says nothing of activities and outputs. Write it first.",
        "Slutrapporten siger intet om aktiviteter og output. Skriv det først.",
    ),
    Said(
        lambda: check_texts(WRITTEN | {"results": " "}),
        "TEXT_MISSING",
        "rules 5.1",
        "results",
        "The final report says nothing of results. Write it first.",
        "Slutrapporten siger intet om resultater. Skriv det først.",
    ),
    Said(
        lambda: check_texts(WRITTEN | {"lessons": " "}),
        "TEXT_MISSING",
        "rules 5.1",
        "lessons",
        "The final report says nothing of the main lessons. Write it first.",
        "Slutrapporten siger intet om de vigtigste erfaringer. Skriv det først.",
    ),
    Said(
        lambda: check_texts(WRITTEN | {"afterwards": " "}),
        "TEXT_MISSING",
        "rules 5.1",
        "afterwards",
        "The final report says nothing of the use after the end. Write it first.",
        "Slutrapporten siger intet om anvendelsen efter afslutningen. Skriv det først.",
    ),
    Said(
        lambda: visited(None),
        "VISIT_MISSING",
        "rules 3.0",
        "visited_on",
        "The site visit is not noted. Write its day, who made it and what was found; "
        "without it the final report is not sent.",
        "Kontrolbesøget er ikke noteret. Skriv dagen, hvem der aflagde det, og hvad der "
        "blev fundet; uden det sendes slutrapporten ikke.",
    ),
    Said(
        lambda: visited(date(2012, 2, 29)),
        "VISIT_DAY",
        "rules 3.0",
        "visited_on",
        "The site visit of 29/02/2012 lies outside 01/03/2012 to 01/09/2015. Correct the day.",
        "Kontrolbesøget den 29.2.2012 ligger uden for 1.3.2012 til 1.9.2015. Ret dagen.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
