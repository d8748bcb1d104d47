"""Refusals of cost that comes late (R-52, A-06, rules.md 3.0)."""

from __future__ import annotations

from datetime import date

import pytest

from consortium.rules.spans import Span
from reporting.rules.late import PeriodFacts, check_agreement, check_late, check_not_final
from tests.refusals.saying import Said, check, named

FIRST = PeriodFacts(11, 1, Span(date(2012, 3, 1), date(2012, 8, 31)), False)


CASES = [
    Said(
        lambda: check_late(FIRST, " ", date(2012, 5, 1)),
        "LATE_WITHOUT_REASON",
        "R-52",
        "late_reason",
        "Incurred on 01/05/2012, in period 1, which takes no more costs: this cost is late."
        " Say why it was not reported in time.",
        "Afholdt den 1.5.2012 i periode 1, som ikke tager flere udgifter: udgiften er sen. "
        "Skriv, hvorfor den ikke blev indberettet i tide.",
    ),
    Said(
        lambda: check_agreement(date(2012, 5, 1), None),
        "OUTSIDE_AGREEMENT",
        "A-06",
        "incurred_on",
        "Incurred on 01/05/2012, when no partnership agreement was in force. Correct the "
        "date, or leave the cost out.",
        "Afholdt den 1.5.2012, hvor ingen partnerskabsaftale var i kraft. Ret datoen, eller"
        " udelad udgiften.",
    ),
    Said(
        lambda: check_agreement(date(2012, 9, 1), FIRST.span, "month"),
        "OUTSIDE_AGREEMENT",
        "A-06",
        "month",
        "Incurred on 01/09/2012, when no partnership agreement was in force. Correct the "
        "date, or leave the cost out.",
        "Afholdt den 1.9.2012, hvor ingen partnerskabsaftale var i kraft. Ret datoen, eller"
        " udelad udgiften.",
    ),
    Said(
        lambda: check_not_final(7),
        "FINAL_CLAIM_CHECKED",
        "rules 3.0",
        "",
        "Final claim 7 has been checked, so no cost is added to the grant any more, not "
        "even a late one. Leave the cost out.",
        "Slutanmodning 7 er kontrolleret, så der føjes ikke flere udgifter til tilsagnet, "
        "heller ikke sene. Udelad udgiften.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
