"""The lead's signature on a claim: rows, reports and period are locked, the papers frozen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.models.memory import change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import ReportingPeriod
from grants.rules.states import PERIOD
from reporting.actions.certificates import certify_public_expenditure
from reporting.actions.claim_building import (
    ClaimOverCeiling,
    FourEyes,
    locked_claim,
    must_match,
)
from reporting.actions.gates import must_pass
from reporting.actions.in_force import must_be_in_force
from reporting.actions.left_drafts import move_drafts_on
from reporting.actions.snapshots import freeze
from reporting.actions.telling import tell_of_claim
from reporting.documents.bodies import to_body
from reporting.documents.claim_document import claim_body
from reporting.documents.papers import draft_of
from reporting.documents.parts import AUTHORITY, CLAIM, PARTNER_STATEMENT, REGION
from reporting.documents.tables import Document
from reporting.models import Claim, CoFinancingContribution, Expenditure, PartnerReport
from reporting.queries.auditing import statement_breaches
from reporting.queries.gates import before_claim
from reporting.queries.public_expenditure import is_tested
from reporting.rules.states import CLAIM as CLAIM_STEPS
from reporting.rules.states import CONTRIBUTION, EXPENDITURE, REPORT


class StatementMissing(Refused):
    """The period asks for an auditor's statement on this very claim."""

    code = "STATEMENT_MISSING"


class PapersDisagree(Refused):
    """A sum of the papers differs from another; nothing is sent that does not add up."""

    code = "PAPERS_DISAGREE"


@action
def submit_claim(claim: Claim, seen: str = "", *, by: Any, at: dt.datetime) -> Claim:
    """Sign and send the claim. From here on nothing in it is edited (W-04).

    *seen* is the seal of the warnings of the check-list that the signatory has read.
    """
    claim = locked_claim(claim)
    must(by, Capability.SIGN_CLAIM, claim.grant)
    must_be_in_force(claim.grant)
    state = advance(CLAIM_STEPS, claim.state, "submit")
    _must_be_another(claim, by)
    must_match(claim)
    _must_stay_below_ceiling(claim)
    refuse_if(statement_breaches(claim), StatementMissing)
    read = must_pass(before_claim(claim), seen)
    before, claim.state = claim.state, state
    claim.signed_by, claim.submitted_at = by, at
    claim.save()
    _lock_rows(claim)
    if is_tested(claim):
        certify_public_expenditure(claim, by=by, at=at)
    if not claim.is_advance:
        move_drafts_on(claim, by=by, at=at)
        _lock_period(claim)
        _freeze_papers(claim, by, at)
    record(
        "claim.submitted",
        claim,
        chain=claim.grant.ref,
        before={"state": before},
        after={"state": state, "amount": claim.amount, "sha256": claim.sha256} | read,
    )
    tell_of_claim("claim.submitted", claim, by=by, at=at)
    return claim


def _must_stay_below_ceiling(claim: Claim) -> None:
    """Support that was cancelled after the check has lowered L1 at once (R-82)."""
    grant = claim.grant
    limit = max(min(grant.ceiling, grant.amount) - grant.cancelled, ZERO)
    if claim.entitlement > limit and grant.cancelled > claim.cancelled:
        raise ClaimOverCeiling.because(
            _(
                "Support has been cancelled since claim %(number)s was checked: L1 is "
                "%(limit)s kr. now, the claim is built on %(entitlement)s kr. Take the claim back "
                "and build it again."
            ),
            rule="R-82",
            number=claim.number,
            limit=limit,
            entitlement=claim.entitlement,
        )


def _must_be_another(claim: Claim, by: Any) -> None:
    audited = claim.statements.exclude(kind="").values_list("issued_by", flat=True)
    if by.pk in audited:
        raise FourEyes.because(
            _("%(person)s audited the claim, so another signatory must sign it."),
            rule="A-07",
            person=str(by),
        )
    if by.pk in {claim.built_by_id, claim.checked_by_id}:
        raise FourEyes.because(
            _("%(person)s built or checked the claim, so another signatory must sign it."),
            rule="A-07",
            person=str(by),
        )


def _lock_rows(claim: Claim) -> None:
    costs = list(Expenditure.objects.filter(claim=claim))
    for cost in costs:
        cost.state = advance(EXPENDITURE, cost.state, "claim")
    change_rows(costs, Expenditure, ["state"])
    contributions = list(CoFinancingContribution.objects.filter(claim=claim))
    for contribution in contributions:
        contribution.state = advance(CONTRIBUTION, contribution.state, "claim")
    change_rows(contributions, CoFinancingContribution, ["state"])


def _lock_period(claim: Claim) -> None:
    reports = list(
        PartnerReport.objects.filter(
            grant_partner__grant=claim.grant,
            state="verified",
            period__number__lte=claim.period.number,
        )
    )
    for report in reports:
        report.state = advance(REPORT, report.state, "include")
    change_rows(reports, PartnerReport, ["state"])
    period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=claim.period_id)
    if period.state != "locked":
        period.state = advance(PERIOD, period.state, "lock")
        period.save()
        record("period.locked", period, chain=claim.grant.ref, after={"state": period.state})
    claim.period = period


def _freeze_papers(claim: Claim, by: Any, at: dt.datetime) -> None:
    grant, period = claim.grant, claim.period
    for kind in (AUTHORITY, REGION):
        paper = draft_of(kind, grant, period, None, at)
        must_agree(paper)
        freeze(kind, grant, period, None, to_body(paper), by=by, at=at)
    for partner in grant.partners.select_related("organisation").order_by("number"):
        statement = draft_of(PARTNER_STATEMENT, grant, period, partner, at)
        freeze(PARTNER_STATEMENT, grant, period, partner, to_body(statement), by=by, at=at)
    must_agree(draft_of(CLAIM, grant, period, None, at))
    claim.snapshot = freeze(CLAIM, grant, period, None, claim_body(claim), by=by, at=at)
    claim.save()


def must_agree(paper: Document) -> None:
    """Refuse if any sum of *paper* differs from another."""
    message = _("%(check)s: %(left)s against %(right)s kr. Mend the difference before sending.")
    refuse_if(
        [
            Breach(
                PapersDisagree.code,
                message,
                check.table,
                {"check": check.label.en, "left": check.left, "right": check.right},
                "rules 5.1",
            )
            for check in paper.reconciliations
            if check.difference
        ],
        PapersDisagree,
    )
