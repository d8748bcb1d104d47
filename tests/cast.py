"""The cast, and the world they meet in: built through the actions, like everything else.

Aarhus and Randers are partners; Erhverv Aarhus leads. Each person has one seat. `stranger` has
none. `lc` sits for the lead and so may not verify the lead's own cost; `lc2` sits outside.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from consortium.actions.people import create_person
from consortium.models import User
from consortium.rules.roles import Role
from grants.actions.agreements import (
    offer_agreement,
    sign_agreement_as_lead,
    sign_agreement_as_partner,
)
from grants.actions.applications import (
    ask_for_support,
    draft_application,
    give_support,
    recommend_application,
    submit_application,
)
from grants.actions.awards import award_grant
from grants.actions.budgets import Commitment, approve_budget, draft_budget, propose_budget
from grants.actions.grants import accept_grant
from grants.actions.indicators import set_indicator
from grants.actions.periods import lay_out_periods, open_period
from grants.actions.seats import appoint
from grants.models import BudgetLine, Fund, Grant, RuleProfileVersion
from grants.rules.profiles import PROFILES
from partners.actions.organisations import hire_employee, register_organisation
from partners.models import Organisation

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PASSWORD = "correct horse battery"


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    """An instant in Copenhagen."""
    return dt.datetime(year, month, day, hour, tzinfo=COPENHAGEN)


@dataclass
class Clock:
    """Tests walk forward in time, one minute a step, so that no two deeds share an instant."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=1)
        return self.now

    def move_to(self, year: int, month: int, day: int) -> dt.datetime:
        """Jump to noon of a day."""
        self.now = at(year, month, day)
        return self.now


def reference_data() -> None:
    """The few rows of reference data that the cast needs; the full set is a fixture."""
    Fund.objects.get_or_create(
        code="esf",
        defaults={
            "name_da": "EU's Socialfond",
            "name_en": "European Social Fund",
            "statement_da": "Medfinansieret af Den Europæiske Socialfond",
            "statement_en": "Co-financed by the European Social Fund",
        },
    )
    for code, profile in PROFILES.items():
        RuleProfileVersion.objects.get_or_create(
            code=code,
            version=1,
            defaults={"name_da": code, "name_en": code, "parameters": profile.to_json()},
        )
    lines = [
        (1, "staff", "Løn", "Staff", BudgetLine.STAFF),
        (2, "external", "Ekstern bistand", "External assistance", BudgetLine.EXTERNAL),
        (3, "travel", "Rejser", "Travel", BudgetLine.TRAVEL),
        (4, "materials", "Materialer og møder", "Materials and meetings", BudgetLine.MATERIALS),
        (5, "in_kind", "Naturalydelser", "Contributions in kind", BudgetLine.IN_KIND),
    ]
    for number, code, danish, english, kind in lines:
        BudgetLine.objects.get_or_create(
            code=code,
            defaults={"number": number, "name_da": danish, "name_en": english, "kind": kind},
        )


def person(name: str, clock: Clock, by: User) -> User:
    """Somebody with the address name@konsortium.example and the password PASSWORD."""
    return create_person(
        email=f"{name}@konsortium.example",
        name=name.replace("_", " ").title(),
        language="da",
        password=PASSWORD,
        by=by,
        at=clock(),
    )


def founder() -> User:
    """The first administrator, made from the shell before anybody else exists."""
    return User.objects.create_superuser("ad@konsortium.example", PASSWORD, name="Ad")


def _organisations(clock: Clock, by: User) -> dict[str, Organisation]:
    rows = [
        ("lead", "Erhverv Aarhus", "", Organisation.PRIVATE, "0"),
        ("aarhus", "Aarhus Kommune", "55133018", Organisation.MUNICIPAL, "100"),
        ("randers", "Randers Erhvervsråd", "29189668", Organisation.PRIVATE, "0"),
        ("funder", "Erhvervs- og Byggestyrelsen", "", Organisation.STATE, "0"),
        ("region", "Region Midtjylland", "29190925", Organisation.REGIONAL, "0"),
        ("outside", "Revisionshuset Kontrol", "", Organisation.PRIVATE, "0"),
    ]
    return {
        key: register_organisation(
            name=name,
            short_name=name.split()[0] if key != "lead" else "Lead",
            cvr=cvr,
            sector=sector,
            vat_recovery_pct=Decimal(vat),
            vat_documented=True,
            by=by,
            at=clock(),
        )
        for key, name, cvr, sector, vat in rows
    }


SEATS = {
    "pm": (Role.PM, "lead", True),
    "lc": (Role.LC, "lead", True),
    "lc2": (Role.LC, "outside", True),
    "ls": (Role.LS, "lead", True),
    "au": (Role.AU, "outside", True),
    "ma": (Role.MA, "funder", True),
    "rg": (Role.RG, "region", True),
    "ro": (Role.RO, "outside", True),
    "pu": (Role.PU, "aarhus", False),
    "pa": (Role.PA, "aarhus", False),
    "randers_pu": (Role.PU, "randers", False),
    "randers_pa": (Role.PA, "randers", False),
    "lead_pu": (Role.PU, "lead", False),
    "lead_pa": (Role.PA, "lead", False),
    "em": (Role.EM, "aarhus", False),
}


def people_and_organisations(ref: str = "M-003") -> SimpleNamespace:
    """Everybody in their seats, before any application exists."""
    clock = Clock(at(2012, 1, 2))
    reference_data()
    ad = founder()
    organisations = _organisations(clock, ad)
    world = SimpleNamespace(
        clock=clock,
        ad=ad,
        organisations=organisations,
        ref=ref,
        stranger=person("stranger", clock, ad),
    )
    for name, (role, organisation, on_grant) in SEATS.items():
        user = person(name, clock, ad)
        appoint(
            user=user,
            role=role,
            organisation=organisations[organisation],
            grant_ref=ref if on_grant else "",
            starts_on=dt.date(2012, 1, 1),
            by=ad,
            at=clock(),
        )
        setattr(world, name, user)
    return world


