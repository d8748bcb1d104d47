"""What others say about a claim: the auditor's statement, and the funder's decision."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, record
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from reporting.actions.claim_building import ClaimRefused, claim_for, must_match, release_rows, told
from reporting.actions.flat_rates import book_flat_rates
from reporting.actions.telling import tell_of_claim
from reporting.models import AuditorStatement, Claim
from reporting.rules.states import CLAIM


@action
def send_to_auditor(claim: Claim, *, by: Any, at: dt.datetime) -> Claim:
    """Ask the auditor for a statement on the claim as it was checked."""
    claim = claim_for(claim, by, Capability.BUILD_CLAIM)
    claim.state = advance(CLAIM, claim.state, "send_to_auditor")
    must_match(claim)
    claim.save()
    record("claim.sent_to_auditor", claim, chain=claim.grant.ref, after=told(claim))
    tell_of_claim("claim.sent_to_auditor", claim, by=by, at=at)
    return claim


@action
def issue_statement(
    claim: Claim,
    kind: str,
    text: str,
    qualified_amount: Decimal = ZERO,
    *,
    by: Any,
    at: dt.datetime,
) -> AuditorStatement:
    """The auditor's conclusion; it quotes the claim's hash (A-27)."""
    claim = claim_for(claim, by, Capability.AUDIT_CLAIM)
    claim.state = advance(CLAIM, claim.state, "state")
    must_match(claim)
    _check_statement(kind, text, qualified_amount)
    statement = AuditorStatement.objects.create(
        claim=claim,
        kind=kind,
        claim_sha256=claim.sha256,
        qualified_amount=qualified_amount,
        text=text.strip(),
        issued_by=by,
        issued_at=at,
    )
    claim.save()
    record(
        "statement.issued",
        statement,
        chain=claim.grant.ref,
        after={"kind": kind, "claim": claim.number, "sha256": claim.sha256},
    )
    tell_of_claim("statement.issued", claim, by=by, at=at)
    return statement


@action
def decide_claim(
    claim: Claim, *, accepted: bool, note: str, on: dt.date, by: Any, at: dt.datetime
) -> Claim:
    """The funder accepts the claim, or rejects it; then its rows are free to be claimed again."""
    claim = claim_for(claim, by, Capability.DECIDE_CLAIM)
    before = claim.state
    claim.state = advance(CLAIM, claim.state, "accept" if accepted else "reject")
    if not accepted and not note.strip():
        raise ClaimRefused.because(
            _("Say why the claim is rejected."), rule="rules 3.1", subject="note"
        )
    if on > at.date() or (claim.submitted_at and on < claim.submitted_at.date()):
        raise ClaimRefused.because(
            _("The decision is dated between the submission and today, not %(day)s."),
            rule="rules 3.1",
            subject="on",
            day=on,
        )
    claim.decided_on, claim.decision_note = on, note.strip()
    claim.save()
    if not accepted:
        release_rows(claim)
        book_flat_rates(claim.grant, by=by, at=at)
    verb = "claim.accepted" if accepted else "claim.rejected"
    record(
        verb,
        claim,
        chain=claim.grant.ref,
        before={"state": before},
        after={"state": claim.state, "on": on},
        reason=note,
    )
    tell_of_claim(verb, claim, by=by, at=at)
    return claim


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
