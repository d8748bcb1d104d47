"""A claim on the fund, from the project manager's draft to the funder's decision (rules.md 2.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows, change_rows
from consortium.rules.hashing import digest
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import Grant, ReportingPeriod
from reporting.actions.certificates import FundOverPublic
from reporting.actions.flat_rates import book_flat_rates, drop_flat_rates
from reporting.actions.in_force import must_be_in_force
from reporting.actions.telling import tell_of_claim
from reporting.models import (
    Claim,
    ClaimShare,
    CoFinancingContribution,
    Expenditure,
    Revenue,
)
from reporting.queries.claim_faults import blocking_answers
from reporting.queries.claims import (
    Figures,
    claim_content,
    claim_figures,
    claimable_contributions,
    claimable_costs,
    claimable_revenue,
    missing_partners,
    share_caps,
    split_by_cost,
    split_weights,
    waiting_corrections,
)
from reporting.queries.parking import blocks_final
from reporting.queries.public_expenditure import public_breaches
from reporting.rules.states import CLAIM, CONTRIBUTION, EXPENDITURE

FAULTS_NAMED = 20
LIMIT_FIELDS = ("limit_1", "limit_2", "limit_3", "limit_4", "limit_5")


class ClaimOverCeiling(Refused):
    """Another claim has taken the room since this one was built."""

    code = "CLAIM_OVER_CEILING"


class ClaimRefused(Refused):
    """The claim cannot take this step; the breach says why."""

    code = "CLAIM_REFUSED"


class ReportsMissing(Refused):
    """Partners whose report of the period has not been verified."""

    code = "REPORTS_MISSING"


class ChecksFail(Refused):
    """A check that the claim rests on has found faulty rows."""

    code = "CHECKS_FAIL"


class ParkedLines(Refused):
    """The final claim settles everything, and a parked line is not settled."""

    code = "PARKED_LINES"


class FourEyes(Refused):
    """Who built or checked a claim does not check or sign it (A-07)."""

    code = "FOUR_EYES"


class HashDiffers(Refused):
    """The claim is not the one that was checked."""

    code = "HASH_DIFFERS"


@action
def build_claim(
    grant: Grant,
    period: ReportingPeriod,
    is_final: bool = False,
    is_advance: bool = False,
    *,
    by: Any,
    at: dt.datetime,
) -> Claim:
    """Gather all verified rows until *period* that no claim holds, and work the claim out."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.BUILD_CLAIM, grant)
    must_be_in_force(grant)
    if period.grant_id != grant.pk:
        raise ClaimRefused.because(
            _("%(grant)s is not in force for that period, so nothing can be claimed."),
            rule="rules 3.0",
            grant=grant.ref,
        )
    _must_be_first_final(grant, is_final)
    claim = Claim.objects.create(
        grant=grant,
        period=period,
        number=_next_number(grant),
        is_final=is_final,
        is_advance=is_advance,
        built_by=by,
    )
    if not is_advance:
        _gather_rows(claim)
        book_flat_rates(grant, claim, by=by, at=at)
    _store(claim)
    record("claim.built", claim, chain=grant.ref, after=told(claim))
    tell_of_claim("claim.built", claim, by=by, at=at)
    return claim


@action
def rebuild_claim(claim: Claim, *, by: Any, at: dt.datetime) -> Claim:
    """Work a draft out again, with the rows that have been verified since."""
    claim = claim_for(claim, by, Capability.BUILD_CLAIM)
    must_be_in_force(claim.grant)
    _must_be_draft(claim)
    before = told(claim)
    if not claim.is_advance:
        release_rows(claim)
        _gather_rows(claim)
        book_flat_rates(claim.grant, claim, by=by, at=at)
    claim.built_by = by
    _store(claim)
    record("claim.rebuilt", claim, chain=claim.grant.ref, before=before, after=told(claim))
    return claim


@action
def drop_claim(claim: Claim, *, by: Any, at: dt.datetime) -> Claim:
    """Throw a draft away; its rows are free for the next claim."""
    claim = claim_for(claim, by, Capability.BUILD_CLAIM)
    _must_be_draft(claim)
    release_rows(claim)
    book_flat_rates(claim.grant, by=by, at=at)
    record("claim.dropped", claim, chain=claim.grant.ref, before=told(claim))
    for share in claim.shares.all():
        share.delete()
    claim.delete()
    return claim


