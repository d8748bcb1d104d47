"""Who is in the demo: the lead, seven consortia, the authorities, and everybody in their seats.

Log-ins are roles; the names are made up, so that papers look as they will. Organisations and their
CVR numbers are public facts; amounts are demo data.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from consortium.actions.people import create_person
from consortium.models import User
from consortium.rules.roles import Role
from grants.actions.seats import appoint
from partners.actions.organisations import hire_employee, register_organisation
from partners.models import Employee, Organisation
from reporting.management.demo.clock import Clock

REF = "003"
PASSWORD = "konsortium-demo"  # noqa: S105 - the demo's, printed beside the address
DOMAIN = "konsortium.example"

MUNICIPAL, PRIVATE = Organisation.MUNICIPAL, Organisation.PRIVATE

# key, consortium, organisation, CVR, sector, VAT recovered
PARTNERS = [
    ("lead", "Erhverv Aarhus", "Erhverv Aarhus", "", Organisation.PUBLIC_LIKE, "0"),
    ("aarhus", "Aarhus", "Aarhus Kommune", "55133018", MUNICIPAL, "100"),
    ("randers", "Randers", "Randers Kommune", "29189668", MUNICIPAL, "100"),
    ("silkeborg", "Silkeborg", "Silkeborg Kommune", "29189641", MUNICIPAL, "100"),
    ("horsens", "Horsens-Hedensted", "Horsens Kommune", "29189889", MUNICIPAL, "100"),
    ("viborg", "Viborg-Skive", "Viborg Kommune", "29189846", MUNICIPAL, "100"),
    ("ringkobing", "Ringkøbing-Skjern", "Ringkøbing Fjord Erhvervsråd", "", PRIVATE, "0"),
    ("lemvig", "Lemvig", "Lemvig Kommune", "29189935", MUNICIPAL, "100"),
]
OTHERS = [
    ("funder", "EBST", "Erhvervs- og Byggestyrelsen", "", Organisation.STATE, "0"),
    (
        "region",
        "Region Midtjylland",
        "Region Midtjylland",
        "29190925",
        Organisation.REGIONAL,
        "100",
    ),
    ("audit", "Revisor", "Revisionshuset (demo)", "", PRIVATE, "100"),
    ("control", "Ekstern kontrol", "Ekstern kontrol (demo)", "", PRIVATE, "100"),
]
# log-in, name, role, organisation, has a seat on the grant
SEATS = [
    ("lead", "Anne Holm", Role.PM, "lead", True),
    ("controller", "Jens Bach", Role.LC, "lead", True),
    ("controller2", "Karin Friis", Role.LC, "control", True),
    ("signatory", "Erik Lundgaard", Role.LS, "lead", True),
    ("auditor", "Birgitte Toft", Role.AU, "audit", True),
    ("readonly", "Søren Kjær", Role.RO, "audit", True),
    ("funder", "Hanne Vestergaard", Role.MA, "funder", True),
    ("region", "Poul Krogh", Role.RG, "region", True),
    ("admin", "Administrator", Role.AD, "lead", True),
]
# By the place of the partner: who enters its costs, and who approves them.
REPORTERS = [
    "Lise Dam",
    "Mads Overgaard",
    "Tina Bjerre",
    "Ole Skov",
    "Gitte Lund",
    "Kim Østergaard",
    "Rikke Hald",
    "Bent Thorup",
]
APPROVERS = [
    "Ulla Winther",
    "Henrik Damgaard",
    "Jette Brandt",
    "Torben Ravn",
    "Susanne Bak",
    "Flemming Juul",
    "Inge Bisgaard",
    "Niels Aagaard",
]
# The employees of all partners: each first name with the surname of its partner's row.
FIRST_NAMES = ["Mette", "Peter", "Louise", "Thomas", "Camilla"]
SURNAMES = [
    "Sørensen",
    "Pedersen",
    "Christensen",
    "Larsen",
    "Rasmussen",
    "Jørgensen",
    "Madsen",
    "Kristensen",
]
# What print_logins shows: one log-in per role.
LOGINS = [
    ("lead", "PM"),
    ("controller", "LC"),
    ("controller2", "LC"),
    ("signatory", "LS"),
    ("aarhus", "PU"),
    ("aarhus.approver", "PA"),
    ("aarhus.01", "EM"),
    ("auditor", "AU"),
    ("readonly", "RO"),
    ("funder", "MA"),
    ("region", "RG"),
    ("admin", "AD"),
]
EMPLOYEES_PER_PARTNER = 5


@dataclass
class People:
    """Everybody, by the keys above."""

    users: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    employees: dict[str, list[Employee]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> User:
        return self.users[key]

    def approver_of(self, organisation_id: int) -> User:
        """The partner approver of an organisation."""
        for key, organisation in self.organisations.items():
            if organisation.pk == organisation_id:
                return self.users[f"{key}.approver"]
        raise KeyError(organisation_id)


def gather(clock: Clock) -> People:
    """Register the organisations and give everybody a seat."""
    people = People()
    admin = User.objects.create_superuser(
        f"admin@{DOMAIN}", PASSWORD, name="Administrator", language="da"
    )
    people.users["admin"] = admin
    for key, short, name, cvr, sector, vat in PARTNERS + OTHERS:
        people.organisations[key] = register_organisation(
            name=name,
            short_name=short,
            cvr=cvr,
            sector=sector,
            vat_recovery_pct=Decimal(vat),
            vat_documented=True,
            by=admin,
            at=clock(),
        )
    for login, name, role, organisation, on_grant in SEATS:
        _seat(people, clock, login, f"{name}", role, organisation, on_grant)
    for row, (key, *_rest) in enumerate(PARTNERS):
        login = key if key != "lead" else "lead.reporter"
        _seat(people, clock, login, REPORTERS[row], Role.PU, key, False)
        _seat(people, clock, f"{key}.approver", APPROVERS[row], Role.PA, key, False)
        people.employees[key] = [
            _hire(people, clock, key, place, _name_of(row, place))
            for place in range(EMPLOYEES_PER_PARTNER)
        ]
    return people


def _seat(
    people: People, clock: Clock, login: str, name: str, role: Role, key: str, on_grant: bool
) -> None:
    admin = people["admin"]
    if login not in people.users:
        named = any(login == shown for shown, _role in LOGINS)
        people.users[login] = create_person(
            email=f"{login}@{DOMAIN}",
            name=name,
            language="da",
            password=PASSWORD if named else None,
            by=admin,
            at=clock(),
        )
    appoint(
        user=people.users[login],
        role=role,
        organisation=people.organisations[key],
        grant_ref=REF if on_grant else "",
        starts_on=dt.date(2011, 11, 1),
        by=admin,
        at=clock(),
    )


def _name_of(row: int, place: int) -> str:
    """No two of the forty bear the same name."""
    return f"{FIRST_NAMES[place]} {SURNAMES[(row + place) % len(SURNAMES)]}"


def _hire(people: People, clock: Clock, key: str, place: int, name: str) -> Employee:
    number = place + 1
    login = f"{key}.{number:02d}"
    _seat(people, clock, login, name, Role.EM, key, False)
    return hire_employee(
        organisation=people.organisations[key],
        staff_id=f"{key[:3].upper()}{number:02d}",
        name=name,
        user=people.users[login],
        superior=people.users[f"{key}.approver"],
        fte_pct=Decimal("100") if place < 3 else Decimal("80"),
        month_hours=Decimal("160.33") if place < 3 else Decimal("128.26"),
        employed_from=dt.date(2009, 1, 1),
        by=people.users[f"{key}.approver"],
        at=clock(),
    )
