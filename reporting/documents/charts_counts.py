"""Pictures of counts: what indicators have reached of their targets, and one of them over time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from consortium.queries.texts import number_text
from consortium.rules.money import cents_half_up
from reporting.documents.charts import DARK, GREY, PALE, Chart, Series, bullets

# Label, target, reached; no target is 0.
Row = tuple[str, Decimal, Decimal]
WHOLE, NOTHING = Decimal(100), Decimal(0)


def targets_chart(rows: Sequence[Row], language: str) -> Chart:
    """Each indicator against its own target: bars are per cent, the figures stand beside them."""
    bars = [
        (label, WHOLE if target else NOTHING, _per_cent(reached, target))
        for label, target, reached in rows
    ]
    with override(language):
        return _chart(_("Targets and results"), _("Indicator"), rows, bars)


def period_chart(name: str, rows: Sequence[Row], language: str) -> Chart:
    """One indicator, period by period: what was to be reached, and what was."""
    with override(language):
        return _chart(name, _("Period"), rows, rows)


def _chart(title: str, head: str, rows: Sequence[Row], bars: Sequence[Row]) -> Chart:
    labels = [label for label, _target, _reached in bars]
    target = tuple(one for _label, one, _reached in bars)
    reached = tuple(one for _label, _target, one in bars)
    series = (Series(_("Target"), target, 26, PALE, GREY), Series(_("Reached"), reached, 14, DARK))
    texts = [f"{_number(got)} / {_number(asked) if asked else '–'}" for _label, asked, got in rows]
    description = " ".join(
        _("%(label)s: %(reached)s of %(target)s.")
        % {"label": label, "reached": _number(got), "target": _number(asked)}
        if asked
        else _("%(label)s: %(reached)s, no target.") % {"label": label, "reached": _number(got)}
        for label, asked, got in rows
    )
    svg = bullets(labels, series, target, reached, title, description, texts=texts)
    columns = (head, *(one.name for one in series))
    table = tuple((label, _number(asked), _number(got)) for label, asked, got in rows)
    return Chart(title, svg, columns, table, description)


def _number(value: Decimal) -> str:
    return number_text(value, 0 if value == value.to_integral_value() else 1)


def _per_cent(part: Decimal, whole: Decimal) -> Decimal:
    return cents_half_up(100 * part / whole) if whole else NOTHING
