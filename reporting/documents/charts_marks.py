"""The parts of a chart that are words: labels, figures, and named lines through the bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from reporting.documents.typeset import Face

LABELS, PLOT, LETTERS = 215, 420, 13
MOST_LETTERS = 28
Spec = dict[str, Any]
# The rows in their given order, also where two of them carry the same label.
ROWS: Spec = {"field": "row", "type": "ordinal", "axis": None}


def data_of(values: list[dict[str, Any]], amounts: Sequence[str] = ("amount",)) -> Spec:
    """Values that stand in the picture's own description; nothing is fetched."""
    return {
        "values": values,
        "format": {"type": "json", "parse": dict.fromkeys(amounts, "number")},
    }


def words_of(**how: Any) -> Spec:
    """A mark that is a text."""
    return {"type": "text", "baseline": "middle", **how}


def labels_of(labels: Sequence[str]) -> list[Spec]:
    """What each row is called, to the left of its bars; a long name stands on two lines."""
    broken = [_broken(label) for label in labels]
    values = [
        {"row": row, "first": first, "second": second} for row, (first, second) in enumerate(broken)
    ]
    high, low = ("datum.second ? -8 : 0", "8")
    return [
        {
            "data": data_of(values),
            "mark": words_of(align="right", dx=-10, dy={"expr": dy}),
            "encoding": {"y": ROWS, "x": {"value": 0}, "text": {"field": field}},
        }
        for field, dy in (("first", high), ("second", low))
    ]


def _broken(label: str) -> tuple[str, str]:
    """The two lines of *label*, measured in the house's own face; more would end in dots."""
    face = _face()
    if not face.has(label):
        return label[:MOST_LETTERS], label[MOST_LETTERS : 2 * MOST_LETTERS]
    first, *rest = face.lines(label, (LABELS - 15) / LETTERS)
    dots = "…" if len(rest) > 1 else ""
    return first, f"{rest[0]}{dots}" if rest else ""


@cache
def _face() -> Face:
    return Face("Regular")


def figures_of(bold: str) -> list[Spec]:
    """The amounts in words to the right of the bars, where nothing can cover them."""
    weight = {"expr": f"{bold} ? 700 : 400"}
    return [
        {
            "mark": words_of(fontSize=size, fontWeight=weight, align="left", dx=14, dy=dy),
            "encoding": {"y": ROWS, "x": {"value": PLOT}, "text": {"field": field}},
        }
        for field, dy, size in (("text", -7, 13), ("note", 9, 12))
    ]


def line_of(
    text: str, amount: Decimal, highest: Decimal, colour: str, *, height: int, at_top: bool
) -> list[Spec]:
    """An upright line at *amount* through all bars, named above or below them."""
    across = round(PLOT * max(Fraction(amount), Fraction(0)) / Fraction(highest))
    side = {"align": "right", "dx": 4} if across > PLOT // 2 else {"align": "left", "dx": -4}
    dash = [1, 0] if at_top else [5, 3]
    rule = {"type": "rule", "color": colour, "strokeWidth": 2, "strokeDash": dash}
    ends = (-8, height) if at_top else (0, height + 8)
    return [
        {
            "data": data_of([{}]),
            "mark": rule,
            "encoding": {
                "x": {"value": across},
                "y": {"value": ends[0]},
                "y2": {"value": ends[1]},
            },
        },
        {
            "data": data_of([{"text": text}]),
            "mark": words_of(color=colour, fontWeight=600, **side),
            "encoding": {
                "x": {"value": across},
                "y": {"value": -17 if at_top else height + 18},
                "text": {"field": "text"},
            },
        },
    ]
