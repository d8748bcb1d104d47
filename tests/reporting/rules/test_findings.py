"""Findings: who owns them, what they say, what a reservation quotes; in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from consortium.rules.roles import Capability, Role
from reporting.rules.findings import (
    CORRECTION_REASONS,
    OWNERS,
    TYPES,
    Written,
    check_cited,
    check_finding,
    check_words,
    correction_reason,
    past_due,
)
from tests.refusals.saying import Said, check, named

D = Decimal
DAY = dt.date(2014, 4, 15)
GOOD = Written("ineligible_cost", D("10.00"), "Fejl", "Årsag", "Råd", DAY, "PA", has_partner=True)
LEADS = replace(GOOD, owner="PM", has_partner=False)


def finding(**changed):
    return lambda: check_finding(replace(GOOD, **changed), DAY)


REFUSED = [
    Said(
        finding(kind="sloppy"),
        *("TYPE_UNKNOWN", "A-26", "kind"),
        "Choose the type of the finding.",
        "Vælg fundets type.",
    ),
    Said(
        finding(amount=D("-0.01")),
        *("AMOUNT_OUTSIDE", "A-26", "amount"),
        "The amount is not below 0; leave it at 0 where no money is at stake.",
        "Beløbet er ikke under 0; lad det være 0, hvor der ikke er penge på spil.",
    ),
    *(
        Said(
            finding(**{name: " "}),
            *("TEXT_MISSING", "A-26", name),
            "Write what was found, its cause and what you recommend.",
            "Skriv, hvad der er fundet, årsagen, og hvad du anbefaler.",
        )
        for name in ("text", "cause", "recommendation")
    ),
    Said(
        finding(due_on=dt.date(2014, 4, 14)),
        *("DUE_IN_PAST", "A-26", "due_on"),
        "The answer is due on 14/04/2014, which has passed. Give a later day.",
        "Svarfristen 14.4.2014 er passeret. Angiv en senere dag.",
    ),
    Said(
        lambda: [past_due(DAY)],
        *("DUE_IN_PAST", "A-26", "due_on"),
        "The answer is due on 15/04/2014, which has passed. Give a later day.",
        "Svarfristen 15.4.2014 er passeret. Angiv en senere dag.",
    ),
    Said(
        finding(owner="AU"),
        *("OWNER_UNKNOWN", "A-26", "owner"),
        "Choose who answers.",
        "Vælg, hvem der svarer.",
    ),
    *(
        Said(
            finding(**changed),
            *("OWNER_UNCLEAR", "A-26", "owner"),
            "A finding of a partner names the partner, and no other finding does.",
            "Et fund til en partner nævner partneren, og det gør intet andet fund.",
        )
        for changed in ({"has_partner": False}, {"owner": "LC"})
    ),
    Said(
        lambda: check_words(" \n"),
        *("TEXT_MISSING", "A-26", "text"),
        "Write it in words; “no remarks” is an answer.",
        "Skriv det med ord; “ingen bemærkninger” er et svar.",
    ),
    Said(
        lambda: check_cited([D("10.00"), D("0.01")], D("10.00")),
        *("CITED_TOO_MUCH", "rules 3.0", "qualified_amount"),
        "The findings quoted come to 10.01 kr., more than the 10.00 kr. with reservation. Raise "
        "the amount, or quote fewer.",
        "De citerede fund udgør 10,01 kr., mere end de 10,00 kr. med forbehold. Forhøj beløbet, "
        "eller citér færre.",
    ),
]
CASES = named(REFUSED)


@pytest.mark.parametrize("name", CASES)
def test_a_no_is_one_sentence(name):
    check(CASES[name])


def test_what_is_in_order_is_sent():
    assert check_finding(GOOD, DAY) == []
    assert check_finding(LEADS, DAY) == []
    assert check_finding(replace(GOOD, amount=D("0.00")), DAY) == []
    assert check_words("Ja.") == []
    assert check_cited([], D("0.00")) == []
    assert check_cited([D("4.00"), D("6.00")], D("10.00")) == []


def test_an_owner_answers_by_its_own_right():
    assert OWNERS == {
        Role.PM: Capability.BUILD_CLAIM,
        Role.LC: Capability.CHECK_CLAIM,
        Role.LS: Capability.SIGN_CLAIM,
        Role.PA: Capability.ANSWER_HEARING,
    }


def test_a_type_leads_to_a_reason_code_of_corrections():
    assert set(CORRECTION_REASONS) <= set(TYPES)
    assert correction_reason("audit_trail") == "not_documented"
    assert correction_reason("procurement") == "procurement"
    assert correction_reason("other") == "not_eligible"
