"""The multi-year funding table: rows by source group, columns by year, true blanks (C28).

Amounts keep the table's own unit (kroner, or 1.000 kr.); `None` is "no amount", not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import as_fraction, round_half_up
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _

Cells = tuple[Decimal | None, ...]


@dataclass(frozen=True)
class FundingRow:
    """One source: its *group*, its *label*, one cell a year, and the row total as printed."""

    group: str
    label: str
    cells: Cells
    printed: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The sum of the cells that hold an amount."""
        return _added(self.cells)


@dataclass(frozen=True)
class FundingTable:
    """A table whose cells all have one *price_level* (R-96). Raises ValueError if it is ragged."""

    years: tuple[int, ...]
    rows: tuple[FundingRow, ...]
    price_level: str

    def __post_init__(self) -> None:
        ragged = [row.label for row in self.rows if len(row.cells) != len(self.years)]
        if ragged:
            raise ValueError(f"every row needs {len(self.years)} cells: {', '.join(ragged)}")

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in the order of their first row."""
        return tuple(dict.fromkeys(row.group for row in self.rows))

    def column_totals(self, group: str | None = None) -> tuple[Decimal, ...]:
        """Return the sum of every column, of one *group* or of all rows; 0 where all is blank."""
        rows = [row.cells for row in self.rows if group in (None, row.group)]
        return tuple(_added(column) for column in zip(*rows, strict=True))

    def total(self, group: str | None = None) -> Decimal:
        """Return the sum of all cells, of one *group* or of all rows."""
        return sum((row.total for row in self.rows if group in (None, row.group)), Decimal(0))


@dataclass(frozen=True)
class StatedTotal:
    """A total named in the text beside what the table holds, and the warning if they differ."""

    outside: Decimal
    inside_share: Fraction
    warnings: tuple[Breach, ...] = ()


def row_faults(table: FundingTable) -> list[Breach]:
    """Find rows whose printed total is not the sum of their cells."""
    message = _(
        "%(row)s prints %(printed)s, its years add up to %(computed)s; correct a year or the total."
    )
    return [
        Breach(
            "ROW_TOTAL",
            message,
            row.label,
            {"row": row.label, "printed": row.printed, "computed": row.total},
            "R-95",
        )
        for row in table.rows
        if row.printed is not None and row.printed != row.total
    ]


def compare_stated(stated: Decimal, inside: Decimal) -> StatedTotal:
    """Compare a grant *stated* in the text with the part *inside* the table, same unit (C28).

    A difference is a warning: part of the money may lie with others. Raises ValueError unless
    *stated* is above zero.
    """
    if stated <= 0:
        raise ValueError("a stated grant is above zero")
    share = as_fraction(inside) / as_fraction(stated)
    if stated == inside:
        return StatedTotal(stated - inside, share)
    message = _("The text says %(stated)s, the table holds %(inside)s; %(outside)s lies elsewhere.")
    params = {"stated": stated, "inside": inside, "outside": stated - inside}
    warning = Breach("STATED_DIFFERS", message, "stated", params, "R-96")
    return StatedTotal(stated - inside, share, (warning,))


def joined(first: FundingTable, second: FundingTable) -> FundingTable:
    """Return both tables as one. Raises Refused unless years and price level agree (R-96)."""
    if first.price_level != second.price_level:
        raise Refused.because(
            _(
                "Amounts at %(first)s and at %(second)s price level cannot be added; convert one "
                "table to the level of the other first."
            ),
            rule="R-96",
            code="PRICE_LEVELS",
            first=first.price_level,
            second=second.price_level,
        )
    if first.years != second.years:
        raise Refused.because(
            _(
                "One table covers %(first)s, the other %(second)s; they cannot be added. Give both "
                "the same years."
            ),
            rule="R-96",
            code="YEARS",
            first=first.years,
            second=second.years,
        )
    return FundingTable(first.years, first.rows + second.rows, first.price_level)


def _added(cells: Sequence[Decimal | None]) -> Decimal:
    return sum((cell for cell in cells if cell is not None), Decimal(0))


@dataclass(frozen=True)
class Index:
    """What one unit of the level *first* is at *second*, and who publishes it."""

    first: str
    second: str
    factor: Decimal
    source: str


def converted(table: FundingTable, index: Index) -> FundingTable:
    """Return *table* at another price level; every cell is rounded by itself, half up (R-95, R-96).

    Printed totals belong to the level that they were printed at and are left out. Raises Refused
    unless the index names its source and begins at the level of the table.
    """
    refuse_if(check_index(index))
    if index.first != table.price_level:
        raise Refused.because(
            _("The index begins at %(first)s price level, the table stands at %(level)s."),
            rule="R-96",
            code="PRICE_LEVELS",
            first=index.first,
            level=table.price_level,
        )
    rows = tuple(
        FundingRow(row.group, row.label, tuple(_at(cell, index.factor) for cell in row.cells))
        for row in table.rows
    )
    return FundingTable(table.years, rows, index.second)


def check_index(index: Index) -> list[Breach]:
    """An index is above zero, leads somewhere else, and names its source (R-96)."""
    found = []
    if index.factor <= 0:
        message = _("A price index is above zero.")
        found.append(Breach("INDEX_WRONG", message, "factor", rule="R-96"))
    if index.first == index.second:
        message = _("The index leads from %(level)s to itself.")
        params: dict[str, object] = {"level": index.first}
        found.append(Breach("INDEX_IDLE", message, "to_level", params, "R-96"))
    if not index.source.strip():
        message = _("Name who publishes the index; without a source no amount is converted.")
        found.append(Breach("INDEX_UNSOURCED", message, "source", rule="R-96"))
    return found


def _at(cell: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if cell is None else Decimal(round_half_up(as_fraction(cell) * as_fraction(factor)))
