"""What explains a figure: its formula in words and symbols, its rule, its inputs, its rows.

One closed vocabulary (`figures`): a figure that is shown has one entry, and page and paper explain
it from that entry alone. A formula is written in the symbols of rules.md 2.2 and in plain
arithmetic; d() rounds down and q() half up to whole øre (R-02), so what a reader works out by hand
is what the engine stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

MONEY, RATE, HOURS, PERCENT = "money", "rate", "hours", "percent"

# Where a figure can stand: on the grant as it is today, in a stored claim, in a partner's report.
GRANT, CLAIM, REPORT = "grant", "claim", "report"

SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True)
class Variant:
    """How a figure reads under terms that differ: another formula, in words and with its inputs."""

    formula: str
    words: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One explainable figure.

    *title* and *words* are message ids. *inputs* are keys of other figures, in the order of the
    formula. *rows* names the rows that stand behind it; they add up to the figure itself, or to the
    one that *rows_of* names where the figure is worked out from that one.
    """

    key: str
    title: str
    words: str
    symbol: str = ""
    formula: str = ""
    rule: str = ""
    law: str = ""
    inputs: tuple[str, ...] = ()
    rows: str = ""
    rows_of: str = ""
    unit: str = MONEY
    scopes: frozenset[str] = frozenset({GRANT, CLAIM})
    variants: Mapping[str, Variant] = field(default_factory=dict)

    def under(self, variant: str) -> Figure:
        """The figure as *variant* of the terms has it; without one, as it stands."""
        if not variant:
            return self
        found = self.variants[variant]
        return replace(self, formula=found.formula, words=found.words, inputs=found.inputs)


def vocabulary(*parts: Iterable[Figure]) -> dict[str, Figure]:
    """All figures by key. Raises ValueError if two explain the same, or one rests on a stranger."""
    found: dict[str, Figure] = {}
    for figure in (one for part in parts for one in part):
        if figure.key in found:
            raise ValueError(f"{figure.key} would be explained twice")
        found[figure.key] = figure
    for figure in found.values():
        named = {*figure.inputs, *(key for v in figure.variants.values() for key in v.inputs)}
        if strangers := named - set(found):
            raise ValueError(f"{figure.key} rests on {sorted(strangers)}, which nobody explains")
    return found


def worked(formula: str, values: Mapping[str, str]) -> str:
    """*formula* with its symbols replaced by their values, as text: d(1/2 × 4.000.000,00)."""
    return SYMBOL.sub(lambda found: values.get(found[0], found[0]), formula)
