"""What a proposal becomes without retyping: an application for a grant, or an agreement (6.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Breach, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from grants.actions.agreed_parts import add_part
from grants.actions.applications import draft_application
from grants.actions.municipal import draft_municipal_agreement
from grants.actions.proposals import ProposalRefused, locked
from grants.models import (
    Application,
    Area,
    Fund,
    Grant,
    MunicipalAgreement,
    Proposal,
    ProposalPart,
    RuleProfileVersion,
)
from grants.rules import proposals as rules
from grants.rules.promised import PROMISED
from partners.models import Organisation


@action
def apply_with_proposal(
    proposal: Proposal,
    *,
    fund: Fund,
    profile: RuleProfileVersion,
    starts_on: dt.date,
    ends_on: dt.date,
    requested: Decimal | None = None,
    ceiling: Decimal | None = None,
    by: Any,
    at: dt.datetime,
) -> Application:
    """Draft the application: title, words, amount and partners are the proposal's own."""
    proposal = locked(proposal)
    must(by, C.PLAN_PROJECT, proposal)
    refuse_if(_breaches(proposal), ProposalRefused)
    if proposal.application_id:
        raise ProposalRefused.because(
            _("%(ref)s has become an application already."), rule="rules 6.3", ref=proposal.ref
        )
    refuse_if(rules.check_amount(proposal.amount), ProposalRefused)
    amount: Any = proposal.amount
    application = draft_application(
        ref=proposal.ref,
        title=proposal.title,
        fund=fund,
        profile=profile,
        lead=proposal.organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        ceiling=ceiling or amount,
        budget=amount,
        requested=requested or amount,
        summary=words_of(proposal),
        partners=_partners(proposal),
        by=by,
        at=at,
    )
    proposal.application = application
    proposal.save()
    after = {"application": application.ref, "budget": amount}
    record("proposal.applied_with", proposal, chain=proposal.ref, after=after)
    return application


@action
def agree_on_proposal(
    proposal: Proposal, grant: Grant, *, by: Any, at: dt.datetime
) -> MunicipalAgreement:
    """Put it into the draft of a municipal agreement: each part an area with its targets (001)."""
    proposal = locked(proposal)
    must(by, C.PLAN_PROJECT, proposal)
    refuse_if(_breaches(proposal), ProposalRefused)
    if proposal.agreement_id:
        raise ProposalRefused.because(
            _("%(ref)s stands in an agreement already."), rule="rules 6.3", ref=proposal.ref
        )
    agreement = MunicipalAgreement.objects.filter(grant=grant).first()
    if agreement is None:
        agreement = draft_municipal_agreement(
            grant,
            background=proposal.background,
            purpose=proposal.text,
            decision=_decided(proposal),
            by=by,
            at=at,
        )
    told: dict[str, Any] = {"by": by, "at": at}
    areas = _areas(proposal, agreement, told)
    if (
        proposal.amount is not None
        and len(areas) == 1
        and grant.starts_on.year == grant.ends_on.year
    ):
        # With one area and one year there is nothing to divide.
        term: dict[str, Any] = {
            "starts_on": grant.starts_on,
            "ends_on": grant.ends_on,
            "year": grant.ends_on.year,
        }
        add_part(agreement, "amount", area=areas[0], amount=proposal.amount, **term, **told)
    proposal.agreement = agreement
    proposal.save()
    after = {"agreement": grant.ref, "areas": len(areas)}
    record("proposal.agreed_on", proposal, chain=proposal.ref, after=after)
    return agreement


def _areas(proposal: Proposal, agreement: MunicipalAgreement, told: dict[str, Any]) -> list[Area]:
    """An area for each part with its targets; one more for targets that belong to no part."""
    areas = []
    parts: list[ProposalPart | None] = list(proposal.parts.all())
    loose = proposal.targets.filter(part=None, level=PROMISED).exists()
    for part in [*parts, *([None] if loose or not parts else [])]:
        area = add_part(
            agreement,
            "area",
            title=(part or proposal).title[:160],
            background=_area_words(proposal, part),
            **told,
        )
        _targets(proposal, part, agreement, area, told)
        areas.append(area)
    return areas


def words_of(proposal: Proposal) -> str:
    """The proposal's words in one text: background, what is proposed, part by part."""
    said = [proposal.background, proposal.text]
    for part in proposal.parts.all():
        said += [part.title, part.background, part.text]
    return "\n\n".join(text for text in said if text.strip())


def _breaches(proposal: Proposal) -> list[Breach]:
    if proposal.state in rules.WANTED:
        return []
    message = _("Only what has been adopted becomes an agreement or an application.")
    return [Breach("NOT_WANTED", message, "", {}, "rules 6.3")]


def _decided(proposal: Proposal) -> str:
    adopted = proposal.decisions.filter(step="adopt").first()
    return f"{proposal}: {adopted.body}, {adopted.decided_on:%d.%m.%Y}" if adopted else ""


def _partners(proposal: Proposal) -> list[Organisation]:
    rows = proposal.parties.filter(role__in=(rules.LEAD, rules.POSSIBLE))
    named = rows.exclude(organisation=None).select_related("organisation")
    partners = {row.organisation.pk: row.organisation for row in named if row.organisation}
    partners.pop(proposal.organisation_id, None)
    return list(partners.values())


def _area_words(proposal: Proposal, part: ProposalPart | None) -> str:
    said = (part.background, part.text) if part else (proposal.background, proposal.text)
    return "\n\n".join(text for text in said if text.strip())


def _targets(
    proposal: Proposal,
    part: ProposalPart | None,
    agreement: MunicipalAgreement,
    area: Area,
    told: dict[str, Any],
) -> None:
    for target in proposal.targets.filter(part=part, level=PROMISED):
        agreed = rules.agreed_target(target.promise, each_year=target.each_year)
        add_part(
            agreement,
            "target",
            area=area,
            text=target.text,
            kind=agreed.kind,
            minimum=agreed.minimum,
            maximum=agreed.maximum,
            unit=target.unit[:40],
            **told,
        )
