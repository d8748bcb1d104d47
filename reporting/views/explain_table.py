"""The rows behind a figure as a table; every row leads to its own page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.queries.texts import hours_text, money_text
from consortium.views.columns import NUMBER, DayColumn
from reporting.queries.explained_rows import (
    BUDGET,
    CLAIM,
    CONTRIBUTION,
    CORRECTION,
    COST,
    DISBURSEMENT,
    ENTRY,
    PART,
    PAYMENT,
    PLAN,
    RECOVERY,
    REPAYMENT,
    REVENUE,
    FigureRow,
)
from reporting.rules.explaining import HOURS

WHAT = {
    COST: _("Cost"),
    CONTRIBUTION: _("Co-financing"),
    REVENUE: _("Revenue"),
    BUDGET: _("Budget"),
    PLAN: _("Financing plan"),
    CLAIM: _("Claim"),
    CORRECTION: _("Correction"),
    ENTRY: _("Hours"),
    PAYMENT: _("Payment from the fund"),
    DISBURSEMENT: _("Disbursement"),
    REPAYMENT: _("Payment back to the fund"),
    RECOVERY: _("Recovery"),
    PART: _("Part of what went back to the fund"),
}


class BehindTable(tables.Table):  # type: ignore[misc]  # no stubs
    """One page of rows, by day."""

    caption = _("Rows behind the figure")
    row_header = "ref"

    day = DayColumn(verbose_name=_("Day"))
    what = tables.Column(verbose_name=_("What"))
    ref = tables.Column(verbose_name=_("Voucher or reference"), empty_values=())
    text = tables.Column(verbose_name=_("Text"))
    partner = tables.Column(verbose_name=_("Partner"))
    line = tables.Column(verbose_name=_("Budget line"))
    period = tables.Column(verbose_name=_("Period"), attrs=NUMBER)
    amount = tables.Column(verbose_name=_("Amount"), attrs=NUMBER)

    class Meta:
        orderable = False
        empty_text = _("No row is behind this figure.")

    def __init__(
        self,
        rows: Sequence[FigureRow],
        *,
        names: dict[str, dict[int, str]],
        unit: str,
        url: Callable[[FigureRow], str],
    ) -> None:
        self.names, self.unit, self.url_of = names, unit, url
        empty = [name for name in ("text", "partner", "line", "period") if not _any(rows, name)]
        super().__init__(rows, exclude=empty)

    def render_what(self, value: str) -> str:
        """What the row is a row of."""
        return str(WHAT[value])

    def render_ref(self, record: FigureRow) -> str:
        """The way to the row's own page."""
        text = record.ref or str(WHAT[record.what])
        if record.what == BUDGET:
            text = gettext("Version %(number)s") % {"number": record.parent}
        url = self.url_of(record)
        return format_html('<a href="{}">{}</a>', url, text) if url else text

    def render_partner(self, value: int) -> str:
        """The partner's short name."""
        return self.names["partner"].get(value, "–")

    def render_line(self, value: int) -> str:
        """The line's number and name."""
        return self.names["line"].get(value, "–")

    def render_period(self, value: int) -> str:
        """The period's number."""
        return str(value) if value else "–"

    def render_amount(self, value: Decimal) -> str:
        """What the row adds to the figure."""
        return hours_text(value) if self.unit == HOURS else money_text(value)


def _any(rows: Sequence[Any], name: str) -> bool:
    return any(getattr(row, name) for row in rows)
