"""A funding table as the law reads it: its rows with their cells, totals left to the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from grants.models import FundingCell, FundingLine, FundingTable, Grant, StatedTotal
from grants.rules import fundingtable as rules


@dataclass(frozen=True)
class Stated:
    """A total that a text names, what the table holds of it, and how the two compare."""

    row: StatedTotal
    inside: Decimal
    compared: rules.StatedTotal


def tables_of(grant: Grant) -> list[FundingTable]:
    """The funding tables of *grant* with everything that stands in them."""
    cells = FundingCell.objects.order_by("year")
    lines = FundingLine.objects.select_related("source_grant").order_by("place")
    filled = lines.prefetch_related(Prefetch("cells", queryset=cells))
    return list(
        FundingTable.objects.filter(grant=grant).prefetch_related(
            Prefetch("lines", queryset=filled), "stated"
        )
    )


def stated_of(table: FundingTable, law: rules.FundingTable) -> list[Stated]:
    """Totals that a text names beside what *table*, which `tables_of` has read, holds (C28)."""
    return [
        Stated(one, inside, rules.compare_stated(one.amount, inside))
        for one in table.stated.all()
        for inside in [law.total(one.group or None)]
    ]


def law_of(table: FundingTable) -> rules.FundingTable:
    """*table*, which `tables_of` has read, as rows of cells: None where a year is blank."""
    return rules.FundingTable(
        table.years, tuple(row_of(line, table.years) for line in table.lines.all()),
        table.price_level,
    )  # fmt: skip


def laws_of(grant: Grant) -> list[tuple[FundingTable, rules.FundingTable]]:
    """Every table of *grant* with its law, in two questions; for what only reads them."""
    cells = (
        FundingLine.objects.filter(table__grant=grant)
        .order_by("table_id", "place")
        .values_list("table_id", "pk", "group", "label", "printed", "cells__year", "cells__amount")
    )
    lines: dict[int, dict[int, tuple[str, str, Decimal | None]]] = defaultdict(dict)
    amounts: dict[int, dict[int | None, Decimal | None]] = defaultdict(dict)
    for table, line, group, label, printed, year, amount in cells:
        lines[table][line] = (group, label, printed)
        amounts[line][year] = amount
    return [
        (
            one,
            rules.FundingTable(
                one.years,
                tuple(
                    rules.FundingRow(
                        group, label, tuple(amounts[line].get(year) for year in one.years), printed
                    )
                    for line, (group, label, printed) in lines[one.pk].items()
                ),
                one.price_level,
            ),
        )
        for one in FundingTable.objects.filter(grant=grant)
    ]


def row_of(line: FundingLine, years: tuple[int, ...]) -> rules.FundingRow:
    """One row of it."""
    amounts = {cell.year: cell.amount for cell in line.cells.all()}
    return rules.FundingRow(
        line.group, line.label, tuple(amounts.get(year) for year in years), line.printed
    )
