"""Regional tasks shared by the agreed key, and aid to companies, in the demo."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from grants.actions.keys import agree_regional_key
from grants.models import ActivityType
from partners.actions.companies import enter_company
from reporting.actions.deminimis import AidEntry, decide_aid
from reporting.actions.regional import mark_regional_costs
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.management.demo.promise import Promise
from reporting.models import Expenditure

# Real check digits, invented names: nobody's figures.
# Invented CVR numbers with valid check digits.
COMPANIES = (
    ("90000012", "Demo Maskinfabrik A/S", "medium", "Demo Holding"),
    ("90000020", "Demo Maskinsalg ApS", "small", "Demo Holding"),
    ("90000101", "Demo Software ApS", "micro", ""),
)
RATE, SOURCE = Decimal("7.4560"), "InforEuro (demo)"


def share_regional_tasks(people: People, promise: Promise, clock: Clock) -> None:
    """The seven consortia share equally; the lead's external help is regional (003)."""
    lead = people["lead"]
    agree_regional_key(
        promise.grant,
        basis="equal",
        agreed_on=dt.date(2012, 3, 1),
        source="Partnerskabsaftalernes § om regionale opgaver",
        by=lead,
        at=clock(),
    )
    rows = Expenditure.objects.filter(
        grant_partner=promise.partners["lead"],
        state="claimed",
        line__code="external",
        corrects__isnull=True,
    )
    task = ActivityType.objects.filter(scope=ActivityType.REGIONAL, theme="communication").first()
    mark_regional_costs(promise.grant, list(rows), task=task, by=lead, at=clock())


def help_companies(people: People, promise: Promise, clock: Clock) -> None:
    """Two companies of one owner and one alone: aid by hours, by amount, and no aid."""
    lead = people["lead"]
    made = [
        enter_company(cvr=cvr, name=name, size=size, owner_group=owner, by=lead, at=clock())
        for cvr, name, size, owner in COMPANIES
    ]
    aarhus = promise.partners["aarhus"]
    entries = [
        AidEntry(
            made[1],
            "others",
            "Støtte fra et andet program, oplyst af virksomheden.",
            dt.date(2013, 2, 1),
            amount=Decimal("745600.00"),
            rate=RATE,
            rate_source=SOURCE,
        ),
        AidEntry(
            made[0],
            "aid",
            "Individuel rådgivning om modtagelse af udenlandske medarbejdere.",
            dt.date(2013, 5, 14),
            aarhus,
            basis="hours",
            hours=Decimal("37.50"),
            hour_cost=Decimal("412.00"),
            rate=RATE,
            rate_source=SOURCE,
        ),
        AidEntry(
            made[2],
            "none",
            "Åbent informationsmøde for alle virksomheder: ingen fordel for den enkelte.",
            dt.date(2013, 10, 3),
            aarhus,
        ),
    ]
    for entry in entries:
        decide_aid(promise.grant, entry, by=lead, at=clock())
