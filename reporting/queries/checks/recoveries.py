"""Recoveries add up from their rows (A-30, R-84)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from consortium.rules.refusals import gettext_noop as _
from reporting.models import Recovery
from reporting.queries.checks.base import Fault, Scope, faults
from reporting.queries.checks.flows import NO_MONEY
from reporting.queries.recoveries import LOWERING, settled_before_rows


def recoveries_add_up(scope: Scope) -> list[Fault]:
    """A-30: what is settled is the sum of its rows, and a recovery that is over owes nothing."""
    rows = Recovery.objects.filter(scope.of("correction__grant")).select_related("correction")
    lowered = Sum("entries__amount", filter=Q(entries__kind__in=LOWERING))
    told = rows.annotate(explained=Coalesce(lowered, NO_MONEY))
    unlike = _(
        "Correction %(number)s: %(settled)s kr. is settled, its rows explain %(explained)s kr."
    )
    suspects: list[Any] = list(told.exclude(settled_amount=F("explained")))
    unexplained = [
        row.pk for row in suspects if row.settled_amount != row.explained + settled_before_rows(row)
    ]
    open_end = _("Correction %(number)s: the recovery is “%(state)s” and something is still owed.")
    done = rows.filter(state__in=["offset", "paid", "written_off", "settled"])
    return [
        *faults(
            "A-30",
            told.filter(pk__in=unexplained),
            unlike,
            number="correction__number",
            settled="settled_amount",
            explained="explained",
        ),
        *faults(
            "A-30",
            done.unsettled(),
            open_end,
            number="correction__number",
            state="state",
        ),
    ]
