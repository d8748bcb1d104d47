"""What a decision does to the sample that its line stands in (rules.md 4.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

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


def tick(rows: Sequence[Expenditure], by: Any, at: dt.datetime) -> int:
    """Note that *by* has looked at *rows* by hand, where a sample asks for it.

    Only called inside an action. Who looked first stays; a later decision has its own event.
    """
    lines = list(
        SampleLine.objects.select_for_update().filter(
            expenditure__in=[row.pk for row in rows], checked_at__isnull=True
        )
    )
    for line in lines:
        line.checked_by, line.checked_at = by, at
    if lines:
        change_rows(lines, SampleLine, ["checked_by", "checked_at"])
    return len(lines)
