"""The partner's own workbook again, with every faulty cell coloured and its reason as a comment."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from xlsxwriter.utility import xl_col_to_name

from consortium.exchange.sheets import XLSX, Book, open_book
from consortium.rules.cells import plain, shown
from reporting.exchange.layout import Layout, sheet_of

# Above this the workbook is not taken apart; its faulty rows are put into a new one.
MOST_BYTES = 3_000_000
FAULT_COLOUR = "FFC7CE"
LIST_SHEET = "Konsortium"
Faults = Sequence[Mapping[str, Any]]


def marked(stream: IO[bytes], name: str, layout: Layout, faults: Faults, language: str) -> bytes:
    """The file as a workbook in which *faults* (of an `Outcome`) can be seen where they are."""
    with override(language):
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        with open_book(stream, name) as book:
            if book.kind != XLSX or size > MOST_BYTES:
                return _rows_alone(book, layout, faults, language)
        stream.seek(0)
        return _same_workbook(stream, layout, faults, language)


def marked_name(name: str) -> str:
    """What the marked workbook is called."""
    return f"{PurePath(name).stem[:80]} - {_('faults')}.xlsx"


def _same_workbook(stream: IO[bytes], layout: Layout, faults: Faults, language: str) -> bytes:
    book = load_workbook(stream)
    sheet = book[layout.sheet]
    fill = PatternFill("solid", fgColor=FAULT_COLOUR)
    for (row, column), said in _by_cell(faults, language).items():
        cell = sheet[f"{column or 'A'}{row}"]
        cell.fill = fill
        cell.comment = Comment(said, "Konsortium", width=360, height=120)
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    listed = book.create_sheet(LIST_SHEET)
    for line in _list(faults, language):
        listed.append(line)
    for letter, width in (("A", 8), ("B", 8), ("C", 26), ("D", 26), ("E", 90), ("F", 10)):
        listed.column_dimensions[letter].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _rows_alone(book: Book, layout: Layout, faults: Faults, language: str) -> bytes:
    buffer = io.BytesIO()
    out = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = out.add_worksheet(layout.sheet[:31] or "1")
    bold, fill = out.add_format({"bold": True}), out.add_format({"bg_color": f"#{FAULT_COLOUR}"})
    for place, label in enumerate(layout.labels):
        sheet.write_string(0, place, label, bold)
    by_cell = _by_cell(faults, language)
    wanted = {row for row, _column in by_cell}
    places = {xl_col_to_name(place): place for place in range(len(layout.labels) + 1)}
    written = 0
    for number, cells in sheet_of(book, layout).rows():
        if number not in wanted:
            continue
        written += 1
        for place, cell in enumerate(cells):
            sheet.write_string(written, place, plain(cell)[:32_000])
        for (row, column), said in by_cell.items():
            if row == number:
                place = places.get(column, 0)
                text = plain(cells[place])[:32_000] if place < len(cells) else ""
                sheet.write_string(written, place, text, fill)
                sheet.write_comment(written, place, said[:2000], {"author": "Konsortium"})
    listed = out.add_worksheet(LIST_SHEET)
    for row, line in enumerate(_list(faults, language)):
        for place, value in enumerate(line):
            listed.write_string(row, place, str(value))
    out.close()
    return buffer.getvalue()


def _by_cell(faults: Faults, language: str) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    for one in faults:
        place = (one["row"], one["column"] or "A")
        said = one["said"][language] + (f" ({one['rule']})" if one["rule"] else "")
        found[place] = f"{found[place]}\n{said}" if place in found else said
    return found


def _list(faults: Faults, language: str) -> Iterable[list[Any]]:
    yield [_("Row"), _("Sheet column"), _("Field"), _("Value"), _("Reason"), _("Rule")]
    for one in faults:
        value = shown(one["value"])
        # A workbook shows what begins like a formula as one, also on a list of faults.
        value = f"'{value}" if value[:1] in "=+-@" and value[:1] else value
        yield [
            *(one["row"], one["column"], one["labels"][language], value),
            *(one["said"][language], one["rule"]),
        ]
