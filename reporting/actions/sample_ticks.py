"""What a decision does to the sample that its line stands in (rules.md 4.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from consortium.actions.base import action, record
from consortium.models.memory import change_rows
from consortium.rules.refusals import Breach
from reporting.models import Expenditure, SampleLine
from reporting.rules.sampling import check_bulk


def sampled_in_bulk(rows: Sequence[Expenditure]) -> list[Breach]:
    """Why *rows* are not accepted together: some are drawn in a sample."""
    keys = [row.pk for row in rows]
    drawn = set(
        SampleLine.objects.filter(expenditure__in=keys).values_list("expenditure", flat=True)
    )
    return check_bulk([row.voucher_no for row in rows if row.pk in drawn])


@action
def tick(rows: Sequence[Expenditure], *, by: Any, at: dt.datetime) -> int:
    """Note that *by* has looked at *rows* by hand, where a sample asks for it; how many it did.

    A part of the decision's own deed. Who looked first stays; a later decision has its own event.
    """
    keys = [row.pk for row in rows]
    lines = list(
        SampleLine.objects.select_for_update(of=("self",))
        .filter(expenditure__in=keys, checked_at__isnull=True)
        .select_related("expenditure__grant")
    )
    for line in lines:
        line.checked_by, line.checked_at = by, at
    if lines:
        change_rows(lines, SampleLine, ["checked_by", "checked_at"])
    for item in {line.expenditure_id: line.expenditure for line in lines}.values():
        record("sample.checked", item, chain=item.grant.ref, after={"line": item.pk})
    return len(lines)
