"""Sheets of costs that tests write themselves, as a partner would."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl

from reporting.actions.import_rows import Outcome
from reporting.actions.imports import IMPORTABLE, Source, layout_of
from reporting.exchange.layout import answered
from reporting.exchange.template import template

HEADERS = (
    *("Budgetpost", "Bilagsnummer", "Tekst", "Leverandør", "Leverandørens CVR-nummer"),
    *("Fakturanummer", "Fakturadato", "Leveringsdato", "Betalt den"),
    *("Konto i jeres eget regnskab", "Bogføringsnummer i jeres eget regnskab"),
    *("Beløb uden moms", "Moms"),
)


def row(number: str = "B1", **changes: Any) -> dict[str, Any]:
    """One voucher as its cells read, by the columns' names."""
    cells = {
        "line": "Rejser",
        "voucher_no": number,
        "text": "Togbilletter",
        "supplier": "DSB",
        "supplier_cvr": "25050053",
        "invoice_no": f"F-{number}",
        "invoice_date": "02.04.2012",
        "delivery_date": "02.04.2012",
        "paid_on": "20.04.2012",
        "ledger_account": "4010",
        "booking_no": f"2012-{number}",
        "net": "1.000,00",
        "vat": "250,00",
    }
    return {**cells, **changes}


def kind() -> Any:
    """The kind that is tested."""
    return IMPORTABLE["costs"].kind


def csv_bytes(rows: list[dict[str, Any]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A text file with Danish headers."""
    names = list(rows[0])
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([kind().column(name).bare_title("da") for name in names])
    writer.writerows([[one.get(name, "") for name in names] for one in rows])
    return out.getvalue().encode(encoding)


def workbook(report: Any, language: str = "da") -> openpyxl.Workbook:
    """The report's own workbook, opened."""
    return openpyxl.load_workbook(io.BytesIO(template(report, kind(), language)))


def filled(report: Any, rows: list[dict[str, Any]], language: str = "da") -> bytes:
    """The report's own workbook with *rows* typed below what stands there."""
    book = workbook(report, language)
    sheet = book.worksheets[1]
    titles = {cell.value: cell.column for cell in sheet[1]}
    first = sheet.max_row + 1 if sheet.cell(sheet.max_row, 3).value else _empty_row(sheet)
    for offset, one in enumerate(rows):
        for name, value in one.items():
            column = titles[kind().column(name).title(language)]
            sheet.cell(first + offset, column or 1, value)
    return saved(book)


def _empty_row(sheet: Any) -> int:
    number = 2
    while sheet.cell(number, 3).value:
        number += 1
    return number


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def source(world: Any, report: Any, content: bytes, name: str = "k.csv", **told: Any) -> Source:
    """*content* as the actions take it, by the partner's own person."""
    layout = answered(layout_of(io.BytesIO(content), name, report, kind()), **told)
    return Source(
        report,
        kind(),
        lambda: io.BytesIO(content),
        name,
        layout,
        told.get("by", world.pu),
        world.clock(),
    )


def refused(outcome: Outcome, language: str = "en") -> list[tuple[int, str, str, str]]:
    """The faults as row, column, rule and sentence."""
    return [
        (one["row"], one["column"], one["rule"], one["said"][language]) for one in outcome.faults
    ]
