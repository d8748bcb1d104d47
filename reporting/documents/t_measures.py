"""The tables of the status note: key figures, Table 1, the annexes, the catalogue (rules 5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from consortium.queries.texts import number_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import Barrier, FundingTable, KeyFigure, Measure
from grants.models.measures import PHASES, STATUS_CODES
from grants.rules import fundingtable as rules
from grants.rules.notes import Compared
from reporting.documents.material import choice
from reporting.documents.tables import (
    DATE,
    INT,
    MONEY,
    SUBTOTAL,
    TOTAL,
    Cell,
    Column,
    Row,
    Table,
    Words,
    both,
)

NUMBER, PROPOSAL = _("No."), _("Proposal")


def same(text: str) -> Words:
    """Words that the lead wrote: they read the same in every language."""
    return Words(text, text)


def key_figure_table(figures: Iterable[KeyFigure]) -> Table:
    """Value, year, change and source of each figure."""
    columns = (
        Column("figure", both(_("Figure")), width=34),
        Column("value", both(_("Value")), width=18),
        Column("year", both(_("Year")), width=8),
        Column("change", both(_("How it changed")), width=20),
        Column("source", both(_("Source")), width=24),
    )
    rows = tuple(
        Row((one.label, _value(one), str(one.year), one.change, one.source)) for one in figures
    )
    return Table("N1", both(_("The latest key figures")), columns, rows)


def _value(figure: KeyFigure) -> Words:
    places = 0 if figure.value == figure.value.to_integral_value() else 2
    told = {
        language: " ".join(
            part
            for part in (figure.about, number_text(figure.value, places, language), figure.unit)
            if part
        )
        for language in ("da", "en")
    }
    return Words(told["da"], told["en"])


def funding_table(table: FundingTable, law: rules.FundingTable) -> Table:
    """Table 1: sources by group, blanks blank, totals per row and per column (C28)."""
    amounts = [cell for row in law.rows for cell in row.cells if cell is not None]
    is_whole = all(cell == cell.to_integral_value() for cell in amounts)
    kind = INT if is_whole else MONEY

    def shown(amount: Decimal | None) -> Cell:
        return int(amount) if is_whole and amount is not None else amount

    years = tuple(
        Column(f"y{year}", same(str(year)), kind, summed=True, width=10) for year in law.years
    )
    columns = (
        Column("source", both(_("DKK 1,000, %(level)s"), level=law.price_level), width=44),
        *years,
        Column("total", both(_("Total")), kind, summed=True, width=11),
    )
    rows: list[Row] = []
    for group in law.groups:
        for row in law.rows:
            if row.group == group:
                cells = tuple(shown(cell) for cell in row.cells)
                rows.append(Row((row.label, *cells, shown(row.total))))
        sums = [shown(total) for total in law.column_totals(group)]
        rows.append(Row((same(group), *sums, shown(law.total(group))), SUBTOTAL))
    sums = [shown(total) for total in law.column_totals()]
    rows.append(Row((both(_("Grand total")), *sums, shown(law.total())), TOTAL))
    notes = [same(line) for line in table.footnotes.splitlines() if line.strip()]
    notes.append(
        both(_("Totals of columns, groups and the whole are added here; blanks are no amount."))
    )
    title = both(_("Table %(number)s. %(title)s"), number=table.number, title=table.title)
    return Table(f"T{table.number}", title, columns, tuple(rows), tuple(notes))


def status_table(
    code: str, title: Words, measures: Sequence[Any], owner: Words, owners: Mapping[int, str]
) -> Table:
    """Number, proposal, owner and status, by phase as the annexes of 004 have it."""
    columns = (
        Column("number", both(NUMBER), width=6),
        Column("proposal", both(PROPOSAL), width=25),
        Column("owner", owner, width=26),
        Column("status", both(_("Status")), width=17),
        Column("text", both(_("What has happened")), width=56),
        Column("on", both(_("Dated")), DATE, width=11),
    )
    rows = []
    for phase, _label in PHASES:
        of_phase = [one for one in measures if one.phase == phase]
        if of_phase:
            rows.append(Row((None, choice(PHASES, phase), None, None, None, None), SUBTOTAL))
        rows += [Row(_status_cells(one, owners[one.pk])) for one in of_phase]
    return Table(code, title, columns, tuple(rows))


def _status_cells(one: Any, owners: str) -> tuple[Cell, ...]:
    said = choice(STATUS_CODES, one.status_code) if one.status_code else None
    cells = (str(one.number), one.title, owners)
    return (*cells, said, one.status_text, one.status_on)


def catalogue_table(measures: Sequence[Measure]) -> Table:
    """Who, new or running, target group, effect, resources; an empty cell stays empty."""
    columns = (
        Column("number", both(NUMBER), width=8),
        Column("proposal", both(PROPOSAL), width=34),
        Column("who", both(_("Who")), width=16),
        Column("new", both(_("New or running")), width=12),
        Column("target", both(_("Target group")), width=26),
        Column("effect", both(_("Effect")), width=10),
        Column("resources", both(_("Resources")), width=14),
    )
    new, running = both(_("New")), both(_("Running"))
    rows: list[Row] = []
    for phase, _label in PHASES:
        rows.append(Row((None, choice(PHASES, phase), *([None] * 5)), SUBTOTAL))
        for one in (one for one in measures if one.phase == phase):
            age = running if one.is_running else new
            told = (one.who, age, one.target_group, one.effect, one.resources)
            rows.append(Row((str(one.number), one.title, *told)))
    return Table("K1", both(_("The catalogue")), columns, tuple(rows))


def barrier_table(barriers: Iterable[Barrier]) -> Table:
    """The barriers in their three groups."""
    columns = (
        Column("phase", both(_("Phase")), width=14),
        Column("number", both(NUMBER), width=8),
        Column("barrier", both(_("Barrier")), width=90),
    )
    rows = tuple(Row((choice(PHASES, one.phase), str(one.number), one.text)) for one in barriers)
    return Table("K2", both(_("The barriers")), columns, rows)


def difference_table(found: Sequence[Compared], labels: Sequence[tuple[str, object]]) -> Table:
    """What another document prints, what the register counts, and why they differ."""
    columns = (
        Column("count", both(_("Counted")), width=28),
        Column("where", both(_("Printed where")), width=22),
        Column("stated", both(_("Printed")), INT, width=12),
        Column("counted", both(_("The register")), INT, width=13),
        Column("difference", both(_("Difference")), INT, width=14),
        Column("why", both(_("Explanation")), width=42),
    )
    rows = tuple(
        Row(
            (
                choice(labels, one.key),
                one.where,
                one.stated,
                one.counted,
                one.difference,
                one.explanation,
            )
        )
        for one in found
    )
    return Table("K3", both(_("Counts as printed and as counted")), columns, rows)