def awarded_grant(
    *,
    budget: str = "30000000.00",
    amount: str = "15000000.00",
    ref: str = "M-003",
    **overrides: Any,
) -> SimpleNamespace:
    """The cast with an application approved and a grant letter offered."""
    world = people_and_organisations(ref)
    clock, orgs = world.clock, world.organisations
    application = draft_application(
        ref=ref,
        title="Modtagelse og fastholdelse af udenlandsk arbejdskraft",
        fund=Fund.objects.get(code="esf"),
        profile=RuleProfileVersion.objects.get(code="esf-2007-13"),
        lead=orgs["lead"],
        starts_on=dt.date(2012, 3, 1),
        ends_on=dt.date(2015, 6, 30),
        ceiling=Decimal("15000000.00"),
        budget=Decimal(budget),
        requested=Decimal(amount),
        summary="Et samlet regionalt projekt.",
        partners=[orgs["aarhus"], orgs["randers"]],
        by=world.pm,
        at=clock(),
    )
    ask_for_support(application, by=world.pm, at=clock())
    approvers = {orgs["aarhus"].pk: world.pa, orgs["randers"].pk: world.randers_pa}
    for letter in application.support_letters.all():
        give_support(letter, by=approvers[letter.organisation_id], at=clock())
    application = submit_application(application, by=world.ls, at=clock())
    application = recommend_application(application, note="Indstillet.", by=world.rg, at=clock())
    world.grant = award_grant(
        application,
        amount=Decimal(amount),
        budget=Decimal(budget),
        offered_on=dt.date(2012, 1, 20),
        journal_no="ESFK-11-0044",
        overrides=overrides,
        by=world.ma,
        at=clock(),
    )
    world.application = application
    return world


def budget_rows(world: SimpleNamespace) -> list[tuple[Any, BudgetLine, Decimal]]:
    """The whole budget over three partners and four lines."""
    lines = {line.code: line for line in BudgetLine.objects.all()}
    parts = [(world.lead, "0.2"), (world.aarhus, "0.5"), (world.randers, "0.3")]
    shares = {"staff": "0.60", "external": "0.20", "travel": "0.05", "materials": "0.15"}
    return [
        (partner, lines[code], world.grant.budget * Decimal(part) * Decimal(share))
        for partner, part in parts
        for code, share in shares.items()
    ]


def signed_grant(*, match_test: bool = True, **award: Any) -> SimpleNamespace:
    """The cast with a signed grant, agreements, budget, and the first period open."""
    world = awarded_grant(match_test=match_test, **award)
    clock = world.clock
    world.grant = accept_grant(world.grant, by=world.ls, at=clock())
    partners = {p.organisation.name: p for p in world.grant.partners.select_related("organisation")}
    world.lead = partners["Erhverv Aarhus"]
    world.aarhus = partners["Aarhus Kommune"]
    world.randers = partners["Randers Erhvervsråd"]
    approvers = {
        world.lead.pk: world.lead_pa,
        world.aarhus.pk: world.pa,
        world.randers.pk: world.randers_pa,
    }
    for partner in (world.lead, world.aarhus, world.randers):
        agreement = offer_agreement(
            partner,
            starts_on=world.grant.starts_on,
            ends_on=world.grant.ends_on,
            terms="Standardvilkår",
            by=world.pm,
            at=clock(),
        )
        agreement = sign_agreement_as_partner(agreement, by=approvers[partner.pk], at=clock())
        sign_agreement_as_lead(agreement, by=world.ls, at=clock())
    own = world.grant.budget - world.grant.amount
    version = draft_budget(
        world.grant,
        effective_from=world.grant.starts_on,
        explanation="Første budget",
        amounts=budget_rows(world),
        commitments=[
            Commitment(None, "eu", "cash", world.grant.amount, "Tilsagn"),
            Commitment(world.aarhus, "municipal", "staff_time", own / 2, "Tilsagn fra kommunen"),
            Commitment(world.randers, "private", "cash", own - own / 2, "Tilsagn fra medlemmer"),
        ],
        by=world.pm,
        at=clock(),
    )
    propose_budget(version, by=world.pm, at=clock())
    world.budget = approve_budget(version, on=dt.date(2012, 2, 1), by=world.ma, at=clock())
    world.indicator = set_indicator(
        world.grant,
        number=1,
        code="participants",
        name_da="Deltagere i aktiviteter",
        name_en="Participants in activities",
        unit_da="personer",
        unit_en="persons",
        count_rule="Hver person tæller én gang pr. periode.",
        source="Deltagerlister",
        by_sex=True,
        target=4000,
        by=world.pm,
        at=clock(),
    )
    world.periods = lay_out_periods(world.grant, by=world.pm, at=clock())
    clock.move_to(2012, 3, 1)
    world.period = open_period(world.periods[0], by=world.pm, at=clock())
    world.employee = hire_employee(
        organisation=world.organisations["aarhus"],
        staff_id="A01",
        name="Em",
        user=world.em,
        superior=world.pa,
        fte_pct=Decimal("100"),
        month_hours=Decimal("160.33"),
        employed_from=dt.date(2010, 1, 1),
        by=world.pa,
        at=clock(),
    )
    world.grant = Grant.objects.get(pk=world.grant.pk)
    return world
