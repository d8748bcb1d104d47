"""A political proposal: drafted, put forward, decided, tried and taken into operation (6.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import forget_actor
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from consortium.rules.roles import Role
from consortium.rules.spans import add_months
from consortium.rules.states import advance
from grants.actions.seats import sync_seats
from grants.models import Proposal, ProposalDecision
from grants.queries.measures import next_number
from grants.queries.proposals import compared, promised
from grants.rules import proposals as rules
from grants.rules.proposal_states import PROPOSAL
from grants.rules.proposals import FACTS, WORDS, ProposalFacts
from partners.models import Membership, Organisation

# A decision that moves no state: the money of what was adopted without any.
AMOUNT_SET = "set_amount"


class ProposalRefused(Refused):
    """The proposal cannot be made, decided or continued like this."""

    code = "PROPOSAL_REFUSED"


@action
def draft_proposal(
    facts: ProposalFacts, *, ref: str, organisation: Organisation, by: Any, at: dt.datetime
) -> Proposal:
    """Begin a proposal; *by* sits as project manager of *ref* in the *organisation*."""
    _must_manage(by, organisation, ref)
    if Proposal.objects.filter(ref=ref).exists():
        raise ProposalRefused.because(
            _("There is a proposal %(ref)s already; change that one."), subject="ref", ref=ref
        )
    refuse_if(rules.check_facts(facts), ProposalRefused)
    proposal = Proposal(ref=ref, organisation=organisation)
    _fill(proposal, facts)
    sync_seats(ref)
    forget_actor(by)
    record("proposal.drafted", proposal, chain=ref, after=asdict(facts))
    return proposal


@action
def change_proposal(
    proposal: Proposal,
    facts: ProposalFacts,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> Proposal:
    """Change the words of a draft."""
    proposal = draft_of(proposal, by)
    must_be_unchanged(proposal, edited_from, chain=proposal.ref)
    refuse_if(rules.check_facts(facts), ProposalRefused)
    before = {name: getattr(proposal, name) for name in FACTS}
    _fill(proposal, facts)
    record("proposal.changed", proposal, chain=proposal.ref, before=before, after=asdict(facts))
    return proposal


@action
def put_forward(proposal: Proposal, *, by: Any, at: dt.datetime) -> Proposal:
    """Put the draft before those who decide; its words and targets are locked from here on."""
    proposal = locked(proposal)
    must(by, C.PLAN_PROJECT, proposal)
    roles = list(proposal.parties.values_list("role", flat=True))
    ready = rules.Ready(
        proposal.text,
        proposal.parts.count(),
        sum(role in (rules.PROPOSER, rules.LEAD) for role in roles),
        len(promised(compared(proposal))),
    )
    refuse_if(rules.check_ready(ready), ProposalRefused)
    _move(proposal, "propose", "proposal.put_forward")
    return proposal


@action
def take_proposal_back(proposal: Proposal, *, reason: str, by: Any, at: dt.datetime) -> Proposal:
    """Mend a proposal that nobody has decided yet."""
    proposal = locked(proposal)
    must(by, C.PLAN_PROJECT, proposal)
    _must_say_why(reason)
    _move(proposal, "take_back", "proposal.taken_back")
    return proposal


@action
def adopt_proposal(
    proposal: Proposal,
    *,
    body: str,
    decided_on: dt.date,
    amount: Decimal | None = None,
    reason: str = "",
    by: Any,
    at: dt.datetime,
) -> Proposal:
    """Adopt it; *amount* is what is set aside, where that is another than was proposed."""
    proposal = locked(proposal)
    must(by, C.DECIDE_AS_MUNICIPALITY, proposal)
    if amount is not None:
        _must_be_above_zero(amount)
    _must_be_decided(body, decided_on, at)
    proposal.amount = proposal.amount if amount is None else amount
    _move(proposal, "adopt", "proposal.adopted", amount=proposal.amount)
    _decision(proposal, "adopt", body, decided_on, reason, by, at)
    return proposal


@action
def reject_proposal(
    proposal: Proposal, *, body: str, decided_on: dt.date, reason: str, by: Any, at: dt.datetime
) -> Proposal:
    """Say no to it, and why."""
    proposal = locked(proposal)
    must(by, C.DECIDE_AS_MUNICIPALITY, proposal)
    _must_say_why(reason)
    _must_be_decided(body, decided_on, at)
    _move(proposal, "reject", "proposal.rejected")
    _decision(proposal, "reject", body, decided_on, reason, by, at)
    return proposal


@action
def set_amount_aside(
    proposal: Proposal,
    *,
    amount: Decimal,
    body: str,
    decided_on: dt.date,
    reason: str = "",
    by: Any,
    at: dt.datetime,
) -> Proposal:
    """Set the amount of a proposal that was adopted without one; once, and by a decision."""
    proposal = locked(proposal)
    must(by, C.DECIDE_AS_MUNICIPALITY, proposal)
    if proposal.state != "adopted" or proposal.amount is not None:
        raise ProposalRefused.because(
            _("An amount is set aside once, for a proposal that was adopted without one."),
            rule="rules 6.3",
            subject="amount",
        )
    _must_be_above_zero(amount)
    _must_be_decided(body, decided_on, at)
    proposal.amount = amount
    proposal.save()
    after = {"amount": amount}
    before = {"amount": None}
    record("proposal.amount_set", proposal, chain=proposal.ref, before=before, after=after)
    _decision(proposal, AMOUNT_SET, body, decided_on, reason, by, at)
    return proposal


@action
def start_pilot(
    proposal: Proposal,
    *,
    starts_on: dt.date,
    months: int | None = None,
    by: Any,
    at: dt.datetime,
    reason: str = "",
) -> Proposal:
    """Begin the pilot; it runs for the *months* that the proposal names, or for those given."""
    proposal = locked(proposal)
    must(by, C.SIGN_AS_LEAD, proposal)
    length: Any = months or proposal.pilot_months
    refuse_if(rules.check_pilot(proposal.amount, length), ProposalRefused)
    proposal.pilot_from = starts_on
    proposal.pilot_to = add_months(starts_on, length) - dt.timedelta(days=1)
    term = {"from": proposal.pilot_from, "to": proposal.pilot_to}
    _move(proposal, "start_pilot", "proposal.pilot_started", **term)
    body = proposal.organisation.name
    _decision(proposal, "start_pilot", body, timezone.localdate(at), reason, by, at)
    return proposal


@action
def put_into_operation(
    proposal: Proposal, *, body: str, decided_on: dt.date, reason: str, by: Any, at: dt.datetime
) -> Proposal:
    """From pilot to operation by what was reached; or at once, where no pilot was asked for."""
    proposal = locked(proposal)
    must(by, C.DECIDE_AS_MUNICIPALITY, proposal)
    _must_be_decided(body, decided_on, at)
    step = "continue_pilot" if proposal.state == "pilot" else "start_operation"
    advance(PROPOSAL, proposal.state, step)
    if step == "continue_pilot":
        refuse_if(rules.check_decision_point(_verdicts(proposal), reason), ProposalRefused)
    else:
        _must_say_why(reason)
        refuse_if(rules.check_amount(proposal.amount), ProposalRefused)
    _move(proposal, step, "proposal.put_into_operation")
    _decision(proposal, step, body, decided_on, reason, by, at)
    return proposal


@action
def end_proposal(
    proposal: Proposal, *, body: str, decided_on: dt.date, reason: str, by: Any, at: dt.datetime
) -> Proposal:
    """End it, after the pilot or after some time in operation."""
    proposal = locked(proposal)
    must(by, C.DECIDE_AS_MUNICIPALITY, proposal)
    _must_say_why(reason)
    _must_be_decided(body, decided_on, at)
    step = "end_pilot" if proposal.state == "pilot" else "end"
    advance(PROPOSAL, proposal.state, step)
    if step == "end_pilot":
        refuse_if(rules.check_decision_point(_verdicts(proposal), reason), ProposalRefused)
    _move(proposal, step, "proposal.ended")
    _decision(proposal, step, body, decided_on, reason, by, at)
    return proposal


def draft_of(proposal: Proposal, by: Any) -> Proposal:
    """The proposal, locked, that its project manager may still write in."""
    proposal = locked(proposal)
    must(by, C.PLAN_PROJECT, proposal)
    if proposal.state != "draft":
        raise ProposalRefused.because(
            _("%(ref)s has been put forward; take it back before you change it."),
            rule="rules 6.3",
            ref=proposal.ref,
        )
    return proposal


def locked(proposal: Proposal) -> Proposal:
    """The proposal's row, locked until the action ends."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=proposal.pk)


