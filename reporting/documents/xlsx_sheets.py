"""One table as a sheet: frozen head, filter, named ranges, and live sums under the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.cells import readable
from reporting.documents.tables import (
    DATE,
    HASH,
    HOURS,
    INT,
    MONEY,
    NORMAL,
    PERCENT,
    TEXT,
    TOTAL,
    Cell,
    Column,
    Row,
    Table,
    Words,
)
from reporting.documents.workbooks import Workbook, range_name, table_name

WIDTHS = {MONEY: 15, HOURS: 11, INT: 8, PERCENT: 10, DATE: 11, HASH: 20}
NARROWEST, WIDEST = 10, 44
HEADER_ROW = 2
# Beyond this the rows are streamed in afterwards (xlsx_rows.py); their looks are the same.
LONG = 2_000
LOOKED_AT = 500
# The names of the sums under a table run on into the next column, unless a sum stands there.
LABELS = 26


def is_long(table: Table) -> bool:
    """Whether the rows are streamed into the finished workbook."""
    return len(table.rows) > LONG


def add_table(workbook: Workbook, table: Table) -> None:
    """The sheet of *table*."""
    language = workbook.language
    sheet = workbook.sheet(table.code)
    workbook.heading(sheet, f"{table.code} {table.title.text(language)}")
    widths = [_width(table, place, language) for place in range(len(table.columns))]
    for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        label = column.label.text(language)
        sheet.write_string(HEADER_ROW, place, label, workbook.format(column.kind, "header"))
    labels = [column.label.text(language) for column in table.columns]
    workbook.fit(sheet, HEADER_ROW, zip(labels, widths, strict=True))
    sheet.freeze_panes(HEADER_ROW + 1, 1 if len(table.columns) > 4 else 0)
    sheet.repeat_rows(HEADER_ROW)
    first = HEADER_ROW + 1
    for line, row in _written_here(table):
        workbook.fit(sheet, first + line, _texts(row, table, widths, language))
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            _write(workbook, sheet, (first + line, place), cell, column, row.level)
    end = first + len(table.rows)
    normal = [line for line, row in enumerate(table.rows) if row.level == NORMAL]
    if normal:
        # Totals stand outside the filter, so that they stay when rows are hidden.
        sheet.autofilter(HEADER_ROW, 0, first + normal[-1], len(table.columns) - 1)
    _name_ranges(workbook, table, end)
    if table.checks:
        _sums(workbook, sheet, table, end)
        end += 3
    for offset, note in enumerate(table.notes, start=1):
        sheet.write_string(end + offset, 0, note.text(language))


def _written_here(table: Table) -> Sequence[tuple[int, Row]]:
    """All rows; of a long table the first of each level, which shows the others their look."""
    rows = list(enumerate(table.rows))
    if not is_long(table):
        return rows
    levels = sorted({row.level for row in table.rows})
    return sorted(next((line, row) for line, row in rows if row.level == level) for level in levels)


def _texts(
    row: Row, table: Table, widths: Sequence[int], language: str
) -> Iterator[tuple[str, int]]:
    for cell, column, width in zip(row.cells, table.columns, widths, strict=True):
        if column.kind == TEXT:
            yield readable(cell, TEXT, language), width


def _width(table: Table, place: int, language: str) -> int:
    column = table.columns[place]
    words = column.label.text(language).split()
    # The arrow of the filter covers what stands under it.
    head = max((len(word) for word in words), default=0) + 3
    if place == 0 and len(table.columns) > 1 and table.columns[1].summed:
        head = max(head, LABELS)
    if column.kind != TEXT:
        cells = (row.cells[place] for row in table.rows[-1:])
        total = max((len(readable(cell, column.kind, language)) for cell in cells), default=0)
        return max(head, total + 2, WIDTHS.get(column.kind, NARROWEST))
    texts = (readable(row.cells[place], TEXT, language) for row in table.rows[:LOOKED_AT])
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    return max(head, NARROWEST, min(longest + 2, WIDEST))


def _write(
    workbook: Workbook, sheet: Any, at: tuple[int, int], cell: Cell, column: Column, level: str
) -> None:
    look = workbook.format(column.kind, level)
    match cell:
        case None:
            sheet.write_blank(*at, None, look)
        case Words() | str():
            text = cell.text(workbook.language) if isinstance(cell, Words) else cell
            sheet.write_string(*at, text, look)
        case dt.date():
            sheet.write_datetime(*at, dt.datetime.combine(cell, dt.time()), look)
        case Fraction() if column.kind == PERCENT:
            sheet.write_number(*at, Decimal(cell.numerator) / Decimal(cell.denominator), look)
        case Fraction():
            sheet.write_string(*at, f"{cell.numerator}/{cell.denominator}", look)
        case _:
            sheet.write_number(*at, cell, look)


def _name_ranges(workbook: Workbook, table: Table, end: int) -> None:
    define, last = workbook.book.define_name, max(end - 1, HEADER_ROW)
    area = xl_range_abs(HEADER_ROW, 0, last, len(table.columns) - 1)
    define(table_name(table.code), f"='{table.code}'!{area}")
    for place, column in enumerate(table.columns):
        for level in (TOTAL, "subtotal"):
            if column.summed and (figure := table.figure(column.key, level)):
                cell = _absolute(HEADER_ROW + 1 + figure[0], place)
                end_of = "" if level == TOTAL else f":{level}"
                name = range_name(f"{table.code}:{column.key}{end_of}")
                define(name, f"='{table.code}'!{cell}")


def _absolute(line: int, place: int) -> str:
    return str(xl_rowcol_to_cell(line, place, row_abs=True, col_abs=True))


def _sums(workbook: Workbook, sheet: Any, table: Table, line: int) -> None:
    """The rows added up, the rows that a filter shows, and the sum less the printed total."""
    first = HEADER_ROW + 1
    total = max(at for at, row in enumerate(table.rows) if row.level == TOTAL)
    runs = _runs([row.level == NORMAL for row in table.rows])
    heads = (_("Sum of the rows"), _("Sum of the rows shown"), _("Check (must be 0)"))
    for offset, head in enumerate(heads):
        sheet.write_string(line + offset, 0, workbook.words(head), workbook.format(TEXT, "check"))
    checks = iter(table.checks)
    for place, column in enumerate(table.columns):
        if not column.summed or not isinstance(table.rows[total].cells[place], Decimal | int):
            continue
        check = next(checks)
        look = workbook.format(column.kind, "check")
        area = ",".join(xl_range(first + start, place, first + stop, place) for start, stop in runs)
        added = f"ROUND(SUM({area}),2)" if area else "0"
        shown = f"SUBTOTAL(109,{area})" if area else "0"
        cell, printed = xl_rowcol_to_cell(line, place), xl_rowcol_to_cell(first + total, place)
        sheet.write_formula(line, place, f"={added}", look, check.left)
        sheet.write_formula(line + 1, place, f"={shown}", look, check.left)
        difference = f"=ROUND({cell}-{printed},2)"
        sheet.write_formula(line + 2, place, difference, look, check.difference)
        name = range_name(f"{table.code}:{column.key}:sum")
        workbook.book.define_name(name, f"='{table.code}'!{_absolute(line, place)}")


def _runs(wanted: list[bool]) -> list[tuple[int, int]]:
    """First and last place of every unbroken run of wanted rows."""
    runs = []
    for keep, group in groupby(enumerate(wanted), key=lambda pair: pair[1]):
        places = [place for place, _wanted in group]
        if keep:
            runs.append((places[0], places[-1]))
    return runs
