"""Costs are marked as regional tasks, and the mark is taken off (R-72)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.models.memory import add_rows
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import ActivityType, Grant
from reporting.models import Expenditure, RegionalCost


class RegionalRefused(Refused):
    """The costs cannot be marked."""

    code = "REGIONAL_REFUSED"


@action
def mark_regional_costs(
    grant: Grant,
    rows: Sequence[Expenditure],
    *,
    task: ActivityType | None = None,
    by: Any,
    at: dt.datetime,
) -> list[RegionalCost]:
    """Mark verified costs as of a regional task; the ledger's rows are not touched."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    if task is not None and task.scope != ActivityType.REGIONAL:
        raise RegionalRefused.because(
            _("“%(task)s” is a local activity, no regional task."),
            rule="R-72",
            subject="task",
            task=str(task),
        )
    keys = [row.pk for row in rows]
    fresh = list(
        Expenditure.objects.filter(
            grant=grant,
            pk__in=keys,
            state__in=["verified", "claimed"],
            corrects__isnull=True,
            regional__isnull=True,
        )
    )
    if not fresh:
        raise RegionalRefused.because(
            _("Choose verified costs that are not marked yet."), rule="R-72", subject="items"
        )
    on = timezone.localdate(at)
    marks = [RegionalCost(expenditure=row, task=task, marked_by=by, marked_on=on) for row in fresh]
    made = add_rows(marks, RegionalCost)
    record(
        "regional_cost.marked",
        made[0],
        chain=grant.ref,
        after={
            "vouchers": [row.voucher_no for row in fresh],
            "amount": sum(row.accepted for row in fresh),
            "task": task.code if task else "",
        },
    )
    return made


@action
def unmark_regional_costs(
    grant: Grant, rows: Sequence[Expenditure], *, reason: str, by: Any, at: dt.datetime
) -> int:
    """Take the mark off costs that are no regional tasks after all, for a reason."""
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    must(by, Capability.PLAN_PROJECT, grant)
    if not reason.strip():
        raise RegionalRefused.because(
            _("Say why the costs are no regional tasks after all."), rule="W-04", subject="reason"
        )
    marks = list(
        RegionalCost.objects.filter(expenditure__grant=grant, expenditure__in=rows).select_related(
            "expenditure"
        )
    )
    if not marks:
        raise RegionalRefused.because(
            _("None of the chosen costs is marked."), rule="R-72", subject="items"
        )
    vouchers = [mark.expenditure.voucher_no for mark in marks]
    record(
        "regional_cost.unmarked",
        marks[0],
        chain=grant.ref,
        before={"vouchers": vouchers},
        reason=reason,
    )
    for mark in marks:
        mark.delete()
    return len(marks)