def _fill(proposal: Proposal, facts: ProposalFacts) -> None:
    for name in FACTS:
        value = getattr(facts, name)
        setattr(proposal, name, value.strip() if name in WORDS else value)
    proposal.save()


def _move(proposal: Proposal, step: str, verb: str, **after: Any) -> None:
    before = proposal.state
    proposal.state = advance(PROPOSAL, before, step)
    proposal.save()
    told = {"state": proposal.state, **after}
    record(verb, proposal, chain=proposal.ref, before={"state": before}, after=told)


def _decision(
    proposal: Proposal,
    step: str,
    body: str,
    decided_on: dt.date,
    reason: str,
    by: Any,
    at: dt.datetime,
) -> None:
    """Keep what was decided, beside what had been reached by then."""
    ProposalDecision.objects.create(
        proposal=proposal,
        number=next_number(proposal.decisions.all()),
        step=step,
        body=body.strip(),
        decided_on=decided_on,
        reason=reason.strip(),
        reached=[_kept(one) for one in promised(compared(proposal))],
        noted_by=by,
        noted_at=at,
    )


def _kept(one: Any) -> dict[str, Any]:
    target, figure = one.target, one.figure
    return {
        "target": target.text,
        "kind": target.kind,
        "minimum": _text(target.minimum),
        "maximum": _text(target.maximum),
        "in_all": _text(one.in_all),
        "reached": _text(figure.value) if figure else None,
        "year": figure.year if figure else None,
        "verdict": one.verdict.code,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _verdicts(proposal: Proposal) -> dict[str, Any]:
    return {one.target.text: one.verdict for one in promised(compared(proposal))}


def _must_be_above_zero(amount: Decimal) -> None:
    if amount <= 0:
        raise ProposalRefused.because(
            _("An amount is above zero. Where the document names none, leave it empty."),
            subject="amount",
        )


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise ProposalRefused.because(
            _("Give the reason; whoever reads the decision later asks for it."),
            rule="rules 6.3",
            subject="reason",
        )


def _must_be_decided(body: str, decided_on: dt.date, at: dt.datetime) -> None:
    if not body.strip():
        raise ProposalRefused.because(
            _("Say which body has decided."), rule="rules 6.3", subject="body"
        )
    if decided_on > timezone.localdate(at):
        raise ProposalRefused.because(
            _("A decision is noted when it is made, not for %(day)s."),
            rule="rules 6.3",
            subject="decided_on",
            day=decided_on,
        )


def _must_manage(by: Any, organisation: Organisation, ref: str) -> None:
    seat = Membership.objects.filter(
        user=by, role=Role.PM.value, organisation=organisation, grant_ref=ref, ends_on__isnull=True
    )
    if not seat.exists():
        raise NotAllowed.because(
            _("%(person)s has no seat as project manager of %(ref)s in %(lead)s."),
            rule="rules 3.0",
            person=str(by),
            ref=ref,
            lead=organisation.name,
        )
