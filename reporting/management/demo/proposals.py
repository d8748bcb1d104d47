"""The political proposals 000 and 002 in the demo, with every target that they name.

The words and targets are the documents' own, kept in `fixtures/proposals_000_002.json`. They end
with the proposal: that 002 was adopted, and what its pilot has reached so far, is demo data.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from consortium.models import User
from consortium.rules.roles import Role
from grants.actions.proposal_parts import add_proposal_row, note_reached
from grants.actions.proposals import adopt_proposal, draft_proposal, put_forward, start_pilot
from grants.actions.seats import appoint
from grants.models import PromisedTarget, Proposal, ProposalPart
from grants.rules.proposals import ProposalFacts
from partners.models import Organisation
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People

DATA = Path(settings.BASE_DIR) / "fixtures" / "proposals_000_002.json"
SEATS = (
    ("lead", Role.PM, "lead"),
    ("signatory", Role.LS, "lead"),
    ("controller", Role.LC, "lead"),
    ("municipality", Role.MU, "aarhus"),
    ("auditor", Role.AU, "audit"),
    ("readonly", Role.RO, "audit"),
    ("funder", Role.MA, "funder"),
)
FIGURES = ("minimum", "maximum")
# By the target's number: what the first nine months of the pilot have shown. Demo data.
REACHED = (
    (1, "34", "Deltagerlisten pr. 1.10.2026"),
    (2, "28", "Mentorlisten pr. 1.10.2026"),
    (3, "4", "Forløbsplanen for hold 1 og 2"),
)


def political_proposals(people: People, today: Clock) -> list[Proposal]:
    """000 is put forward without an amount; 002 is a pilot that waits for its decision point."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    for row in told:
        _take_seats(people, row["ref"], today)
    clock = Clock(dt.date(2025, 8, 18))
    found = [write_proposal(row, people["lead"], people.organisations, clock) for row in told]
    for proposal in found:
        put_forward(proposal, by=people["lead"], at=clock())
    _pilot(people, found[1], clock)
    return found


def write_proposal(
    row: dict[str, Any], by: User, organisations: dict[str, Organisation], clock: Any
) -> Proposal:
    """One proposal as its document tells it, as a draft."""
    facts = dict(row["facts"])
    if "amount" in facts:
        facts["amount"] = Decimal(facts["amount"])
    told: dict[str, Any] = {"by": by}
    proposal = draft_proposal(
        ProposalFacts(**facts),
        ref=row["ref"],
        organisation=organisations["lead"],
        **told,
        at=clock(),
    )
    for party in row["parties"]:
        given = {**party, "organisation": organisations.get(party.get("organisation", ""))}
        add_proposal_row(proposal, "party", **given, **told, at=clock())
    parts: dict[int | None, ProposalPart | None] = {None: None}
    for number, part in enumerate(row["parts"], start=1):
        parts[number] = add_proposal_row(proposal, "part", **part, **told, at=clock())
    for target in row["targets"]:
        given = {**target, "part": parts[target.get("part")]}
        given |= {name: Decimal(target[name]) for name in FIGURES if name in target}
        add_proposal_row(proposal, "target", **given, **told, at=clock())
    return proposal


def _pilot(people: People, proposal: Proposal, clock: Clock) -> None:
    clock.move_to(dt.date(2025, 10, 9))
    proposal = adopt_proposal(
        proposal,
        body="Aarhus Byråd",
        decided_on=dt.date(2025, 10, 9),
        reason="Vedtaget med budgettet for 2026 som et etårigt pilotprojekt (demodata).",
        by=people["municipality"],
        at=clock(),
    )
    clock.move_to(dt.date(2026, 1, 5))
    starts_on = dt.date(2026, 1, 1)
    start_pilot(proposal, starts_on=starts_on, by=people["signatory"], at=clock())
    clock.move_to(dt.date(2026, 10, 1))
    for number, value, source in REACHED:
        target = PromisedTarget.objects.select_related("proposal").get(
            proposal=proposal, number=number
        )
        note_reached(
            target,
            on=dt.date(2026, 10, 1),
            value=Decimal(value),
            source=source,
            by=people["lead"],
            at=clock(),
        )


def _take_seats(people: People, ref: str, clock: Clock) -> None:
    for login, role, organisation in SEATS:
        appoint(
            user=people[login],
            role=role,
            organisation=people.organisations[organisation],
            grant_ref=ref,
            starts_on=dt.date(2011, 11, 1),
            by=people["admin"],
            at=clock(),
        )
