"""The payment claim: what is asked of the fund, why no more, and whose it is (R-04, R-12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from reporting.documents.bodies import to_body
from reporting.documents.material import Material, gather
from reporting.documents.parts import (
    CLAIM,
    limits_picture,
    meta_of,
    signatures_of,
    statement_of,
)
from reporting.documents.reconciliation import financing_agrees, fund_agrees
from reporting.documents.t_costs import cost_tables
from reporting.documents.t_euro import euro_tables
from reporting.documents.t_explained import explained_table
from reporting.documents.t_financing import financing_table, fund_table
from reporting.documents.t_shares import split_table
from reporting.documents.tables import Check, Document, both
from reporting.models import Claim


def claim_body(claim: Claim, at: dt.datetime | None = None) -> dict[str, Any]:
    """The figures of *claim* to freeze at its submission; *at* while it has no day of its own."""
    made_at = at or claim.submitted_at
    if made_at is None:
        raise ValueError("a claim that is not submitted has no instant; give at=")
    return to_body(
        _document(gather(claim.grant, claim.period, claim, on=timezone.localdate(made_at)), made_at)
    )


def claim_document(grant: Grant, period: ReportingPeriod, at: dt.datetime) -> Document:
    """The claim of *period* as it stands; without one, as it would be."""
    return _document(gather(grant, period, on=timezone.localdate(at)), at)


def _document(material: Material, at: dt.datetime) -> Document:
    claim = material.scope.claim
    costs = cost_tables(material)[0]
    financing = financing_table(material)
    split = split_table(claim, material.members)
    checks = (*fund_agrees(material.fund, financing, costs), *financing_agrees(financing, costs))
    if split.rows[:-1]:
        label = both(_("Sum of the partners' shares = claim"))
        checks = (*checks, Check(label, split.total("amount"), material.fund.amount, "C1"))
    amount = (both(_("Amount claimed")), material.fund.amount)
    euro = euro_tables(material.fund, material.euro)
    return Document(
        kind=CLAIM,
        meta=meta_of(material, CLAIM, at, amount),
        statement=statement_of(material),
        tables=(
            fund_table(material.fund),
            split,
            costs,
            financing,
            *euro,
            explained_table(material),
        ),
        charts=(limits_picture(material.fund, declared=material.scope.is_sent),),
        signatures=signatures_of(material.scope),
        reconciliations=checks,
    )
