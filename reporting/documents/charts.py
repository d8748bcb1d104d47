"""Pictures of figures: the five limits, budget against actual, financing plan against actual.

A chart is SVG that stands in the page or in a PDF: no script, no style attribute, no font of its
own. Bars are drawn from the same exact amounts that stand beside them as text and, in `rows`, as a
table; width and wording tell the series apart, not colour alone. The same figures give the same
bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import lru_cache
from html import escape
from typing import Any

import vl_convert
from django.utils.translation import gettext as _
from django.utils.translation import override

from consortium.queries.texts import money_text, percent_text
from reporting.documents.charts_marks import (
    LABELS,
    LETTERS,
    PLOT,
    ROWS,
    Spec,
    data_of,
    figures_of,
    labels_of,
    line_of,
    words_of,
)

FIGURES = 250
ROW_HEIGHT, TOP, LEGEND = 38, 30, 34
INK, GREY, MARK = "#1a1a1a", "#5c5c5c", "#b34700"
DARK, MIDDLE, PALE = "#0b4a5e", "#6b9dac", "#e3ebee"
FONT = "IBM Plex Sans"

# Vega describes every bar to screen readers; one picture with one description is what helps.
INNER_ROLES = re.compile(r' (?:aria-[a-z]+|role|style|class|pointer-events)="[^"]*"')
VIEW_BOX = re.compile(r'viewBox="([^"]*)"')

Cell = str | Decimal | None


@dataclass(frozen=True)
class Chart:
    """A picture, its title, its figures as a table, and what it shows in words."""

    title: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    description: str


@dataclass(frozen=True)
class Series:
    """One set of bars: the higher the bar, the further back it stands."""

    name: str
    amounts: tuple[Decimal, ...]
    height: int
    colour: str
    outline: str = ""


def limits_chart(
    limits: Sequence[tuple[str, Decimal | None]],
    entitlement: Decimal,
    claimed: Decimal,
    language: str,
    meanings: Mapping[str, str] | None = None,
) -> Chart:
    """The limits as bars: how much room each leaves, and which of them binds.

    *meanings* says in words what a limit is, where no table beside the picture does.
    """
    tested = [amount for _label, amount in limits if amount is not None]
    smallest = min(tested, default=None)
    with override(language):
        title = _("The five limits")
        rows = tuple(
            (label, amount, _limit_note(amount, smallest, entitlement)) for label, amount in limits
        )
        binding = ", ".join(label for label, amount, note in rows if note == _("binding"))
        message = _(
            "Binding limit: %(binding)s. Entitlement %(entitlement)s, claimed so far %(claimed)s."
        )
        description = _sentence(
            message, {"binding": binding or "–"}, entitlement=entitlement, claimed=claimed
        )
        values = [_limit_bar(row, one, smallest) for row, one in enumerate(rows)]
        entitled = _("Entitlement %(amount)s") % {"amount": money_text(entitlement)}
        so_far = _("Claimed so far %(amount)s") % {"amount": money_text(claimed)}
        columns = (_("Limit"), _("Amount"), _("Room above the entitlement"))
    highest = max([*tested, entitlement, claimed, Decimal(1)])
    height = ROW_HEIGHT * max(len(limits), 1)
    told = meanings or {}
    labels = [f"{label} {told.get(label, '')}".strip() for label, _amount in limits]
    fill = {"condition": {"test": "datum.binding", "value": DARK}, "value": PALE}
    spec = _canvas(height, TOP, TOP) | {
        "data": data_of(values),
        "layer": [
            _bars("amount", 20, fill, GREY, highest),
            *labels_of(labels),
            *figures_of("datum.binding"),
            *line_of(entitled, entitlement, highest, INK, at_top=True, height=height),
            *line_of(so_far, claimed, highest, MARK, at_top=False, height=height),
        ],
    }
    return Chart(title, _svg(_canonical(spec), title, description), columns, rows, description)


def used_chart(
    rows: Sequence[tuple[str, Decimal, Decimal, Decimal, Decimal]], language: str
) -> Chart:
    """Budget against what is reported, verified and claimed, one line or partner a row."""
    with override(language):
        title = _("Budget and use")
        labels, budget, reported, verified, claimed = _by_column(rows, 5)
        series = (
            Series(_("Budget"), budget, 26, PALE, GREY),
            Series(_("Reported"), reported, 18, MIDDLE),
            Series(_("Verified"), verified, 10, DARK),
            Series(_("Claimed"), claimed, 4, MARK),
        )
        message = _(
            "After corrections and before revenue: reported %(reported)s of a budget of "
            "%(budget)s; verified %(verified)s; claimed %(claimed)s."
        )
        description = _sentence(
            message,
            reported=sum(reported, Decimal(0)),
            budget=sum(budget, Decimal(0)),
            verified=sum(verified, Decimal(0)),
            claimed=sum(claimed, Decimal(0)),
        )
        svg = bullets(labels, series, budget, reported, title, description)
        columns = (_("Line"), *(one.name for one in series))
    return Chart(title, svg, columns, tuple(tuple(row) for row in rows), description)


def share_chart(rows: Sequence[tuple[str, Decimal, Decimal]], language: str) -> Chart:
    """The financing plan against what has come in, one source a row."""
    with override(language):
        title = _("Financing plan and actual financing")
        labels, planned, actual = _by_column(rows, 3)
        series = (
            Series(_("Plan"), planned, 26, PALE, GREY),
            Series(_("Actual"), actual, 14, DARK),
        )
        description = _sentence(
            _("Actual %(actual)s of planned %(planned)s."),
            actual=sum(actual, Decimal(0)),
            planned=sum(planned, Decimal(0)),
        )
        svg = bullets(labels, series, planned, actual, title, description)
        columns = (_("Source"), *(one.name for one in series))
    return Chart(title, svg, columns, tuple(tuple(row) for row in rows), description)


def _limit_bar(
    row: int, limit: tuple[str, Decimal | None, str], smallest: Decimal | None
) -> dict[str, Any]:
    _label, amount, note = limit
    return {
        "row": row,
        "amount": str(max(amount or Decimal(0), Decimal(0))),
        "binding": amount is not None and amount == smallest,
        "text": money_text(amount) if amount is not None else _("Not tested"),
        "note": note if amount is not None else "",
    }


def _sentence(message: str, words: dict[str, str] | None = None, **amounts: Decimal) -> str:
    """*message* with its amounts; the point of "kr." also ends the sentence."""
    texts = {name: money_text(amount, "kr") for name, amount in amounts.items()}
    text = message % ((words or {}) | texts)
    return text.replace("kr..", "kr.")


def _limit_note(amount: Decimal | None, smallest: Decimal | None, entitlement: Decimal) -> str:
    if amount is None:
        return _("Not tested")
    if amount == smallest:
        return _("binding")
    return _("room %(amount)s") % {"amount": money_text(amount - entitlement)}


def _by_column(rows: Sequence[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def bullets(
    labels: Sequence[str],
    series: Sequence[Series],
    whole: Sequence[Decimal],
    part: Sequence[Decimal],
    title: str,
    description: str,
    note: Callable[[Decimal, Decimal], str] | None = None,
    texts: Sequence[str] = (),
) -> str:
    """Bars of falling height on each other: the whole behind, its parts before it.

    Beside them stand *part* and *whole* in words, with a *note* on the two of them; *texts* says
    those words where they are no amounts.
    """
    note = note or _used_note
    values = [
        {
            "row": row,
            **{f"s{at}": str(max(one.amounts[row], Decimal(0))) for at, one in enumerate(series)},
            "text": texts[row] if texts else f"{money_text(part[row])} / {money_text(whole[row])}",
            "note": note(part[row], whole[row]),
            "over": part[row] > whole[row],
        }
        for row in range(len(labels))
    ]
    highest = max([amount for one in series for amount in one.amounts] + [Decimal(1)])
    height = ROW_HEIGHT * max(len(labels), 1)
    spec = _canvas(height, LEGEND, 4) | {
        "data": data_of(values, [f"s{at}" for at in range(len(series))]),
        "layer": [
            *(
                _bars(
                    f"s{at}",
                    one.height,
                    {"value": one.colour},
                    one.outline or one.colour,
                    highest,
                )
                for at, one in enumerate(series)
            ),
            *labels_of(labels),
            *figures_of("datum.over"),
            *_legend(series),
        ],
    }
    return _svg(_canonical(spec), title, description)


def _used_note(part: Decimal, whole: Decimal) -> str:
    if not whole:
        return _("not planned") if part else ""
    share = percent_text(Fraction(part) / Fraction(whole))
    return _("%(share)s, more than planned") % {"share": share} if part > whole else share


def _canvas(height: int, above: int, below: int) -> Spec:
    """A drawing whose margins are given, so that no measured font can move anything."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": PLOT,
        "height": height,
        "autosize": "none",
        "padding": {"left": LABELS, "right": FIGURES, "top": above, "bottom": below},
        "background": None,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "text": {"fontSize": LETTERS, "color": INK},
        },
    }


