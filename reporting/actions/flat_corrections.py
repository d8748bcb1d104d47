"""Flat corrections by the authority's scale, on the rows of a contract (R-83)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, must, record
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.actions.corrections import propose_correction
from reporting.models import Correction, Expenditure
from reporting.queries.corrections import left_to_fall
from reporting.rules.corrections import flat_parts


class FlatCorrectionRefused(Refused):
    """The flat correction cannot be proposed."""

    code = "FLAT_CORRECTION_REFUSED"


@action
def propose_flat_correction(
    grant: Grant,
    rows: Sequence[Expenditure],
    *,
    reason_code: str,
    percent: Decimal,
    reason: str,
    is_irregular: bool = True,
    by: Any,
    at: dt.datetime,
) -> list[Correction]:
    """Propose that *percent* of the rows' cost falls; each row has its part, to the øre (R-04).

    A breach of procurement takes 5, 10, 25 or 100 per cent of the contract's cost, one of
    publicity up to 3 per cent of the support, which is the same share of its cost.
    """
    must(by, Capability.PROPOSE_CORRECTION, grant)
    if not rows:
        raise FlatCorrectionRefused.because(
            _("Choose the rows of the contract that the correction is about."),
            rule="R-83",
            subject="items",
        )
    left = left_to_fall(grant, rows)
    parts = flat_parts(reason_code, percent, left)
    made = [
        propose_correction(
            row,
            amount=parts[row.pk],
            reason_code=reason_code,
            reason=reason,
            is_irregular=is_irregular,
            flat_pct=percent,
            by=by,
            at=at,
        )
        for row in rows
        if parts[row.pk]
    ]
    if not made:
        raise FlatCorrectionRefused.because(
            _("Nothing is left of the chosen rows that could fall."), rule="R-83", subject="items"
        )
    record(
        "correction.flat_proposed",
        made[0],
        chain=grant.ref,
        after={
            "percent": percent,
            "cost": sum(left.values()),
            "falls": sum(parts.values()),
            "corrections": [one.number for one in made],
        },
        reason=reason,
    )
    return made
