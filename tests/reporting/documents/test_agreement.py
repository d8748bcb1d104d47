"""T1 = T2 = T5 + T4 + flat rates, read back from the files themselves (rules.md 5.1)."""

import csv
import io
import json
import re
import subprocess
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from reporting.documents.editions import draft_edition
from reporting.documents.rendering import render

FIGURES = (
    ("T1", "this", "subtotal"),
    ("T1", "this", "total"),
    ("T1", "corrected", "total"),
    ("T2", "this", "total"),
    ("T4", "amount", "total"),
    ("T5", "amount", "total"),
)


def from_workbook(content, one):
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for code, key, level in FIGURES:
        [(sheet, cell)] = book.defined_names[f"{level.capitalize()}_{code}_{key}"].destinations
        yield Decimal(repr(book[sheet][cell.replace("$", "")].value)).quantize(Decimal("0.01"))


def from_csv(content, one):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for code, key, level in FIGURES:
            text = archive.read(f"{code}.csv").decode("utf-8")
            rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
            found = [row[key] for row in rows if row["level"] == level]
            yield Decimal((found[-1] if level == "total" else found[0]).replace(",", "."))


def from_json(content, one):
    tables = {table["code"]: table for table in json.loads(content)["tables"]}
    for code, key, level in FIGURES:
        place = [column["key"] for column in tables[code]["columns"]].index(key)
        found = [row["cells"][place] for row in tables[code]["rows"] if row["level"] == level]
        yield Decimal(found[-1] if level == "total" else found[0])


def from_pdf(content, one):
    """The lines that begin as the total rows do, below their table's heading."""
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True)
    text = made.stdout.decode()
    for code, key, level in FIGURES:
        table = one.document.table(code)
        heading = re.compile(rf"^ *{re.escape(code)} +{re.escape(table.title.da)}$", re.MULTILINE)
        [start] = [found.end() for found in heading.finditer(text)]
        rows = [row for row in table.rows if row.level == level]
        row = rows[-1] if level == "total" else rows[0]
        label = next(cell for cell in row.cells if cell is not None)
        line = next(line for line in text[start:].splitlines() if line.strip().startswith(label.da))
        amounts = re.findall(r"-?[0-9][0-9.]*,[0-9]{2}(?! ?%)", line)
        # Hours are written as amounts are; the place among the numbers of the row says which.
        kinds = ("money", "hours")
        places = [
            column.key
            for column, cell in zip(table.columns, row.cells, strict=True)
            if column.kind in kinds and cell is not None
        ]
        assert len(places) == len(amounts)
        yield Decimal(amounts[places.index(key)].replace(".", "").replace(",", "."))


READERS = {"xlsx": from_workbook, "csv": from_csv, "json": from_json, "pdf": from_pdf}


@pytest.mark.parametrize("format_", READERS)
def test_cost_is_staff_and_vouchers_and_is_financed(paper, format_):
    one = draft_edition(paper("authority"), "da")
    figures = list(READERS[format_](render(one, format_), one))
    before_revenue, cost, corrected, financed, staff, vouchers = figures
    assert before_revenue == staff + vouchers
    assert cost + corrected == financed
    assert before_revenue > cost > 0
    table = one.document.table
    assert figures == [
        table(code).figure(key, level)[1]  # type: ignore[index]
        for code, key, level in FIGURES
    ]
