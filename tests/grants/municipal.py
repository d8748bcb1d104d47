"""The agreement of 001 in the tests: Aarhus Kommune and Erhverv Aarhus, 2023 and 2024."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from consortium.rules.roles import Role
from grants.actions.addenda import note_fault
from grants.actions.agreed_parts import add_part
from grants.actions.applications import ask_for_support, draft_application, submit_application
from grants.actions.awards import award_grant
from grants.actions.grants import accept_grant
from grants.actions.municipal import (
    draft_municipal_agreement,
    sign_as_municipality,
    sign_as_operator,
)
from grants.actions.seats import appoint
from grants.models import Fund, MunicipalAgreement, RuleProfileVersion
from tests.cast import SEATS, people_and_organisations, person

GLN = "5790000418640"
REF = "M-001"
# C27: the areas that are described, and what each is given by year.
AREAS = (
    ("a", "Efter- og videreuddannelse", {2023: "250000.00"}),
    ("b", "Særlig indsats for SMV'er", {2023: "250000.00"}),
    ("c", "Fejring af virksomheder", {2023: "100000.00"}),
    ("d", "International arbejdskraft", {2023: "500000.00", 2024: "500000.00"}),
)
BODIES = ("Borgmesterens Afdeling", "Erhvervskontaktudvalget", "Økonomiudvalget")


def municipal_grant(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """The cast around a municipality's grant of 1,600,000 that the lead has accepted.

    In a *world* that is there already its people take seats on this grant too.
    """
    seats = [] if world is None else [(name, *seat[:2]) for name, seat in SEATS.items() if seat[2]]
    world = world or people_and_organisations(REF)
    clock, orgs = world.clock, world.organisations
    world.mu = person("mu", clock, world.ad)
    for name, role, organisation in [("mu", Role.MU, "aarhus"), *seats]:
        appoint(
            user=getattr(world, name),
            role=role,
            organisation=orgs[organisation],
            grant_ref=REF,
            starts_on=dt.date(2012, 1, 1),
            by=world.ad,
            at=clock(),
        )
    clock.move_to(2022, 12, 1)
    total = Decimal("1600000.00")
    application = draft_application(
        ref=REF,
        title="Partnerskabsaftale 2023-2024",
        fund=Fund.objects.get(code="esf"),
        profile=RuleProfileVersion.objects.get(code="municipal-agreement"),
        lead=orgs["lead"],
        starts_on=dt.date(2023, 1, 1),
        ends_on=dt.date(2024, 12, 31),
        ceiling=total,
        budget=total,
        requested=total,
        summary="",
        partners=[],
        by=world.pm,
        at=clock(),
    )
    ask_for_support(application, by=world.pm, at=clock())
    application = submit_application(application, by=world.ls, at=clock())
    grant = award_grant(
        application,
        amount=total,
        budget=total,
        offered_on=dt.date(2022, 12, 1),
        journal_no="",
        overrides={},
        by=world.ma,
        at=clock(),
    )
    world.grant = accept_grant(grant, by=world.ls, at=clock())
    return world


def drafted_agreement(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """The whole tree of C27 as a draft."""
    world = municipal_grant(world)
    agreement = draft_municipal_agreement(
        world.grant,
        basis_plan="Erhvervsplan 2020-23",
        by=world.pm,
        at=world.clock(),
    )
    world.agreement = agreement
    write = {"by": world.pm}
    for role, organisation in (("operator", "lead"), ("municipality", "aarhus")):
        add_part(
            agreement,
            "party",
            role=role,
            organisation=world.organisations[organisation],
            street="Rådhuspladsen 2",
            postcode="8000",
            city="Aarhus C",
            gln=GLN if role == "municipality" else "",
            signs_as="Borgmester" if role == "municipality" else "Formand",
            **write,
            at=world.clock(),
        )
    for name in BODIES:
        add_part(agreement, "body", name=name, **write, at=world.clock())
    world.areas = {}
    for letter, title, years in AREAS:
        area = add_part(agreement, "area", letter=letter, title=title, **write, at=world.clock())
        world.areas[letter] = area
        add_part(agreement, "activity", area=area, title=title, **write, at=world.clock())
        for year, amount in years.items():
            add_part(
                agreement,
                "amount",
                area=area,
                year=year,
                amount=Decimal(amount),
                starts_on=dt.date(year, 1, 1),
                ends_on=dt.date(year, 12, 31),
                **write,
                at=world.clock(),
            )
    _targets(world)
    note_fault(
        agreement,
        place="Afsnit 4 og 6",
        fault="Halvårlige møder i afsnit 4, kvartalsvise i afsnit 6.",
        decision="Vi mødes hvert kvartal.",
        by=world.pm,
        at=world.clock(),
    )
    return world


def _targets(world: SimpleNamespace) -> None:
    rows = (
        ("Coffee Morning", "per_year", "12", None),
        ("Engelsksprogede arrangementer", "per_year", "5", "6"),
        ("Ny hjemmeside som portal", "text", None, None),
    )
    for text, kind, least, most in rows:
        add_part(
            world.agreement,
            "target",
            area=world.areas["d"],
            text=text,
            kind=kind,
            minimum=Decimal(least) if least else None,
            maximum=Decimal(most) if most else None,
            unit="arrangementer" if least else "",
            by=world.pm,
            at=world.clock(),
        )


def signed_agreement(world: SimpleNamespace | None = None) -> SimpleNamespace:
    """The agreement signed by both, with its ten instalments; early 2023."""
    world = drafted_agreement(world)
    world.clock.move_to(2022, 12, 20)
    agreement = sign_as_operator(world.agreement, by=world.ls, at=world.clock())
    sign_as_municipality(agreement, by=world.mu, at=world.clock())
    world.agreement = MunicipalAgreement.objects.select_related("grant").get(pk=agreement.pk)
    world.clock.move_to(2023, 1, 10)
    return world
