"""A political proposal on the project's own reference, with one row of every kind."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from grants.actions.proposal_parts import add_proposal_row, note_reached
from grants.actions.proposals import draft_proposal, put_forward
from grants.models import Proposal, ProposalDecision
from grants.rules.proposals import ProposalFacts


def keep_proposal(world: SimpleNamespace) -> None:
    """Put forward, so that everybody with a seat sees it; `world.proposal`."""
    facts = ProposalFacts("Mentorprogram", text="Vi foreslår det.", amount=Decimal(1000))
    told: dict[str, Any] = {"by": world.pm, "at": world.clock()}
    organisation = world.grant.lead
    proposal = draft_proposal(facts, ref=world.ref, organisation=organisation, **told)
    add_proposal_row(proposal, "party", role="proposer", name="Et parti", **told)
    add_proposal_row(proposal, "measure", text="En indsats", **told)
    part = add_proposal_row(proposal, "part", title="En del", text="Gør det.", **told)
    count: dict[str, Any] = {"kind": "count", "minimum": Decimal(10)}
    add_proposal_row(proposal, "target", part=part, text="Deltagere", **count, **told)
    world.proposal = put_forward(proposal, by=world.pm, at=world.clock())


def decided_proposal(world: SimpleNamespace) -> Proposal:
    """The same one adopted, with a decision and a figure: the rows that stay as they are."""
    at = world.clock()
    proposal: Proposal = world.proposal
    Proposal.objects.filter(pk=proposal.pk).update(state="adopted")
    ProposalDecision.objects.create(
        proposal=proposal,
        number=1,
        step="adopt",
        body="Byrådet",
        decided_on=at.date(),
        noted_by=world.pm,
        noted_at=at,
    )
    note_reached(
        proposal.targets.get(),
        on=at.date(),
        value=Decimal(9),
        source="Listen",
        by=world.pm,
        at=at,
    )
    return proposal
