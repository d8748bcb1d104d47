"""A statement quotes findings; what they come to becomes proposed corrections (rules.md 3.0)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from consortium.actions.base import action, record
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, refuse_if
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.corrections import propose_correction
from reporting.actions.findings import FindingRefused
from reporting.models import AuditorStatement, Finding, FindingCorrection, StatementFinding
from reporting.queries.findings import cost_of, quotable
from reporting.rules.findings import check_cited, correction_reason


@action
def quote_findings(
    statement: AuditorStatement, findings: Sequence[Finding], *, by: Any, at: dt.datetime
) -> list[StatementFinding]:
    """Quote *findings*; with a reservation, each cost among them becomes a proposed correction.

    Called by who issues the statement.
    """
    known = set(quotable(statement.claim).values_list("pk", flat=True))
    strange = [one.number for one in findings if one.pk not in known]
    found = []
    if strange:
        message = _(
            "Findings that are closed, or about something else than this claim: %(numbers)s"
        )
        params = {"numbers": tuple(strange)}
        found.append(Breach("NOT_QUOTABLE", message, "findings", params, "rules 3.0"))
    qualified = statement.kind == "qualified"
    if qualified:
        amounts = [one.amount for one in findings]
        found += check_cited(amounts, statement.qualified_amount)
    refuse_if(found, FindingRefused)
    links = [StatementFinding.objects.create(statement=statement, finding=one) for one in findings]
    for finding in findings if qualified else ():
        _propose(statement, finding, by, at)
    record(
        "statement.quoted",
        statement,
        chain=statement.claim.grant.ref,
        after={"findings": [one.number for one in findings]},
    )
    return links


def _propose(statement: AuditorStatement, finding: Finding, by: Any, at: dt.datetime) -> None:
    cost = cost_of(finding)
    is_known = FindingCorrection.objects.filter(finding=finding).exists()
    if cost is None or is_known or finding.amount <= ZERO:
        return
    propose_correction(
        cost,
        amount=finding.amount,
        reason_code=correction_reason(finding.kind),
        reason=finding.text,
        statement=statement,
        finding=finding,
        by=by,
        at=at,
    )
