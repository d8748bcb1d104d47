"""A paper as a workbook: values, one sheet a table, and under each table a row that checks it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from consortium.queries.texts import moment_text
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.cells import readable
from reporting.documents.editions import Edition
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
    Table,
    Words,
    both,
)

NUMBER_FORMATS = {
    MONEY: "#,##0.00;[Red]-#,##0.00",
    HOURS: "#,##0.00",
    INT: "0",
    PERCENT: "0.0%",
    DATE: "dd.mm.yyyy",
}
WIDTHS = {MONEY: 17, HOURS: 12, INT: 9, PERCENT: 11, DATE: 12, HASH: 20, TEXT: 26}
HEADER_ROW = 2


class Workbook:
    """An xlsxwriter workbook with the few formats that the house uses."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.language = edition.language
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer, {"in_memory": True, "strings_to_formulas": False}
        )
        made_at = edition.made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        self.book.set_properties(
            {
                "title": edition.document.meta.title.text(self.language),
                "subject": edition.document.meta.grant,
                "author": "Konsortium",
                "comments": f"SHA-256 {edition.sha256}",
                "keywords": str(edition.document.head or ""),
                "created": made_at,
            }
        )
        self.known: dict[tuple[str, str], Any] = {}

    def format(self, kind: str, level: str = NORMAL) -> Any:
        """The look of a cell of *kind*; totals are bold with a line above."""
        key = (kind, level)
        if key not in self.known:
            look: dict[str, Any] = {"valign": "top"}
            if kind in NUMBER_FORMATS:
                look["num_format"] = NUMBER_FORMATS[kind]
            if kind == TEXT:
                look["text_wrap"] = True
            if level != NORMAL:
                look |= {"bold": True, "top": 1}
            if level == "header":
                look |= {"bg_color": "#E3EBEE", "text_wrap": True, "bottom": 1}
                look |= {"align": "left" if kind in (TEXT, HASH) else "right"}
            if level == "check":
                look |= {"italic": True, "bold": False, "font_color": "#5C5C5C"}
            self.known[key] = self.book.add_format(look)
        return self.known[key]

    def words(self, message: str) -> str:
        """A label of the renderer itself."""
        return both(message).text(self.language)


def render_xlsx(edition: Edition) -> bytes:
    """The workbook; the same paper gives the same bytes."""
    workbook = Workbook(edition)
    _front(workbook)
    for table in edition.document.tables:
        _sheet(workbook, table)
    workbook.book.close()
    return workbook.buffer.getvalue()


def _front(workbook: Workbook) -> None:
    edition, language = workbook.edition, workbook.language
    document = edition.document
    sheet = workbook.book.add_worksheet(workbook.words(_("Front page")))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 4, 22)
    title = workbook.book.add_format({"bold": True, "font_size": 16})
    sheet.write_string(0, 0, document.meta.title.text(language), title)
    version = workbook.words(_("DRAFT")) if edition.is_draft else str(edition.version)
    rows: list[tuple[str, str]] = [
        *(
            (label.text(language), readable(cell, TEXT, language))
            for label, cell in document.meta.facts
        ),
        (workbook.words(_("Version")), version),
        (workbook.words(_("Made")), moment_text(edition.made_at, language)),
        ("SHA-256", edition.sha256),
        *([(workbook.words(_("Chain of events")), str(document.head))] if document.head else ()),
        (workbook.words(_("Co-financing")), document.statement.text(language)),
    ]
    place = 2
    for label, value in rows:
        sheet.write_string(place, 0, label, workbook.format(TEXT, "header"))
        sheet.write_string(place, 1, value)
        place += 1
    _reconciliations(workbook, sheet, place + 1)


def _reconciliations(workbook: Workbook, sheet: Any, place: int) -> None:
    heads = (_("Reconciliation"), _("Left"), _("Right"), _("Difference"), _("Result"))
    for column, head in enumerate(heads):
        sheet.write_string(place, column, workbook.words(head), workbook.format(TEXT, "header"))
    for check in workbook.edition.document.reconciliations:
        place += 1
        left, right = xl_rowcol_to_cell(place, 1), xl_rowcol_to_cell(place, 2)
        money = workbook.format(MONEY)
        sheet.write_string(place, 0, check.label.text(workbook.language), workbook.format(TEXT))
        sheet.write_number(place, 1, check.left, money)
        sheet.write_number(place, 2, check.right, money)
        sheet.write_formula(place, 3, f"=ROUND({left}-{right},2)", money, check.difference)
        result = _("Differs") if check.difference else _("Agrees")
        sheet.write_string(place, 4, workbook.words(result))


def _sheet(workbook: Workbook, table: Table) -> None:
    language = workbook.language
    sheet = workbook.book.add_worksheet(table.code)
    title = workbook.book.add_format({"bold": True, "font_size": 13})
    sheet.write_string(0, 0, f"{table.code} {table.title.text(language)}", title)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind, WIDTHS[TEXT]))
        label = column.label.text(language)
        sheet.write_string(HEADER_ROW, place, label, workbook.format(column.kind, "header"))
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_landscape() if table.is_wide else sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{workbook.edition.document.meta.grant}&C{table.code}&R&P / &N")
    for line, row in enumerate(table.rows, start=HEADER_ROW + 1):
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            _write(workbook, sheet, (line, place), cell, column, row.level)
    end = HEADER_ROW + 1 + len(table.rows)
    if any(row.level == TOTAL for row in table.rows):
        _check_row(workbook, sheet, table, end)
        end += 1
    for offset, note in enumerate(table.notes, start=1):
        sheet.write_string(end + offset, 0, note.text(language))


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


def _check_row(workbook: Workbook, sheet: Any, table: Table, line: int) -> None:
    """The sum of the rows above, less the printed total: nothing, where the table adds up."""
    first = HEADER_ROW + 1
    total = first + max(at for at, row in enumerate(table.rows) if row.level == TOTAL)
    runs = _runs([row.level == NORMAL for row in table.rows[: total - first]])
    sheet.write_string(
        line, 0, workbook.words(_("Check (must be 0)")), workbook.format(TEXT, "check")
    )
    differences = {check.label: check.difference for check in table.checks}
    for place, column in enumerate(table.columns):
        if not column.summed:
            continue
        ranges = ",".join(
            xl_range(first + start, place, first + stop, place) for start, stop in runs
        )
        added = f"SUM({ranges})" if ranges else "0"
        printed = xl_rowcol_to_cell(total, place)
        sheet.write_formula(
            line,
            place,
            f"=ROUND({added}-{printed},2)",
            workbook.format(column.kind, "check"),
            differences.get(column.label, 0),
        )


def _runs(wanted: list[bool]) -> list[tuple[int, int]]:
    """First and last place of every unbroken run of wanted rows."""
    runs = []
    for keep, group in groupby(enumerate(wanted), key=lambda pair: pair[1]):
        places = [place for place, _wanted in group]
        if keep:
            runs.append((places[0], places[-1]))
    return runs
