"""A workbook of the house: its looks, its named figures, and the instant that it carries."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import xlsxwriter

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
    Document,
    both,
)

NUMBER_FORMATS = {
    MONEY: "#,##0.00;[Red]-#,##0.00",
    HOURS: "#,##0.00",
    INT: "#,##0",
    PERCENT: "0.0%",
    DATE: "dd.mm.yyyy",
}
SHORT_HASH = 12
A4 = 9
LINE_HEIGHT = 15


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
        self.figures = printed_figures(edition.document)

    def format(self, kind: str, level: str = NORMAL) -> Any:
        """The look of a cell of *kind*; totals are bold with a line above."""
        key = (kind, level)
        if key not in self.known:
            look: dict[str, Any] = {"valign": "top"}
            if kind in NUMBER_FORMATS:
                look["num_format"] = NUMBER_FORMATS[kind]
            if kind == TEXT:
                # The indent keeps a text apart from the number before it.
                look |= {"text_wrap": True, "align": "left", "indent": 1}
            if level != NORMAL:
                look |= {"bold": True, "top": 1}
            if level == "header":
                look |= {"bg_color": "#E3EBEE", "text_wrap": True, "bottom": 1}
                look |= {"align": "left" if kind in (TEXT, HASH) else "right"}
            if level == "check":
                look |= {"italic": True, "bold": False, "top": 0, "font_color": "#5C5C5C"}
                look["text_wrap"] = False
            self.known[key] = self.book.add_format(look)
        return self.known[key]

    def words(self, message: str) -> str:
        """A label of the renderer itself."""
        return both(message).text(self.language)

    def sheet(self, name: str) -> Any:
        """A new sheet, set up for print: landscape, one page wide, page and hash below."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        edition = self.edition
        # An ampersand begins a code of its own in a footer.
        grant = edition.document.meta.grant.replace("&", "&&")
        digits = edition.sha256[:SHORT_HASH]
        sheet.set_footer(f"&L{grant} · {name}&CSHA-256 {digits}&R&P / &N")
        return sheet

    def fit(self, sheet: Any, line: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make *line* as high as its texts need in columns of the widths beside them."""
        lines = max((lines_of(text, width) for text, width in texts), default=1)
        if lines > 1:
            sheet.set_row(line, LINE_HEIGHT * lines)

    def heading(self, sheet: Any, text: str, size: int = 13) -> None:
        """The title of *sheet*, in its first cell."""
        sheet.write_string(
            0, 0, text, self.book.add_format({"bold": True, "font_size": size, "valign": "top"})
        )


def lines_of(text: str, width: int) -> int:
    """How many lines *text* takes in a column of *width*; a little too many rather than too few."""
    room = max(width - 2, 1)
    lines = 0
    for part in text.split("\n"):
        used = room + 1
        for word in part.split(" "):
            if used + len(word) + 1 > room:
                lines, used = lines + 1 + (len(word) - 1) // room, -1
            used += len(word) + 1
    return max(lines, 1)


def printed_figures(document: Document) -> dict[str, Decimal]:
    """Every printed total and first subtotal of a summed column, as "T4:amount"."""
    found = {}
    for table in document.tables:
        for column in table.columns:
            for level in (TOTAL, "subtotal"):
                if column.summed and (figure := table.figure(column.key, level)):
                    end = "" if level == TOTAL else f":{level}"
                    found[f"{table.code}:{column.key}{end}"] = figure[1]
    return found


def range_name(figure: str) -> str:
    """The name that a figure has in the workbook: Total_T4_amount, Subtotal_T1_this."""
    code, key, *level = figure.split(":")
    word = level[0].capitalize() if level else "Total"
    return re.sub(r"[^A-Za-z0-9_]", "_", f"{word}_{code}_{key}")


def table_name(code: str) -> str:
    """The name of a table's head and rows: Table_T4."""
    return re.sub(r"[^A-Za-z0-9_]", "_", f"Table_{code}")
