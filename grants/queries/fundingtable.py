"""A funding table as the law reads it: its rows with their cells, totals left to the rules."""

from __future__ import annotations

from django.db.models import Prefetch

from grants.models import FundingCell, FundingLine, FundingTable, Grant
from grants.rules import fundingtable as rules


def tables_of(grant: Grant) -> list[FundingTable]:
    """The funding tables of *grant* with everything that stands in them."""
    cells = FundingCell.objects.order_by("year")
    lines = FundingLine.objects.select_related("source_grant").order_by("place")
    filled = lines.prefetch_related(Prefetch("cells", queryset=cells))
    return list(
        FundingTable.objects.filter(grant=grant).prefetch_related(
            Prefetch("lines", queryset=filled)
        )
    )


def law_of(table: FundingTable) -> rules.FundingTable:
    """*table*, which `tables_of` has read, as rows of cells: None where a year is blank."""
    return rules.FundingTable(
        table.years, tuple(row_of(line, table.years) for line in table.lines.all()),
        table.price_level,
    )  # fmt: skip


def row_of(line: FundingLine, years: tuple[int, ...]) -> rules.FundingRow:
    """One row of it."""
    amounts = {cell.year: cell.amount for cell in line.cells.all()}
    return rules.FundingRow(
        line.group, line.label, tuple(amounts.get(year) for year in years), line.printed
    )
