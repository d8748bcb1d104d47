"""No export carries text that a spreadsheet would run: every paper, every table, every cell."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from consortium.exchange.neutral import is_formula, restored
from reporting.documents.render_csv import table_csv
from reporting.documents.rendering import render
from reporting.documents.tables import DATE, HASH, INT, MONEY, TEXT, Column, Row, Table, Words
from tests.consortium.exchange.test_neutral import ATTACKS
from tests.reporting.documents.books import CLAIM_KINDS, FORMULA

# Sums, differences and named figures of the workbook's own: nothing that a text could have brought.
OWN = re.compile(
    r"=(ROUND\((SUM\()?[A-Z]+\d|SUBTOTAL\(109,[A-Z]+\d|SUMPRODUCT\(ABS\(D\d|IF\(D\d+=0,"
    r"|0$|(Total|Subtotal|Sum|Checks)_\w+(\+(Total|Subtotal)_\w+)*$)"
)
NUMBER = re.compile(r"-?[0-9]+(,[0-9]+)?")


def hostile(one):
    """The edition with a title that is a formula."""
    meta = replace(one.document.meta, title=Words(*ATTACKS[:2]))
    return replace(one, document=replace(one.document, meta=meta))


def csv_cells(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    return [
        cell
        for text in texts
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=";")
        for cell in record
    ]


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_a_csv_holds_formulas_only_behind_a_guard(edition, kind):
    cells = csv_cells(render(hostile(edition(kind)), "csv"))

    assert [cell for cell in cells if is_formula(cell) and not NUMBER.fullmatch(cell)] == []
    assert f"'{ATTACKS[0]}" in cells


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_a_workbook_calculates_nothing_but_its_own_checks(edition, kind):
    book = openpyxl.load_workbook(io.BytesIO(render(hostile(edition(kind)), "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    formulas = {str(cell.value) for cell in cells if cell.data_type == "f"}
    assert formulas
    assert [one for one in formulas if not OWN.match(one)] == []
    assert {cell.data_type for cell in cells if cell.value in (ATTACKS[0], FORMULA)} == {"s"}


@pytest.mark.parametrize("kind", [TEXT, HASH, MONEY, INT, DATE])
@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_is_guarded_in_whatever_column_it_stands(kind, text):
    column = Column("x", Words("x", "x"), kind)
    table = Table("T0", Words("t", "t"), (column,), (Row((text,)), Row((Words(text, text),))))

    written = list(csv.reader(io.StringIO(table_csv(table, "da"), newline=""), delimiter=";"))

    assert [record[1] for record in written[1:]] == [f"'{text}"] * 2
    assert restored(written[1][1]) == text
