"""Refusals of a change request that lacks something (W-09, R-11, R-13, R-14, R-91)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from grants.rules.changes import Asked, Plan, Project, change_breaches
from tests.refusals.saying import Said, check, named

PROJECT = Project(date(2012, 3, 1), date(2015, 6, 30), D("30000000.00"), D("15000000.00"))
DAY = date(2013, 3, 1)
PLAN = Plan(2, "draft", DAY)
ASKED = Asked("activity", "Grund", "Følger", DAY)
LEAVES = replace(ASKED, kind="partner_withdrawn", partner="Randers", pledged=D(100), plan=PLAN)
JOINS = replace(ASKED, kind="partner_new", organisation="Viborg")
LONGER = replace(ASKED, kind="period", new_ends_on=date(2015, 12, 31))
CHEAPER = replace(
    ASKED,
    kind="financing",
    plan=PLAN,
    new_budget=D("20000000.00"),
    new_amount=D("10000000.00"),
)


def asking(asked: Asked, **changes):
    return change_breaches(replace(asked, **changes), PROJECT)


CASES = [
    Said(
        lambda: asking(ASKED, reason=" "),
        "REASON_MISSING",
        "W-09",
        "reason",
        "Say why the project is to be changed.",
        "Skriv, hvorfor projektet skal ændres.",
    ),
    Said(
        lambda: asking(ASKED, consequences=" "),
        "CONSEQUENCES_MISSING",
        "W-09",
        "consequences",
        "Say what the change means for activities, partners, budget and financing.",
        "Skriv, hvad ændringen betyder for aktiviteter, partnere, budget og finansiering.",
    ),
    Said(
        lambda: asking(ASKED, effective_from=date(2015, 7, 1)),
        "DAY_OUTSIDE",
        "W-09",
        "effective_from",
        "01/07/2015 lies outside the project, 01/03/2012 to 30/06/2015; choose a day inside "
        "it from which the change holds.",
        "1.7.2015 ligger uden for projektet, 1.3.2012 til 30.6.2015; vælg en dag i perioden, "
        "som ændringen gælder fra.",
    ),
    Said(
        lambda: asking(LEAVES, partner=""),
        "PARTNER_MISSING",
        "W-09",
        "grant_partner",
        "Say which partner withdraws.",
        "Angiv, hvilken partner der udtræder.",
    ),
    Said(
        lambda: asking(LEAVES, is_lead=True),
        "LEAD_STAYS",
        "R-14",
        "grant_partner",
        "Randers leads the project and cannot withdraw from it; choose another partner.",
        "Randers er projektholder og kan ikke udtræde af projektet; vælg en anden partner.",
    ),
    Said(
        lambda: asking(JOINS, organisation=""),
        "ORGANISATION_MISSING",
        "W-09",
        "organisation",
        "Say which organisation becomes a partner.",
        "Angiv, hvilken organisation der bliver partner.",
    ),
    Said(
        lambda: asking(JOINS, takes_part=True),
        "PARTNER_ALREADY",
        "W-09",
        "organisation",
        "Viborg is a partner of the project already; choose another organisation.",
        "Viborg er allerede partner i projektet; vælg en anden organisation.",
    ),
    Said(
        lambda: asking(LONGER, new_ends_on=None),
        "END_MISSING",
        "W-09",
        "new_ends_on",
        "The project ends on 30/06/2015 now; give the new last day.",
        "Projektet slutter nu den 30.6.2015; angiv den nye sidste dag.",
    ),
    Said(
        lambda: asking(LONGER, new_ends_on=PROJECT.starts_on),
        "END_BEFORE_START",
        "W-09",
        "new_ends_on",
        "The project starts on 01/03/2012 and must end after that, not on 01/03/2012; give a "
        "later day.",
        "Projektet begynder den 1.3.2012 og skal slutte senere, ikke den 1.3.2012; angiv en "
        "senere dag.",
    ),
    Said(
        lambda: asking(CHEAPER, plan=None),
        "PLAN_MISSING",
        "R-91",
        "budget_version",
        "A change of this kind needs a new budget and financing plan; draft a budget version "
        "first and choose it here.",
        "En ændring af denne art kræver et nyt budget med finansieringsplan; udarbejd først "
        "en budgetversion, og vælg den her.",
    ),
    Said(
        lambda: asking(CHEAPER, plan=replace(PLAN, state="approved")),
        "PLAN_DECIDED",
        "R-91",
        "budget_version",
        "Budget version 2 is “Approved”; choose one that is under way.",
        "Budgetversion 2 er “Godkendt”; vælg en, der er under udarbejdelse.",
    ),
    Said(
        lambda: asking(CHEAPER, plan=replace(PLAN, effective_from=date(2013, 4, 1))),
        "PLAN_OTHER_DAY",
        "R-91",
        "effective_from",
        "Budget version 2 takes effect on 01/04/2013, the change on 01/03/2013; give both the"
        " same day.",
        "Budgetversion 2 gælder fra 1.4.2013, ændringen fra 1.3.2013; giv begge samme dag.",
    ),
    Said(
        lambda: asking(LEAVES, plan=replace(PLAN, from_partner=D(100))),
        "PARTNER_STILL_PAYS",
        "R-14",
        "budget_version",
        "Randers withdraws, but version 2 still takes 100.00 kr. from it; leave in it only "
        "what it has paid already, and find another source for the rest.",
        "Randers udtræder, men version 2 henter stadig 100,00 kr. hos den; lad kun det stå, "
        "som den allerede har betalt, og find en anden kilde til resten.",
    ),
    Said(
        lambda: asking(CHEAPER, new_budget=None),
        "TOTALS_TOGETHER",
        "R-11",
        "new_amount",
        "Give the new total budget and the new grant together, both above zero.",
        "Angiv det nye samlede budget og det nye tilskud sammen, begge over nul.",
    ),
    Said(
        lambda: asking(CHEAPER, new_budget=D("40000000.00"), new_amount=D("15000000.01")),
        "GRANT_RAISED",
        "R-13",
        "new_amount",
        "The grant is 15,000,000.00 kr. and is not raised to 15,000,000.01 kr.: it is a net "
        "grant, which only falls when costs or co-financing fall.",
        "Tilskuddet er 15.000.000,00 kr. og hæves ikke til 15.000.000,01 kr.: det er et "
        "nettotilskud, som kun sættes ned, når udgifter eller medfinansiering falder.",
    ),
    Said(
        lambda: asking(CHEAPER, new_amount=D("10000000.01")),
        "RATE_RAISED",
        "R-11",
        "new_amount",
        "10,000,000.01 kr. of 20,000,000.00 kr. is a higher rate than the 1/2 that the grant "
        "letter fixes; lower the grant, or keep the budget.",
        "10.000.000,01 kr. af 20.000.000,00 kr. er en højere støttesats end de 1/2, som "
        "tilsagnet fastsætter; sæt tilskuddet ned, eller behold budgettet.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