@action
def check_claim(claim: Claim, *, by: Any, at: dt.datetime) -> Claim:
    """The controller checks the claim against the rows and limits of this very moment.

    The lock on the grant makes two controllers take turns, so that two claims that each fit can
    never pass the ceiling together.
    """
    claim = claim_for(claim, by, Capability.CHECK_CLAIM)
    must_be_in_force(claim.grant)
    state = advance(CLAIM, claim.state, "check")
    if by.pk == claim.built_by_id:
        raise FourEyes.because(
            _("%(person)s built the claim, so another controller must check it."),
            rule="A-07",
            person=str(by),
        )
    _must_have_reports(claim)
    refuse_if(blocks_final(claim), ParkedLines)
    # Another claim may have taken an øre of an add-on since this one was built.
    book_flat_rates(claim.grant, claim, by=by, at=at)
    now = claim_figures(claim.grant, claim)
    _must_fit(claim, now)
    _must_pass_checks(claim)
    today = timezone.localdate(at)
    refuse_if(public_breaches(claim, now.result.entitlement, today), FundOverPublic)
    before = told(claim)
    _store(claim, now)
    claim.state, claim.checked_by = state, by
    claim.save()
    record("claim.checked", claim, chain=claim.grant.ref, before=before, after=told(claim))
    audited = claim.period.auditor_required and not claim.is_advance
    tell_of_claim("claim.needs_statement" if audited else "claim.checked", claim, by=by, at=at)
    return claim


def locked_claim(claim: Claim) -> Claim:
    """The claim as it is now; the grant is locked first, since claims of a grant take turns."""
    Grant.objects.select_for_update(no_key=True).get(pk=claim.grant_id)
    return (
        Claim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("grant__lead", "grant__fund", "period")
        .get(pk=claim.pk)
    )


def must_match(claim: Claim) -> None:
    """Refuse unless the stored figures are still the ones that were hashed at the check."""
    if digest(claim_content(claim, list(claim.shares.all()))) != claim.sha256:
        raise HashDiffers.because(
            _("The figures of claim %(number)s are not those that were checked (hash %(sha256)s)."),
            rule="A-27",
            number=claim.number,
            sha256=claim.sha256[:12],
        )


def claim_for(claim: Claim, by: Any, capability: Capability) -> Claim:
    """The locked claim, if *by* holds *capability* on its grant."""
    claim = locked_claim(claim)
    must(by, capability, claim.grant)
    return claim


def told(claim: Claim) -> dict[str, Any]:
    """What an audit event says about *claim*."""
    names = ("number", "state", "entitlement", "claimed_before", "amount", "payable", "sha256")
    return {name: getattr(claim, name) for name in names} | {"binding": claim.binding}


def _must_be_draft(claim: Claim) -> None:
    if claim.state != "draft":
        raise ClaimRefused.because(
            _("Claim %(number)s is “%(state)s”; only a draft can be built again or dropped."),
            rule="W-04",
            number=claim.number,
            state=claim.state,
        )


def _must_be_first_final(grant: Grant, is_final: bool) -> None:
    final = Claim.objects.filter(grant=grant, is_final=True).binding().exists()
    if final:
        raise ClaimRefused.because(
            _("The final claim of %(grant)s has been checked, so nothing more can be claimed."),
            rule="rules 3.0",
            grant=grant.ref,
        )


def _gather_rows(claim: Claim) -> None:
    costs = list(claimable_costs(claim.grant, claim.period))
    contributions = list(claimable_contributions(claim.grant, claim.period))
    revenue = list(claimable_revenue(claim.grant, claim.period))
    rows: list[Expenditure | CoFinancingContribution | Revenue] = [*costs, *contributions, *revenue]
    for row in rows:
        row.claim = claim
    change_rows(costs, Expenditure, ["claim"])
    change_rows(contributions, CoFinancingContribution, ["claim"])
    change_rows(revenue, Revenue, ["claim"])


def release_rows(claim: Claim) -> None:
    """Set the rows of *claim* free for another one; add-ons are then booked anew."""
    costs = list(Expenditure.objects.filter(claim=claim))
    contributions = list(CoFinancingContribution.objects.filter(claim=claim))
    revenue = list(Revenue.objects.filter(claim=claim))
    for cost in costs:
        cost.state, cost.claim = advance(EXPENDITURE, cost.state, "release"), None
    for contribution in contributions:
        contribution.state = advance(CONTRIBUTION, contribution.state, "release")
        contribution.claim = None
    for income in revenue:
        income.claim = None
    change_rows(costs, Expenditure, ["state", "claim"])
    change_rows(contributions, CoFinancingContribution, ["state", "claim"])
    change_rows(revenue, Revenue, ["claim"])
    drop_flat_rates(costs)


