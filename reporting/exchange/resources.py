"""django-import-export in this house: its bulk path with memory, and rows that go out as they
come in.

`HouseResource` writes what the library gathers for bulk through `add_rows` and `change_rows`, so
that each row has its version and the running action vouches for it (design 4, two memories).
`SheetResource` gives out the rows of a kind under the headers that the import takes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import Model
from django.utils.translation import gettext, override
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from consortium.exchange.neutral import neutral
from consortium.models.memory import add_rows, change_rows
from reporting.exchange.columns import CHOICE, KEY, YES_NO, Choice, Column, SheetKind
from reporting.exchange.layout import KEY_TITLES

CSV, XLSX = "csv", "xlsx"
DAY_FORMAT, AMOUNT_FORMAT = "dd-mm-yyyy", "0.00"
# Without a date of its own the same rows give the same bytes.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


class HouseResource(ModelResource):  # type: ignore[misc]
    """A resource whose bulk path keeps history; it is only imported inside an action."""

    class Meta:
        use_bulk = True
        skip_diff = True

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Insert the gathered rows with their first versions."""
        self._written(
            self.create_instances,
            lambda rows: add_rows(rows, self._meta.model),
            (using_transactions or not dry_run, raise_errors, result),
        )

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Change the gathered rows, each with a new version."""
        fields = self.get_bulk_update_fields()
        self._written(
            self.update_instances,
            lambda rows: change_rows(rows, self._meta.model, fields),
            (using_transactions or not dry_run, raise_errors, result),
        )

    def bulk_delete(
        self, using_transactions: bool, dry_run: bool, raise_errors: bool, result: Any = None
    ) -> None:
        """Rows with memory are taken out by their own action, one by one."""
        if self.delete_instances:
            raise TypeError("a sheet takes no rows out")

    def _written(
        self, rows: list[Any], write: Callable[[list[Any]], object], how: tuple[bool, bool, Any]
    ) -> None:
        is_real, raise_errors, result = how
        if not rows or not is_real:
            return
        try:
            write(list(rows))
        except Exception as error:
            self.handle_import_error(result, error, raise_errors)
        finally:
            rows.clear()


class CellWidget(Widget):  # type: ignore[misc]
    """What stands in a cell of *column*: a choice by its label, anything else as it is."""

    def __init__(self, column: Column, choices: Sequence[Choice], language: str) -> None:
        super().__init__()
        self.column, self.choices, self.language = column, choices, language

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """The value as the sheet holds it; nothing is an empty cell."""
        if value is None:
            return ""
        if self.column.form == YES_NO:
            return gettext("Yes") if value else gettext("No")
        if self.column.form != CHOICE:
            return value
        known = [one.labels[self.language] for one in self.choices if one.value == value]
        return known[0] if known else str(value)


class SheetResource(HouseResource):
    """The rows of *kind* in *target*, under the headers that its import takes."""

    def __init__(self, kind: SheetKind, target: Model, language: str) -> None:
        super().__init__()
        self.kind, self.target = kind, target
        lists: Mapping[str, Sequence[Choice]] = kind.lists(target)
        key_title = KEY_TITLES[0] if language == "da" else KEY_TITLES[1]
        self.fields = {KEY: Field(attribute=KEY, column_name=key_title, widget=Widget())}
        for column in kind.columns:
            widget = CellWidget(column, lists.get(column.choices, ()), language)
            title = column.title(language)
            self.fields[column.name] = Field(column.name, column_name=title, widget=widget)

    def get_queryset(self) -> Any:
        """The rows as the kind gives them: values by column."""
        return self.kind.rows(self.target)


def exported(kind: SheetKind, target: Any, language: str, extension: str) -> bytes:
    """The rows of *kind* in *target* as a file; imported unchanged, it changes nothing."""
    with override(language):
        data = SheetResource(kind, target, language).export()
        headers = [str(one) for one in data.headers]
        if extension == XLSX:
            return _workbook(gettext(kind.label)[:31], headers, data)
        return _text(headers, data, "," if language == "da" else ".")


def _text(headers: Sequence[str], rows: Iterable[Sequence[Any]], mark: str) -> bytes:
    """CSV as Excel opens it: with a mark that says UTF-8, days as ISO writes them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(one) for one in headers])
    writer.writerows([[_cell(value, mark) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any, mark: str) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", mark)
    if isinstance(value, dt.date):
        return value.isoformat()
    return neutral(value) if isinstance(value, str) else str(value)


def _workbook(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """XLSX: a text is written as a text, so that nothing in it is run."""
    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **plain})
    book.set_properties({"author": "Konsortium", "created": MADE})
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True})
    day = book.add_format({"num_format": DAY_FORMAT})
    amount = book.add_format({"num_format": AMOUNT_FORMAT})
    sheet.write_row(0, 0, headers, bold)
    sheet.set_column(0, len(headers) - 1, 18)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, place, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, Decimal):
                sheet.write_number(number, place, float(value), amount)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, str(value))
    book.close()
    return buffer.getvalue()
