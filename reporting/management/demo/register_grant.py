"""The grant that holds the register of document 004: its seats, and its way to being in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from consortium.rules.roles import Role
from grants.actions.applications import (
    ask_for_support,
    draft_application,
    recommend_application,
    submit_application,
)
from grants.actions.awards import award_grant
from grants.actions.grants import accept_grant
from grants.actions.rounds import open_status_round
from grants.actions.seats import appoint
from grants.models import Fund, Grant, RuleProfileVersion
from partners.actions.organisations import register_organisation
from partners.models import Organisation
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.management.demo.register import fill_register

REF = "004"
# The grand total of Table 1, which its document does not print (C28).
FRAME = Decimal("64135000.00")
SEATS = [
    ("lead", Role.PM),
    ("controller", Role.LC),
    ("signatory", Role.LS),
    ("auditor", Role.AU),
    ("readonly", Role.RO),
    ("funder", Role.MA),
    ("region", Role.RG),
]


def council_register(people: People, clock: Clock) -> Grant:
    """The register filled from the document, and a status round that its owners are asked in."""
    grant = _granted(people, clock)
    fill_register(grant, people["lead"], clock)
    open_status_round(
        grant,
        due_on=clock.now.date() + dt.timedelta(days=14),
        message="Svar gerne kort: hvad er der sket siden sidst?",
        by=people["lead"],
        at=clock(),
    )
    return grant


def _granted(people: People, clock: Clock) -> Grant:
    """The council has set the money aside; the register is kept under the profile of 004."""
    return _awarded(_council(people, clock), people, clock)


def _council(people: People, clock: Clock) -> Organisation:
    """The municipality, with the demo's people in its seats."""
    council = register_organisation(
        name="Københavns Kommune",
        short_name="København",
        cvr="64942212",
        sector=Organisation.MUNICIPAL,
        vat_recovery_pct=Decimal(100),
        vat_documented=True,
        by=people["admin"],
        at=clock(),
    )
    for login, role in SEATS:
        appoint(
            user=people[login],
            role=role,
            organisation=council,
            grant_ref=REF,
            starts_on=clock.now.date(),
            by=people["admin"],
            at=clock(),
        )
    return council


def _awarded(council: Organisation, people: People, clock: Clock) -> Grant:
    """Applied for, recommended, awarded and accepted."""
    application = draft_application(
        ref=REF,
        title="Bedre vilkår for internationale borgere",
        fund=Fund.objects.get(code="register"),
        profile=RuleProfileVersion.objects.get(code="funding-register"),
        lead=council,
        starts_on=dt.date(2023, 12, 14),
        ends_on=dt.date(2028, 12, 31),
        ceiling=FRAME,
        budget=FRAME,
        requested=FRAME,
        summary="Register over barrierer og løsningsforslag, som Borgerrepræsentationen følger.",
        partners=[],
        by=people["lead"],
        at=clock(),
    )
    application = ask_for_support(application, by=people["lead"], at=clock())
    application = submit_application(application, by=people["signatory"], at=clock())
    application = recommend_application(application, note="", by=people["region"], at=clock())
    grant = award_grant(
        application,
        amount=FRAME,
        budget=FRAME,
        offered_on=clock.now.date(),
        journal_no="004",
        overrides={},
        by=people["funder"],
        at=clock(),
    )
    return accept_grant(grant, by=people["signatory"], at=clock())
