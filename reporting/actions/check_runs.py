"""Run the check-list on a grant and keep what it answered (rules.md 4.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from consortium.actions.base import action, must, record
from consortium.exchange.papers import look
from consortium.models.one_moment import one_moment
from consortium.queries.texts import sentence_text
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.documents.recomputed import ALL_CHECKS
from reporting.models import CheckRun
from reporting.queries.checks.catalogue import Answer, answers

# Of many faults of one check the first are named; the number tells of the rest.
FAULTS_KEPT = 100
Told = Callable[[int, int], None]


def run_checks(
    grant: Grant, *, by: Any, at: dt.datetime, told: Told = lambda _done, _total: None
) -> CheckRun:
    """Ask every check about *grant* as it is now and keep the answers; *by* nobody at night.

    The checks read for a minute in a large ledger, all of it as of one moment, and nobody who
    writes waits for them; *told* hears how many are done of how many.
    """
    if by is not None:
        must(by, Capability.VIEW_HISTORY, grant)
    found = []
    with one_moment():
        for answer in answers(grant, ALL_CHECKS, look):
            found.append(answer)
            told(len(found), len(ALL_CHECKS))
    return keep_answers(grant, found, by=by, at=at)


@action
def keep_answers(grant: Grant, found: Sequence[Answer], *, by: Any, at: dt.datetime) -> CheckRun:
    """Keep what the checks have answered, as a run that never changes."""
    run = CheckRun.objects.create(
        grant=grant,
        at=at,
        by=by,
        faulty=sum(not one.is_ok for one in found),
        answers=[_kept(one) for one in found],
    )
    faults = {one.check.code: len(one.faults) for one in found if one.faults}
    after = {"checks": len(found), "faults": faults}
    record("checks.run", run, chain=grant.ref, after=after, after_seal=True)
    return run


def _kept(answer: Answer) -> dict[str, Any]:
    faults = answer.faults[:FAULTS_KEPT]
    return {
        "code": answer.check.code,
        "title": answer.check.title,
        "count": len(answer.faults),
        "faults": [
            {
                "table": one.table,
                "row": one.row,
                "da": sentence_text(one.breach, "da"),
                "en": sentence_text(one.breach, "en"),
            }
            for one in faults
        ],
    }
