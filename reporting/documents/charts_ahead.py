"""Pictures of what may come: before and after a what-if, and the forecast by budget line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from consortium.queries.texts import money_text
from reporting.documents.charts import DARK, GREY, MARK, MIDDLE, PALE, Chart, Series, bullets

Pair = tuple[str, Decimal, Decimal]
Row = tuple[str, Decimal, Decimal, Decimal]


def compare_chart(rows: Sequence[Pair], language: str) -> Chart:
    """Each figure before (behind) and after (before it), with the difference in words."""
    with override(language):
        title = _("Before and after")
        labels = [label for label, _before, _after in rows]
        before = tuple(one for _label, one, _after in rows)
        after = tuple(one for _label, _before, one in rows)
        series = (Series(_("Before"), before, 26, PALE, GREY), Series(_("After"), after, 12, DARK))
        description = " ".join(
            _("%(label)s: %(before)s before, %(after)s after.")
            % {"label": label, "before": money_text(was), "after": money_text(now)}
            for label, was, now in rows
        )
        svg = bullets(labels, series, before, after, title, description, _difference)
        columns = (_("Figure"), _("Before"), _("After"))
    return Chart(title, svg, columns, tuple(rows), description)


def forecast_chart(rows: Sequence[Row], language: str) -> Chart:
    """Each line's limit, what is expected on it at the end, and what is verified so far."""
    with override(language):
        title = _("Expected at the end by budget line")
        labels = [row[0] for row in rows]
        limit, expected, verified = _amounts(rows)
        series = (
            Series(_("Limit of the line"), limit, 26, PALE, GREY),
            Series(_("Expected"), expected, 16, MIDDLE),
            Series(_("Verified"), verified, 8, DARK),
        )
        description = _("Expected %(expected)s in all, within limits of %(limit)s.") % {
            "expected": money_text(sum(expected, Decimal(0))),
            "limit": money_text(sum(limit, Decimal(0))),
        }
        svg = bullets(labels, series, limit, expected, title, description)
        columns = (_("Line"), *(one.name for one in series))
    return Chart(title, svg, columns, tuple(rows), description)


def path_chart(rows: Sequence[Row], language: str) -> Chart:
    """By period, in all so far: cost, entitlement, and financing from others."""
    with override(language):
        title = _("Cost, entitlement and co-financing period by period")
        labels = [row[0] for row in rows]
        cost, entitled, others = _amounts(rows)
        series = (
            Series(_("Cost (TE)"), cost, 26, PALE, GREY),
            Series(_("Support (F)"), entitled, 16, MIDDLE),
            Series(_("Co-financing (X)"), others, 6, MARK),
        )
        last = rows[-1] if rows else ("", Decimal(0), Decimal(0), Decimal(0))
        description = _(
            "At the end cost is %(cost)s, the entitlement %(entitled)s and co-financing %(others)s."
        ) % {
            "cost": money_text(last[1]),
            "entitled": money_text(last[2]),
            "others": money_text(last[3]),
        }
        svg = bullets(labels, series, cost, entitled, title, description)
        columns = (_("Period"), *(one.name for one in series))
    return Chart(title, svg, columns, tuple(rows), description)


def _amounts(rows: Sequence[Row]) -> tuple[tuple[Decimal, ...], ...]:
    """The three amounts of every row, each as a column."""
    return (
        tuple(first for _label, first, _second, _third in rows),
        tuple(second for _label, _first, second, _third in rows),
        tuple(third for _label, _first, _second, third in rows),
    )


def _difference(after: Decimal, before: Decimal) -> str:
    if after == before:
        return _("no difference")
    sign = "+" if after > before else "−"
    return f"{sign}{money_text(abs(after - before))}"
