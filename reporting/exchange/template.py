"""The workbook that a partner fills in: made for its report, with its own choices as lists."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_col_to_name

from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    COUNT,
    DAY,
    HOURS,
    KEY,
    PER_CENT,
    RATE,
    YES_NO,
    Choice,
    Column,
    Lists,
    SheetKind,
)
from reporting.exchange.layout import KEY_TITLES, SIGN, SIGN_SHEET
from reporting.models import PartnerReport
from reporting.queries.references import report_ref

# So many empty rows have lists and checks; a sheet may be longer.
SPARE_ROWS = 1000
NUMBER_FORMATS = {AMOUNT: "#,##0.00", HOURS: "#,##0.00", PER_CENT: "0.##", COUNT: "0"}
DAY_FORMAT = "dd-mm-yyyy"
# Without a date of its own the same report gives the same bytes.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
INK, PALE = "#E8EEF7", "#F5F5F5"


def template(target: Model, kind: SheetKind, language: str, ref: str = "") -> bytes:
    """The workbook for *kind*, with the rows that may still be changed, as bytes.

    *ref* is how the target is named, by which the workbook is known again; a report's is its own.
    """
    if isinstance(target, PartnerReport):
        ref = ref or report_ref(target)
    with override(language):
        return _Template(target, kind, language, ref).made()


class _Template:
    def __init__(self, target: Model, kind: SheetKind, language: str, ref: str) -> None:
        self.target, self.kind, self.language, self.ref = target, kind, language, ref
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": DAY_FORMAT,
            },
        )
        self.book.set_properties({"author": "Konsortium", "created": MADE})
        self.lists: Lists = kind.lists(target)
        self.bold = self.book.add_format({"bold": True, "bg_color": INK, "text_wrap": True})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})

    def made(self) -> bytes:
        """All sheets, in the order in which they are read."""
        data_name = _(self.kind.label)[:31]
        self._instructions(self.book.add_worksheet(_("Instructions")))
        data = self.book.add_worksheet(data_name)
        ranges = self._choices(self.book.add_worksheet(_("Lists")))
        sign = self.book.add_worksheet(SIGN_SHEET)
        for place, text in enumerate((SIGN, self.kind.code, data_name, self.ref)):
            sign.write_string(0, place, text)
        sign.very_hidden()
        self._data(data, ranges)
        data.activate()
        self.book.close()
        return self.buffer.getvalue()

    def _instructions(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 70)
        sheet.write_string(0, 0, f"{_(self.kind.label)}: {self.target}", self.title)
        lines = [
            _("Fill in the sheet “%(name)s” and send the workbook back on the report's page.")
            % {"name": _(self.kind.label)},
            _("You may send it as often as you like. First you are shown what would happen."),
            _("Columns with * must be filled in. Do not change the headers or the first column."),
            *(_(hint) for hint in self.kind.hints),
        ]
        for row, line in enumerate(lines, start=2):
            sheet.merge_range(row, 0, row, 1, line, self.wrap)
            sheet.set_row(row, 32 if len(line) > 100 else 17)
        top = len(lines) + 3
        sheet.write_row(top, 0, [_("Sheet column"), _("What belongs there")], self.bold)
        for row, column in enumerate(self.kind.columns, start=top + 1):
            sheet.write_string(row, 0, column.title(self.language), self.wrap)
            sheet.write_string(row, 1, self._help(column), self.wrap)

    def _help(self, column: Column) -> str:
        words = {
            AMOUNT: _("An amount, at most two decimals."),
            HOURS: _("Hours, such as 7,5 or 7:30."),
            PER_CENT: _("A number from 0 to 100."),
            COUNT: _("A whole number."),
            RATE: _("A rate, with its sign: 18,5 %."),
            DAY: _("A day."),
            CHOICE: _("Choose from the list."),
            YES_NO: _("Yes or no."),
        }
        most = _("Text, at most %(most)s characters.") % {"most": column.most or 10_000}
        note = _(column.note) if column.note else ""
        return f"{words.get(column.form, most)} {note}".strip()

    def _choices(self, sheet: Any) -> dict[str, str]:
        """Each list in a column of its own; where it stands, for the drop-down."""
        sheet.hide()
        ranges = {}
        name = sheet.get_name().replace("'", "''")
        yes_no = [Choice(True, _both("Yes")), Choice(False, _both("No"))]
        for place, (code, choices) in enumerate({**self.lists, YES_NO: yes_no}.items()):
            for row, choice in enumerate(choices):
                sheet.write_string(row, place, choice.labels[self.language])
            letter = xl_col_to_name(place)
            ranges[code] = f"='{name}'!${letter}$1:${letter}${max(len(choices), 1)}"
        return ranges

    def _data(self, sheet: Any, ranges: Mapping[str, str]) -> None:
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, 45)
        key_title = KEY_TITLES[0] if self.language == "da" else KEY_TITLES[1]
        sheet.write_string(0, 0, key_title, self.bold)
        pale = self.book.add_format({"font_color": "#666666", "bg_color": PALE})
        sheet.set_column(0, 0, 9, pale)
        rows = list(self.kind.rows(self.target))
        last = len(rows) + SPARE_ROWS
        for place, column in enumerate(self.kind.columns, start=1):
            form = self._format(column)
            sheet.set_column(place, place, _width(column), form)
            sheet.write_string(0, place, column.title(self.language), self.bold)
            if column.note:
                sheet.write_comment(0, place, _(column.note), {"author": "Konsortium"})
            self._validate(sheet, place, last, column, ranges)
            for number, values in enumerate(rows, start=1):
                self._write(sheet, number, place, column, values.get(column.name), form)
        for number, values in enumerate(rows, start=1):
            sheet.write_string(number, 0, str(values[KEY]), pale)

    def _format(self, column: Column) -> Any:
        if column.form == DAY:
            return self.book.add_format({"num_format": DAY_FORMAT})
        # Text stays text, so that a number keeps its leading zeros.
        return self.book.add_format({"num_format": NUMBER_FORMATS.get(column.form, "@")})

    def _validate(
        self, sheet: Any, place: int, last: int, column: Column, ranges: Mapping[str, str]
    ) -> None:
        rule = _validation(column, ranges)
        if rule:
            wrong = {"error_title": "Konsortium", "error_message": self._help(column)[:250]}
            sheet.data_validation(1, place, last, place, {**rule, **wrong, "ignore_blank": True})

    def _write(
        self, sheet: Any, row: int, place: int, column: Column, value: Any, form: Any
    ) -> None:
        if value is None or value == "":
            return
        if column.form in {CHOICE, YES_NO}:
            sheet.write_string(row, place, self._label(column, value), form)
        elif column.form == DAY:
            sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), form)
        elif column.form in NUMBER_FORMATS:
            sheet.write_number(row, place, float(value), form)
        else:
            sheet.write_string(row, place, str(value), form)

    def _label(self, column: Column, value: Any) -> str:
        if column.form == YES_NO:
            return _("Yes") if value else _("No")
        for choice in self.lists[column.choices]:
            same = choice.value == value
            if same or (isinstance(value, Model) and choice.value == value.pk):
                return choice.labels[self.language]
        return str(value)


def _validation(column: Column, ranges: Mapping[str, str]) -> dict[str, Any]:
    match column.form:
        case "choice":
            return {"validate": "list", "source": ranges[column.choices]}
        case "yes_no":
            return {"validate": "list", "source": ranges[YES_NO]}
        case "day":
            span = {"minimum": dt.date(1990, 1, 1), "maximum": dt.date(2099, 12, 31)}
            return {"validate": "date", "criteria": "between", **span}
        case "amount" | "hours":
            span_ = {"minimum": -999_999_999_999, "maximum": 999_999_999_999}
            return {"validate": "decimal", "criteria": "between", **span_}
        case "per_cent":
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
        case "count":
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case _:
            most = column.most
            longest = {"validate": "length", "criteria": "<=", "value": most}
            return longest if most else {}


def _width(column: Column) -> int:
    if column.form in {AMOUNT, DAY, HOURS, PER_CENT, COUNT, YES_NO}:
        return 14
    return 30 if column.most > 60 or column.form == CHOICE else 18


def _both(word: str) -> dict[str, str]:
    found = {}
    for language in ("da", "en"):
        with override(language):
            found[language] = _(word)
    return found