def _bars(field: str, height: int, fill: Spec, outline: str, domain: Decimal) -> Spec:
    top = int(domain.to_integral_value(ROUND_CEILING))
    scale = {"domain": [0, top], "nice": False, "zero": True}
    return {
        "transform": [{"filter": f"datum.{field} > 0"}],
        "mark": {"type": "bar", "height": height, "stroke": outline},
        "encoding": {
            "y": ROWS,
            "x": {"field": field, "type": "quantitative", "axis": None, "scale": scale},
            "fill": fill,
        },
    }


def _legend(series: Sequence[Series]) -> list[Spec]:
    """Which bar is which: a sample in its own height and colour, and its name."""
    marks: list[Spec] = []
    for at, one in enumerate(series):
        left = at * 130
        sample = {
            "type": "rect",
            "fill": one.colour,
            "stroke": one.outline or one.colour,
        }
        half = min(one.height, 16) // 2
        marks.append(
            {
                "data": data_of([{}]),
                "mark": sample,
                "encoding": {
                    "x": {"value": left},
                    "x2": {"value": left + 20},
                    "y": {"value": -18 - half},
                    "y2": {"value": -18 + half},
                },
            }
        )
        marks.append(
            {
                "data": data_of([{"text": one.name}]),
                "mark": words_of(align="left", dx=27),
                "encoding": {
                    "x": {"value": left},
                    "y": {"value": -18},
                    "text": {"field": "text"},
                },
            }
        )
    return marks


def _canonical(spec: Spec) -> str:
    return json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=256)
def _svg(spec: str, title: str, description: str) -> str:
    """Drawn once for the same figures; the first drawing of a process takes most of a second."""
    drawn = str(vl_convert.vegalite_to_svg(spec))
    drawn = INNER_ROLES.sub("", drawn)
    head, _opening, body = drawn.partition(">")
    size = VIEW_BOX.search(head)
    box = size.group(1) if size else "0 0 885 300"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" '
        f'width="{box.split()[2]}" height="{box.split()[3]}" '
        f'aria-label="{escape(f"{title}. {description}")}" focusable="false">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{body}"
    )
