"""The funding table: opened, filled row by row or from a grid, converted by a named index (C28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from grants.models import FundingCell, FundingLine, FundingTable, Grant, PriceIndex
from grants.queries.measures import next_number
from grants.rules.fundingtable import Cells, FundingRow, Index, check_index, row_faults
from grants.rules.fundingtable import FundingTable as Law


class FundingRefused(Refused):
    """The table cannot hold it like this."""

    code = "FUNDING_REFUSED"


@dataclass(frozen=True)
class LineFacts:
    """One source: its amounts in 1.000 kr. by year; None is no amount."""

    group: str
    label: str
    cells: Cells
    printed: Decimal | None = None
    source_grant: Grant | None = None


@action
def open_funding_table(
    grant: Grant,
    *,
    title: str,
    price_level: str,
    first_year: int,
    last_year: int,
    footnotes: str = "",
    by: Any,
    at: dt.datetime,
) -> FundingTable:
    """Begin a table; all its amounts stand at one price level (R-96)."""
    grant = _register(grant, by)
    if not title.strip() or not price_level.strip() or not 0 <= last_year - first_year < 30:
        raise FundingRefused.because(
            _("A funding table has a title, its years in order and a price level."),
            rule="R-96",
            subject="price_level",
        )
    table = FundingTable.objects.create(
        grant=grant,
        number=next_number(FundingTable.objects.filter(grant=grant)),
        title=title.strip(),
        price_level=price_level.strip(),
        first_year=first_year,
        last_year=last_year,
        footnotes=footnotes.strip(),
    )
    after = {"title": title, "price_level": price_level, "years": [first_year, last_year]}
    record("funding.table_opened", table, chain=grant.ref, after=after)
    return table


@action
def enter_funding_lines(
    table: FundingTable, lines: Sequence[LineFacts], *, by: Any, at: dt.datetime
) -> list[FundingLine]:
    """Add rows at the end of the table: one by hand, or those of a grid that was looked at."""
    grant = _register(table.grant, by)
    made = []
    for facts in lines:
        _must_hold(table, facts)
        line = FundingLine(table=table, place=next_number(table.lines.all(), "place"))
        _fill(line, facts, table.years)
        made.append(line)
        record("funding.line_entered", line, chain=grant.ref, after=_told(facts, table))
    if not made:
        raise FundingRefused.because(_("There is no row to keep."), rule="R-96", subject="text")
    return made


@action
def change_funding_line(
    line: FundingLine,
    facts: LineFacts,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> FundingLine:
    """Correct one row of the table."""
    table = line.table
    grant = _register(table.grant, by)
    line = FundingLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    must_be_unchanged(line, edited_from, chain=grant.ref)
    _must_hold(table, facts)
    cells = {one.year: one.amount for one in line.cells.all()}
    before: Mapping[str, Any] = {"label": line.label, "cells": cells, "printed": line.printed}
    _fill(line, facts, table.years)
    after = _told(facts, table)
    record("funding.line_changed", line, chain=grant.ref, before=before, after=after)
    return line


@action
def name_price_index(grant: Grant, index: Index, *, by: Any, at: dt.datetime) -> PriceIndex:
    """Keep what one price level is at another, with who publishes it (R-96)."""
    grant = _register(grant, by)
    refuse_if(check_index(index), FundingRefused)
    row, _new = PriceIndex.objects.update_or_create(
        grant=grant,
        from_level=index.first,
        to_level=index.second,
        defaults={"factor": index.factor, "source": index.source.strip()},
    )
    after = {"from": index.first, "to": index.second, "factor": index.factor}
    record("funding.index_named", row, chain=grant.ref, after={**after, "source": row.source})
    return row


def _register(grant: Grant, by: Any) -> Grant:
    must(by, Capability.PLAN_PROJECT, grant)
    return Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)


def _must_hold(table: FundingTable, facts: LineFacts) -> None:
    if not facts.label.strip() or not facts.group.strip():
        raise FundingRefused.because(
            _("A row has a group and a source."), rule="R-96", subject="label"
        )
    if all(cell is None for cell in facts.cells):
        raise FundingRefused.because(
            _("%(row)s has no amount in any year."), rule="R-96", subject="label", row=facts.label
        )
    row = FundingRow(facts.group, facts.label, facts.cells, facts.printed)
    refuse_if(row_faults(Law(table.years, (row,), table.price_level)), FundingRefused)


def _fill(line: FundingLine, facts: LineFacts, years: Sequence[int]) -> None:
    line.group, line.label = facts.group.strip(), facts.label.strip()
    line.printed, line.source_grant = facts.printed, facts.source_grant
    line.save()
    wanted = {
        year: amount for year, amount in zip(years, facts.cells, strict=True) if amount is not None
    }
    for cell in line.cells.all():
        if cell.year not in wanted:
            cell.delete()
        elif cell.amount != wanted.pop(cell.year):
            cell.amount = facts.cells[list(years).index(cell.year)]
            cell.save()
    for year, amount in wanted.items():
        FundingCell.objects.create(line=line, year=year, amount=amount)


def _told(facts: LineFacts, table: FundingTable) -> dict[str, Any]:
    cells = dict(zip(table.years, facts.cells, strict=True))
    return {"group": facts.group, "label": facts.label, "cells": cells, "printed": facts.printed}
