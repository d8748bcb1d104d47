"""Tables in 1.000 kr.: every figure is rounded by itself, and the residue is said (R-95, C29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from consortium.rules.money import ZERO, as_fraction, round_half_up
from consortium.rules.refusals import gettext_noop as _

ROUNDING_NOTE = _("Differences are due to rounding")


@dataclass(frozen=True)
class Cell:
    """One printed figure in 1.000 kr.; None stays blank; `forced` marks one that was changed."""

    thousands: int | None
    forced: bool = False


@dataclass(frozen=True)
class RoundedSum:
    """Parts and their total in 1.000 kr.; `residue` is the total minus the printed parts."""

    parts: tuple[Cell, ...]
    total: int

    @property
    def residue(self) -> int:
        """What the printed parts lack of the printed total."""
        return self.total - sum(cell.thousands or 0 for cell in self.parts)


@dataclass(frozen=True)
class RoundedTable:
    """A table in 1.000 kr.: its rows with their totals, its columns with theirs, and all of it."""

    rows: tuple[RoundedSum, ...]
    columns: tuple[RoundedSum, ...]
    total: int

    @property
    def needs_note(self) -> bool:
        """Whether any sum as printed has a residue, so that `ROUNDING_NOTE` must stand below."""
        return any(line.residue for line in (*self.rows, *self.columns, *self._margins))

    @property
    def _margins(self) -> tuple[RoundedSum, RoundedSum]:
        row_totals = tuple(Cell(line.total) for line in self.rows)
        column_totals = tuple(Cell(line.total) for line in self.columns)
        return RoundedSum(row_totals, self.total), RoundedSum(column_totals, self.total)


def in_thousands(amount: Decimal) -> int:
    """Return *amount* DKK in 1.000 kr., half away from zero."""
    return round_half_up(as_fraction(amount) / 1000)


def rounded(parts: Sequence[Decimal | None]) -> RoundedSum:
    """Round *parts* in DKK and their exact total, each by itself (R-95). None stays blank."""
    cells = tuple(Cell(None if part is None else in_thousands(part)) for part in parts)
    return RoundedSum(cells, in_thousands(_total(parts)))


def forced(parts: Sequence[Decimal | None]) -> RoundedSum:
    """Round *parts* in DKK by the largest remainder, so that they add up to the rounded total.

    Ties go to the larger part, then to the earlier one. Cells that differ from plain rounding are
    marked as forced (R-95, opt-in).
    """
    plain = rounded(parts)
    exact = {i: as_fraction(part) / 1000 for i, part in enumerate(parts) if part is not None}
    shares = {i: floor(share) for i, share in exact.items()}
    first_served = sorted(exact, key=lambda i: (shares[i] - exact[i], -exact[i], i))
    for i in first_served[: plain.total - sum(shares.values())]:
        shares[i] += 1
    cells = (
        Cell(shares.get(i), forced=shares.get(i) != cell.thousands)
        for i, cell in enumerate(plain.parts)
    )
    return RoundedSum(tuple(cells), plain.total)


def rounded_table(
    rows: Sequence[Sequence[Decimal | None]], *, force_rows: bool = False
) -> RoundedTable:
    """Round a table in DKK, all rows of one length; with *force_rows* each row adds up (R-95).

    Totals are always rounded from the exact sums. Raises ValueError if the rows differ in length.
    """
    round_row = forced if force_rows else rounded
    return RoundedTable(
        rows=tuple(round_row(row) for row in rows),
        columns=tuple(rounded(column) for column in zip(*rows, strict=True)),
        total=in_thousands(sum((_total(row) for row in rows), ZERO)),
    )


def _total(parts: Sequence[Decimal | None]) -> Decimal:
    return sum((part for part in parts if part is not None), ZERO)
