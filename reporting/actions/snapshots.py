"""Figures are frozen once: canonical JSON and its SHA-256, from which every paper is made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from consortium.actions.base import action, record
from consortium.actions.seals import seal_head
from consortium.models import HOUSE_CHAIN
from consortium.queries.chain import ladder_of
from consortium.rules.hashing import canonical, sha256
from grants.models import Grant, GrantPartner, ReportingPeriod
from reporting.models import ReportSnapshot


@action
def freeze(
    kind: str,
    grant: Grant,
    period: ReportingPeriod | None,
    grant_partner: GrantPartner | None,
    body: Mapping[str, Any],
    *,
    by: Any,
    at: dt.datetime,
) -> ReportSnapshot:
    """Keep *body* as the next version of a paper. Called by who sends the paper.

    The paper names the end of the grant's chain of events, which is sealed there: any copy of the
    paper then tells whether the chain was written anew afterwards. The event tells what the
    ladder of the house's chain hashes to, so that whoever holds the grant's chain knows the place
    of each event of the house up to here.
    """
    earlier = ReportSnapshot.objects.filter(
        kind=kind, grant=grant, period=period, grant_partner=grant_partner
    )
    seal = seal_head(grant.ref, at=at)
    head = {"chain": seal.chain, "number": seal.number, "sha256": seal.sha256}
    text = canonical({**body, "chain": head})
    snapshot = ReportSnapshot.objects.create(
        kind=kind,
        grant=grant,
        period=period,
        grant_partner=grant_partner,
        version=(earlier.aggregate(last=Max("version"))["last"] or 0) + 1,
        body=text,
        sha256=sha256(text),
        created_at=at,
        created_by=by,
    )
    house = ladder_of(HOUSE_CHAIN)
    record(
        "snapshot.frozen",
        snapshot,
        chain=grant.ref,
        after={
            "kind": kind,
            "version": snapshot.version,
            "sha256": snapshot.sha256,
            "chain_number": seal.number,
            "house": {"number": house.number, "sha256": house.sha256},
        },
    )
    return snapshot
