"""The proposals 000 and 002 as their documents tell them, with the cast in their seats."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from types import SimpleNamespace

from consortium.rules.roles import Role
from grants.actions.proposal_parts import note_reached
from grants.actions.proposals import adopt_proposal, put_forward, start_pilot
from grants.actions.seats import appoint
from grants.models import PromisedTarget, Proposal
from reporting.management.demo.proposals import DATA, write_proposal
from tests.cast import SEATS, people_and_organisations, person

REFS = ("P-000", "P-002")


def drafted_proposals() -> SimpleNamespace:
    """Both as drafts, filled from `fixtures/proposals_000_002.json`."""
    world = people_and_organisations(REFS[0])
    world.mu = person("politician", world.clock, world.ad)
    for ref in REFS:
        seats = [("mu", Role.MU, "aarhus")]
        if ref != REFS[0]:
            seats += [(name, *seat[:2]) for name, seat in SEATS.items() if seat[2]]
        for name, role, organisation in seats:
            appoint(
                user=getattr(world, name),
                role=role,
                organisation=world.organisations[organisation],
                grant_ref=ref,
                starts_on=dt.date(2012, 1, 1),
                by=world.ad,
                at=world.clock(),
            )
    told = json.loads(DATA.read_text(encoding="utf-8"))
    world.proposals = [
        write_proposal({**row, "ref": ref}, world.pm, world.organisations, world.clock)
        for row, ref in zip(told, REFS, strict=True)
    ]
    world.p000, world.p002 = world.proposals
    return world


def pilot_proposal() -> SimpleNamespace:
    """002 adopted, and its pilot of 2012 begun; nothing has been told of it yet."""
    world = drafted_proposals()
    world.p002 = put_forward(world.p002, by=world.pm, at=world.clock())
    day = world.clock().date()
    world.p002 = adopt_proposal(
        world.p002, body="Aarhus Byråd", decided_on=day, by=world.mu, at=world.clock()
    )
    world.p002 = start_pilot(
        world.p002, starts_on=dt.date(2012, 2, 1), by=world.ls, at=world.clock()
    )
    return world


def target(proposal: Proposal, number: int) -> PromisedTarget:
    """One target by its number."""
    return PromisedTarget.objects.select_related("proposal").get(proposal=proposal, number=number)


def reach(world: SimpleNamespace, proposal: Proposal, number: int, value: str, **more) -> None:
    """Note what was reached of a target."""
    note_reached(
        target(proposal, number),
        on=world.clock().date(),
        value=Decimal(value),
        source="Deltagerlisten",
        by=world.pm,
        at=world.clock(),
        **more,
    )