def _store(claim: Claim, figures: Figures | None = None) -> None:
    """Write the figures, their limits and the split into *claim*, and hash them (R-12)."""
    now = figures or claim_figures(claim.grant, claim)
    claim.number = _number_of(claim)
    position, result = now.standing.position, now.result
    claim.total_eligible, claim.in_kind, claim.public_support = position.TE, position.IK, position.P
    claim.in_kind_public, claim.other_financing = position.IKpub, position.X
    claim.cancelled = now.terms.cancelled
    claim.rate_numerator = now.terms.rate.numerator
    claim.rate_denominator = now.terms.rate.denominator
    for place, name in enumerate(LIMIT_FIELDS, start=1):
        setattr(claim, name, getattr(result.limits, f"L{place}"))
    claim.binding = ",".join(result.binding)
    claim.entitlement, claim.claimed_before = result.entitlement, now.claimed_before
    claim.amount, claim.unfinanced = now.amount, result.unfinanced
    claim.payable, claim.not_yet_due = now.payable.payment, now.payable.not_yet_due
    claim.new_eligible = now.standing.new
    shares = _store_shares(claim, now)
    claim.sha256 = digest(claim_content(claim, shares))
    claim.save()


def _next_number(grant: Grant) -> int:
    last: int | None = Claim.objects.filter(grant=grant).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _number_of(claim: Claim) -> int:
    """Numbers follow the order in which claims bind: a draft that was overtaken gets a new one."""
    overtaken = Claim.objects.filter(grant=claim.grant, number__gt=claim.number).binding()
    return _next_number(claim.grant) if overtaken.exists() else claim.number


def _store_shares(claim: Claim, now: Figures) -> list[ClaimShare]:
    partners = list(claim.grant.partners.select_related("organisation").order_by("number"))
    for share in claim.shares.all():
        share.delete()
    new, caps = now.standing.new_by_partner, share_caps(claim.grant)
    worked = split_by_cost(claim.amount, partners, split_weights(claim, new), caps)
    rows = [
        ClaimShare(
            claim=claim,
            grant_partner=share.partner,
            eligible=new.get(share.partner.pk, ZERO),
            amount=share.amount,
        )
        for share in worked
    ]
    return add_rows(rows, ClaimShare)


def _must_have_reports(claim: Claim) -> None:
    missing = [] if claim.is_advance else missing_partners(claim.grant, claim.period)
    if missing:
        raise ReportsMissing.because(
            _(
                "The reports of %(partners)s for period %(period)s have not been verified. Verify "
                "them first; a partner without activity reports “none”."
            ),
            rule="rules 3.1",
            partners=[str(partner) for partner in missing],
            period=claim.period.number,
        )


def _must_pass_checks(claim: Claim) -> None:
    """No blocking check has a fault; the refusal names the rows, the first ones of many."""
    found = [fault for answer in blocking_answers(claim.grant) for fault in answer.faults]
    named = [replace(fault.breach, rule=fault.check) for fault in found[:FAULTS_NAMED]]
    more = len(found) - len(named)
    if more:
        message = _("%(count)s more faults; the page of checks lists them all.")
        named.append(Breach(ChecksFail.code, message, "", {"count": more}, "rules 3.1"))
    refuse_if(named, ChecksFail)


def _must_fit(claim: Claim, now: Figures) -> None:
    overlooked = not claim.is_advance and waiting_corrections(claim.grant).exists()
    if claim.new_eligible != now.standing.new or overlooked:
        raise ClaimRefused.because(
            _("The rows of claim %(number)s have changed since it was built. Build it again."),
            rule="R-80",
            number=claim.number,
        )
    if now.amount < claim.amount:
        raise ClaimOverCeiling.because(
            _(
                "Claim %(number)s asks for %(amount)s kr., but only %(room)s kr. is left: with the "
                "claims checked before it the entitlement is %(entitlement)s kr., held by "
                "%(binding)s, of which %(before)s kr. has been claimed. Build the claim again."
            ),
            rule="rules 2.2",
            number=claim.number,
            amount=claim.amount,
            room=max(ZERO, now.amount),
            entitlement=now.result.entitlement,
            binding=list(now.result.binding),
            before=now.claimed_before,
        )
