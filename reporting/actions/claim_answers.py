"""The auditor's statement on a claim: asked for, begun, issued, withdrawn (W-02, A-27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, must, record
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from reporting.actions.claim_building import (
    ClaimRefused,
    FourEyes,
    claim_for,
    locked_claim,
    must_match,
    told,
)
from reporting.actions.quoting import quote_findings
from reporting.actions.telling import tell_of_claim
from reporting.models import AuditorStatement, Claim, Finding
from reporting.rules.states import CLAIM, STATEMENT

OPEN = ("requested", "in_progress")
DECIDED = ("accepted", "partly_accepted", "rejected", "paid")


@action
def send_to_auditor(claim: Claim, *, by: Any, at: dt.datetime) -> Claim:
    """Ask the auditor for a statement on the claim as it was checked."""
    claim = claim_for(claim, by, Capability.BUILD_CLAIM)
    claim.state = advance(CLAIM, claim.state, "send_to_auditor")
    must_match(claim)
    claim.save()
    statement = AuditorStatement.objects.create(claim=claim, claim_sha256=claim.sha256)
    record("claim.sent_to_auditor", claim, chain=claim.grant.ref, after=told(claim))
    record("statement.requested", statement, chain=claim.grant.ref, after=_said(statement))
    tell_of_claim("claim.sent_to_auditor", claim, by=by, at=at)
    return claim


@action
def begin_statement(claim: Claim, *, by: Any, at: dt.datetime) -> AuditorStatement:
    """The auditor says that the work on the claim has begun."""
    claim = claim_for(claim, by, Capability.AUDIT_CLAIM)
    statement = _open_statement(claim)
    statement.state = advance(STATEMENT, statement.state, "begin")
    statement.save()
    record("statement.begun", statement, chain=claim.grant.ref, after=_said(statement))
    return statement


@action
def issue_statement(
    claim: Claim,
    kind: str,
    text: str,
    qualified_amount: Decimal = ZERO,
    *,
    findings: Sequence[Finding] = (),
    by: Any,
    at: dt.datetime,
) -> AuditorStatement:
    """The auditor's conclusion; it quotes the claim's hash (A-27) and may quote *findings*."""
    claim = claim_for(claim, by, Capability.AUDIT_CLAIM)
    claim.state = advance(CLAIM, claim.state, "state")
    must_match(claim)
    if by.pk in {claim.built_by_id, claim.checked_by_id}:
        raise FourEyes.because(
            _("%(person)s built or checked the claim, so another person must audit it."),
            rule="A-07",
            person=str(by),
        )
    _check_statement(kind, text, qualified_amount)
    statement = _open_statement(claim)
    statement.state = advance(STATEMENT, statement.state, kind)
    statement.kind, statement.text = kind, text.strip()
    statement.qualified_amount = qualified_amount
    statement.issued_by, statement.issued_at = by, at
    statement.save()
    claim.save()
    record("statement.issued", statement, chain=claim.grant.ref, after=_said(statement))
    if findings:
        quote_findings(statement, findings, by=by, at=at)
    tell_of_claim("statement.issued", claim, by=by, at=at)
    return statement


@action
def withdraw_statement(
    statement: AuditorStatement, *, reason: str, by: Any, at: dt.datetime
) -> AuditorStatement:
    """The auditor takes a statement back; the claim is not sent on it, or not decided (W-02)."""
    claim = locked_claim(statement.claim)
    must(by, Capability.AUDIT_CLAIM, claim.grant)
    statement = AuditorStatement.objects.select_for_update().get(pk=statement.pk)
    state = advance(STATEMENT, statement.state, "withdraw")
    if claim.state in DECIDED:
        raise ClaimRefused.because(
            _(
                "Claim %(number)s is “%(state)s”, so its statement stands. What was wrong in it "
                "is put right by a correction."
            ),
            rule="W-04",
            number=claim.number,
            state=claim.state,
        )
    if not reason.strip():
        raise ClaimRefused.because(
            _("Say why the statement is withdrawn."), rule="rules 3.0", subject="reason"
        )
    _close(statement, state, reason, at)
    if claim.state == "audited":
        claim.state = advance(CLAIM, claim.state, "unstate")
        claim.save()
    record("statement.withdrawn", statement, chain=claim.grant.ref, after=_said(statement))
    tell_of_claim("statement.withdrawn", claim, by=by, at=at)
    if claim.state == "submitted":
        tell_of_claim("statement.withdrawn_sent", claim, by=by, at=at)
    return statement


@action
def take_back_claim(claim: Claim, *, reason: str, by: Any, at: dt.datetime) -> Claim:
    """Make a claim that has not been sent a draft again, so that its rows can be mended."""
    claim = claim_for(claim, by, Capability.BUILD_CLAIM)
    if not reason.strip():
        raise ClaimRefused.because(
            _("Say why the claim is taken back."), rule="W-04", subject="reason"
        )
    back_to_draft(claim, reason=reason, by=by, at=at)
    return claim


@action
def back_to_draft(claim: Claim, *, reason: str, by: Any, at: dt.datetime) -> Claim:
    """Called by who takes the claim back, and by the decision on a claim before it (W-06)."""
    before, claim.state = claim.state, advance(CLAIM, claim.state, "take_back")
    claim.save()
    for statement in claim.statements.select_for_update().filter(state__in=OPEN):
        _close(statement, advance(STATEMENT, statement.state, "recall"), reason, at)
    record(
        "claim.taken_back",
        claim,
        chain=claim.grant.ref,
        before={"state": before},
        after={"state": claim.state},
        reason=reason,
    )
    tell_of_claim("claim.taken_back", claim, by=by, at=at)
    return claim


def _open_statement(claim: Claim) -> AuditorStatement:
    """The statement that was asked for; the claim's state says that there is one."""
    found = claim.statements.select_for_update().filter(state__in=OPEN).last()
    if found is None:
        raise ClaimRefused.because(
            _("Nobody has asked for a statement on claim %(number)s."),
            rule="W-02",
            number=claim.number,
        )
    return found


def _close(statement: AuditorStatement, state: str, reason: str, at: dt.datetime) -> None:
    statement.state, statement.withdrawn_reason = state, reason.strip()
    statement.withdrawn_at = at
    statement.save()


def _said(statement: AuditorStatement) -> dict[str, Any]:
    return {
        "state": statement.state,
        "claim": statement.claim.number,
        "sha256": statement.claim_sha256,
        "qualified_amount": statement.qualified_amount,
    }


def _check_statement(kind: str, text: str, qualified_amount: Decimal) -> None:
    if kind not in dict(AuditorStatement.KINDS) or not text.strip():
        raise ClaimRefused.because(
            _("A statement has a conclusion and a text."), rule="rules 3.1", subject="text"
        )
    if (kind == "qualified") != (qualified_amount > ZERO):
        raise ClaimRefused.because(
            _("A statement with a reservation names its amount, and no other statement does."),
            rule="rules 3.0",
            subject="qualified_amount",
        )
