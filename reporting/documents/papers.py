"""Every paper by its kind: from the rows, or from what was frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.documents.authority_report import authority_report
from reporting.documents.bodies import from_body
from reporting.documents.claim_document import claim_document
from reporting.documents.council_note import council_note
from reporting.documents.final_report import final_report
from reporting.documents.municipal import completion_paper, evaluation_paper, status_paper
from reporting.documents.operation import operation_document
from reporting.documents.partner_statement import partner_statement
from reporting.documents.parts import (
    AUTHORITY,
    CLAIM,
    COMPLETION,
    COUNCIL_NOTE,
    EVALUATION,
    FINAL,
    OPERATION,
    PARTNER_STATEMENT,
    PROJECT_EVALUATION,
    REGION,
    STATUS,
)
from reporting.documents.project_evaluation import project_evaluation
from reporting.documents.region_report import region_report
from reporting.documents.tables import Document
from reporting.documents.written import addressed
from reporting.models import ReportSnapshot
from reporting.queries.snapshots import body_of
from reporting.queries.texts import addressee_of, logo_of

BUILDERS: dict[str, Callable[[Grant, ReportingPeriod, dt.datetime], Document]] = {
    AUTHORITY: authority_report,
    REGION: region_report,
    CLAIM: claim_document,
    FINAL: final_report,
    STATUS: status_paper,
    EVALUATION: evaluation_paper,
}
# Those of `PERIODLESS`: the grant as a whole.
WHOLE_BUILDERS: dict[str, Callable[[Grant, dt.datetime], Document]] = {
    COMPLETION: completion_paper,
    COUNCIL_NOTE: council_note,
    OPERATION: operation_document,
    PROJECT_EVALUATION: project_evaluation,
}


def draft_of(
    kind: str,
    grant: Grant,
    period: ReportingPeriod | None,
    partner: GrantPartner | int | None,
    at: dt.datetime,
) -> Document:
    """The paper as the rows stand now; *partner* may be named by its number alone.

    *period* is None for the kinds of `PERIODLESS` and for no other. Raises KeyError for an
    unknown kind, PaperRecipient.DoesNotExist for an unknown recipient.
    """
    if period is None:
        return WHOLE_BUILDERS[kind](grant, at)
    if kind == PARTNER_STATEMENT:
        if partner is None:
            raise ValueError("a partner statement needs a partner")
        number = partner if isinstance(partner, int) else partner.number
        return partner_statement(grant, period, number, at)
    to = addressee_of(grant, kind, period)
    if to is None:
        return BUILDERS[kind](grant, period, at)
    document = BUILDERS[to.recipient.base](grant, period, at)
    return addressed(document, to, logo_of(to.recipient))


def frozen(snapshot: ReportSnapshot) -> Document:
    """The paper as it was sent."""
    return from_body(body_of(snapshot))
