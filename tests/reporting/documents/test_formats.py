"""One paper, five formats: the same totals to the øre, and the same bytes when made again."""

import csv
import io
import json
import math
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
from reporting.documents.dictionary import HEAD
from reporting.documents.editions import FORMATS
from reporting.documents.printing import printed
from reporting.documents.render_pdf import EMBLEM, page_html
from reporting.documents.render_xml import NAMESPACE
from reporting.documents.rendering import render
from reporting.documents.tables import MONEY, TOTAL
from reporting.documents.xlsx_sheets import HEADER_ROW
from tests.reporting.documents.books import CLAIM_KINDS, FORMULA

SVG = "{http://www.w3.org/2000/svg}"


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


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_the_workbook_holds_every_total_and_its_checks_are_nothing(edition, kind):
    one = edition(kind)
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")), data_only=True)
    assert book.sheetnames[2:-1] == [table.code for table in one.document.tables]
    for code, key, amount in totals(one.document):
        table = one.document.table(code)
        line = HEADER_ROW + 2 + max(n for n, row in enumerate(table.rows) if row.level == TOTAL)
        cell = book[code].cell(line, table.place(key) + 1)
        assert Decimal(repr(cell.value)).quantize(Decimal("0.01")) == amount
    for table in one.document.tables:
        check = HEADER_ROW + 4 + len(table.rows)
        for place, column in enumerate(table.columns, start=1):
            if column.summed and any(row.level == TOTAL for row in table.rows):
                assert book[table.code].cell(check, place).value == 0


def test_the_workbook_s_check_is_a_formula_over_the_rows(edition):
    book = openpyxl.load_workbook(io.BytesIO(render(edition("authority"), "xlsx")))
    formulas = [cell.value for row in book["T1"].iter_rows() for cell in row if cell.value]
    for formula in ("=ROUND(SUM(C4:C7,C9),2)", "=SUBTOTAL(109,C4:C7,C9)", "=ROUND(C11-C10,2)"):
        assert formula in formulas
    assert book["T1"].freeze_panes == "B4"


def test_a_text_that_looks_like_a_formula_stays_text(edition):
    one = edition("authority")
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")))
    cells = [cell for row in book["T5"].iter_rows() for cell in row if cell.value == FORMULA]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert f"'{FORMULA}" in _csv(one)["T5"][2]


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_the_csv_holds_every_total(edition, kind):
    one = edition(kind)
    files = _csv(one)
    for code, key, amount in totals(one.document):
        head, *rows = files[code]
        found = [row[head.index(key)] for row in rows if row[0] == TOTAL]
        assert str(amount).replace(".", ",") in found
    assert files["data-dictionary"][0] == list(HEAD)


def _csv(one):
    with zipfile.ZipFile(io.BytesIO(render(one, "csv"))) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.reader(io.StringIO(archive.read(name).decode("utf-8")), delimiter=";")
            )
            for name in archive.namelist()
        }


@pytest.mark.parametrize("kind", CLAIM_KINDS)
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


@pytest.mark.parametrize("kind", CLAIM_KINDS)
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
        kinds = ("xlsx", "csv", "xml", "json")
        assert set(pdf.attachments) == {one.file_name(kind) for kind in kinds}
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


def test_a_table_that_cannot_be_printed_whole_is_cut_and_keeps_its_total(edition):
    table = edition("authority").document.table("T5")
    short = printed(table, "da", limit=5)
    assert len(short.rows) == 5
    assert short.left_out == len(table.rows) - 5
    assert short.rows[-1].level == TOTAL


def test_the_pdf_says_that_it_is_accessible_inside_the_one_description_a_validator_reads(edition):
    with pikepdf.open(io.BytesIO(render(edition("claim"), "pdf"))) as pdf:
        described = pdf.Root.Metadata.read_bytes()
        root = ET.fromstring(described[described.index(b"<x:xmpmeta") :].split(b"<?xpacket")[0])
        [rdf] = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF")
        part = [one.text for one in rdf.iter("{http://www.aiim.org/pdfua/ns/id/}part")]
        prefix = [one.text for one in rdf.iter("{http://www.aiim.org/pdfa/ns/schema#}prefix")]
        assert (part, prefix) == (["1"], ["pdfuaid"])


def test_the_emblem_stands_on_the_first_page_with_its_words(edition):
    one = edition("authority")
    page = page_html(one)
    assert page.index('class="emblem"') < page.index(one.document.statement.da)
    assert re.search(r'<img class="emblem" src="file:[^"]+" alt="[^"]{20,}"', page)


def test_the_emblem_has_twelve_stars_on_two_by_three():
    root = ET.parse(EMBLEM).getroot()
    stars = [one.attrib["points"].split() for one in root.iter(f"{SVG}polygon")]
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    assert (len(stars), width * 2) == (12, height * 3)
    for points in stars:
        corners = [tuple(map(float, point.split(","))) for point in points]
        centre = [sum(axis) / len(corners) for axis in zip(*corners, strict=True)]
        assert math.dist(centre, (width / 2, height / 2)) == pytest.approx(height / 3, abs=0.1)
        assert math.dist(centre, corners[0]) == pytest.approx(height / 18, abs=0.1)
        assert corners[0][1] == min(down for _across, down in corners)
