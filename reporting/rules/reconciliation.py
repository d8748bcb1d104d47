"""Figures that must be the same in two places of a report (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _


class Pair(Protocol):
    """Two figures with a name, in DKK."""

    @property
    def label(self) -> object:
        """What the figures are, in the reader's language when it is printed."""

    @property
    def left(self) -> Decimal:
        """The figure as it stands."""

    @property
    def right(self) -> Decimal:
        """The figure that it must equal."""

    @property
    def difference(self) -> Decimal:
        """Left minus right."""


def check_reconciliations(pairs: Iterable[Pair]) -> list[Breach]:
    """Name every pair that differs, by how much; a paper with one cannot be submitted."""
    message = _(
        "The figures do not agree: %(what)s. %(left)s kr. stands against %(right)s kr., "
        "a difference of %(difference)s kr. Find the row that is missing or counted twice."
    )
    return [
        Breach(
            "RECONCILIATION",
            message,
            str(pair.label),
            {
                "what": pair.label,
                "left": pair.left,
                "right": pair.right,
                "difference": pair.difference,
            },
            "rules 5.1",
        )
        for pair in pairs
        if pair.difference
    ]
