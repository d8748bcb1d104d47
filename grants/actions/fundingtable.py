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
from grants.models import (
    FundingCell,
    FundingLine,
    FundingTable,
    Grant,
    PriceIndex,
    StatedTotal,
)
from grants.queries.measures import next_number
from grants.rules.fundingtable import Cells, FundingRow, Index, check_index, row_faults
from grants.rules.fundingtable import FundingTable as Law

HEAD = ("title", "price_level", "first_year", "last_year", "footnotes")


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
    _must_have_head(title, price_level, first_year, last_year)
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
def change_funding_table(
    table: FundingTable,
    *,
    title: str,
    price_level: str,
    first_year: int,
    last_year: int,
    footnotes: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> FundingTable:
    """Correct the head of a table; its years still hold every amount that stands in it."""
    grant = _register(table.grant, by)
    table = FundingTable.objects.select_for_update(of=("self",)).get(pk=table.pk)
    must_be_unchanged(table, edited_from, chain=grant.ref)
    _must_have_head(title, price_level, first_year, last_year)
    cells = FundingCell.objects.filter(line__table=table)
    outside = cells.exclude(year__gte=first_year, year__lte=last_year).order_by("year").first()
    if outside is not None:
        raise FundingRefused.because(
            _("There is an amount in %(year)s; a table keeps the years of its amounts."),
            rule="R-96",
            subject="last_year",
            year=str(outside.year),
        )
    before = {name: getattr(table, name) for name in HEAD}
    table.title, table.price_level = title.strip(), price_level.strip()
    table.first_year, table.last_year = first_year, last_year
    table.footnotes = footnotes.strip()
    table.save()
    after = {name: getattr(table, name) for name in HEAD}
    record("funding.table_changed", table, chain=grant.ref, before=before, after=after)
    return table


@action
def state_total(
    table: FundingTable,
    *,
    group: str,
    amount: Decimal,
    where: str,
    explanation: str = "",
    by: Any,
    at: dt.datetime,
) -> StatedTotal:
    """Keep a total that a text names beside the table; where they differ the page warns (C28)."""
    grant = _register(table.grant, by)
    if amount <= 0 or not where.strip():
        raise FundingRefused.because(
            _("A stated total is above zero, and says where it is stated."),
            rule="R-96",
            subject="amount",
        )
    if group and not table.lines.filter(group=group).exists():
        raise FundingRefused.because(
            _("The table has no group “%(group)s”."), rule="R-96", subject="group", group=group
        )
    row, _new = StatedTotal.objects.update_or_create(
        table=table,
        group=group,
        where=where.strip(),
        defaults={"amount": amount, "explanation": explanation.strip()},
    )
    after = {"group": group, "amount": amount, "where": row.where}
    record("funding.total_stated", row, chain=grant.ref, after=after)
    return row


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


def _must_have_head(title: str, price_level: str, first_year: int, last_year: int) -> None:
    if not title.strip() or not price_level.strip() or not 0 <= last_year - first_year < 30:
        raise FundingRefused.because(
            _("A funding table has a title, its years in order and a price level."),
            rule="R-96",
            subject="price_level",
        )


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
