"""One paper, five formats: the same totals to the øre, and the same bytes when made again."""

import csv
import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal

import openpyxl
import pikepdf
import pytest

from consortium.queries.texts import money_text
from consortium.rules.hashing import sha256
from reporting.documents.editions import FORMATS
from reporting.documents.parts import KINDS
from reporting.documents.printing import printed
from reporting.documents.render_xlsx import HEADER_ROW
from reporting.documents.render_xml import NAMESPACE
from reporting.documents.rendering import render
from reporting.documents.tables import MONEY, TOTAL
from tests.reporting.documents.books import FORMULA


def totals(document):
    """(table, column, amount) of every printed total in kroner."""
    return [
        (table.code, column.key, row.cells[place])
        for table in document.tables
        for row in table.rows
        if row.level == TOTAL
        for place, column in enumerate(table.columns)
        if column.kind == MONEY and isinstance(row.cells[place], Decimal)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_workbook_holds_every_total_and_its_checks_are_nothing(edition, kind):
    one = edition(kind)
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")), data_only=True)
    assert book.sheetnames[1:] == [table.code for table in one.document.tables]
    for code, key, amount in totals(one.document):
        table = one.document.table(code)
        line = HEADER_ROW + 2 + max(n for n, row in enumerate(table.rows) if row.level == TOTAL)
        cell = book[code].cell(line, table.place(key) + 1)
        assert Decimal(repr(cell.value)).quantize(Decimal("0.01")) == amount
    for table in one.document.tables:
        check = HEADER_ROW + 2 + len(table.rows)
        for place, column in enumerate(table.columns, start=1):
            if column.summed and any(row.level == TOTAL for row in table.rows):
                assert book[table.code].cell(check, place).value == 0


def test_the_workbook_s_check_is_a_formula_over_the_rows(edition):
    book = openpyxl.load_workbook(io.BytesIO(render(edition("authority"), "xlsx")))
    formulas = [cell.value for row in book["T1"].iter_rows() for cell in row if cell.value]
    assert any(re.fullmatch(r"=ROUND\(SUM\(C4:C7,C9\)-C10,2\)", str(one)) for one in formulas)
    assert book["T1"].freeze_panes == "A4"


def test_a_text_that_looks_like_a_formula_stays_text(edition):
    one = edition("authority")
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")))
    cells = [cell for row in book["T5"].iter_rows() for cell in row if cell.value == FORMULA]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert f"'{FORMULA}" in _csv(one)["T5"][2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_csv_holds_every_total(edition, kind):
    one = edition(kind)
    files = _csv(one)
    for code, key, amount in totals(one.document):
        head, *rows = files[code]
        found = [row[head.index(key)] for row in rows if row[0] == TOTAL]
        assert str(amount).replace(".", ",") in found
    assert files["data-dictionary"][0][:3] == ["table", "table_title", "column"]


def _csv(one):
    with zipfile.ZipFile(io.BytesIO(render(one, "csv"))) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.reader(io.StringIO(archive.read(name).decode("utf-8")), delimiter=";")
            )
            for name in archive.namelist()
        }


@pytest.mark.parametrize("kind", KINDS)
def test_the_xml_holds_every_total(edition, kind):
    one = edition(kind)
    root = ET.fromstring(render(one, "xml"))
    space = {"k": NAMESPACE}
    assert root.attrib["sha256"] == one.sha256
    for code, key, amount in totals(one.document):
        row = root.findall(f"k:table[@code='{code}']/k:row[@level='total']", space)
        found = [
            cell.text
            for one_row in row
            for cell in one_row.findall(f"k:cell[@column='{key}']", space)
        ]
        assert str(amount) in found


def test_the_json_is_what_was_hashed(edition):
    one = edition("claim")
    content = render(one, "json").decode()
    assert sha256(content) == one.sha256
    assert json.loads(content)["kind"] == "claim"


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_prints_every_total(edition, kind, tmp_path):
    one = edition(kind)
    text = _text(render(one, "pdf"), tmp_path)
    for _code, _key, amount in totals(one.document):
        assert money_text(amount, language="da") in text
    assert one.sha256[:12] in text
    assert "Ringkøbing" in text or kind == "partner_statement"


def _text(content, folder):
    path = folder / "paper.pdf"
    path.write_bytes(content)
    made = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
    return made.stdout.decode()


def test_the_pdf_is_an_archive_that_carries_its_figures(edition):
    one = edition("claim")
    with pikepdf.open(io.BytesIO(render(one, "pdf"))) as pdf:
        assert pdf.Root.Lang == "da"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot
        assert pdf.Root.OutputIntents
        with pdf.open_metadata() as meta:
            assert meta.pdfa_status == "3A"
        assert set(pdf.attachments) == {one.file_name(kind) for kind in ("xlsx", "csv", "json")}
        assert pdf.attachments[one.file_name("json")].get_file().read_bytes() == render(one, "json")
        assert {str(one_file.UF) for one_file in pdf.Root.AF} == set(pdf.attachments)
        fonts = {
            str(font.BaseFont).split("+")[-1]
            for page in pdf.pages
            for font in page.Resources.Font.values()
        }
        assert fonts
        assert all(name.startswith("IBM-Plex-Sans") for name in fonts)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_paper_gives_the_same_bytes(edition, format_):
    one = edition("claim")
    assert render(one, format_) == render(one, format_)


def test_a_long_annex_is_cut_on_paper_and_keeps_its_total(edition):
    table = edition("authority").document.table("T5")
    short = printed(table, "da", limit=5)
    assert len(short.rows) == 5
    assert short.left_out == len(table.rows) - 5
    assert short.rows[-1].level == TOTAL
