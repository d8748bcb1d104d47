"""Charts of a paper, drawn from the figures that were frozen with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reporting.documents.charts import Chart, limits_chart, share_chart, used_chart
from reporting.documents.charts_counts import targets_chart
from reporting.documents.parts import LIMITS_CHART, SHARE_CHART, TARGETS_CHART
from reporting.documents.t_financing import LIMIT_WORDS
from reporting.documents.tables import Picture, Words, both


def draw(picture: Picture, language: str) -> Chart:
    """*picture* as SVG with its figures as a table."""
    rows: list[tuple[Any, ...]] = [
        tuple(cell.text(language) if isinstance(cell, Words) else cell for cell in row)
        for row in picture.rows
    ]
    if picture.kind == LIMITS_CHART:
        figures = picture.figures
        nothing = Decimal(0)
        entitlement = figures.get("entitlement", nothing)
        return limits_chart(
            [(name, limit) for name, limit in rows],
            entitlement,
            figures.get("claimed", nothing),
            language,
            {name: both(words).text(language) for name, words in LIMIT_WORDS.items()},
        )
    if picture.kind == SHARE_CHART:
        return share_chart([(name, plan, actual) for name, plan, actual in rows], language)
    if picture.kind == TARGETS_CHART:
        return targets_chart([(name, target, reached) for name, target, reached in rows], language)
    return used_chart([(row[0], row[1], row[2], row[3], row[4]) for row in rows], language)
