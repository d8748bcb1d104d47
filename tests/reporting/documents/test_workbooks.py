"""What a controller does with a workbook: filter, print, follow a name, and see only noughts."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from reporting.documents import xlsx_sheets
from reporting.documents.dictionary import HEAD, meaning_of
from reporting.documents.editions import draft_edition
from reporting.documents.rendering import render
from reporting.documents.tables import TOTAL, Check, Words
from reporting.documents.xlsx_sheets import HEADER_ROW
from tests.reporting.documents.books import CLAIM_KINDS, FORMULA


def book_of(one, *, values=True):
    return openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")), data_only=values)


def named(book, name):
    [(sheet, cells)] = book.defined_names[name].destinations
    return book[sheet][cells.replace("$", "")]


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_every_table_and_every_total_has_a_name(edition, kind):
    one = edition(kind)
    book = book_of(one)
    for table in one.document.tables:
        code = re.sub(r"\W", "_", table.code)
        cells = named(book, f"Table_{code}")
        assert len(cells) == len(table.rows) + 1
        for column in table.columns:
            figure = table.figure(column.key)
            if column.summed and figure is not None:
                cell = named(book, f"Total_{code}_{column.key}")
                assert Decimal(str(cell.value)).quantize(Decimal("0.01")) == figure[1]


def test_the_rows_are_added_up_live_under_the_printed_total(edition):
    book = book_of(edition("authority"), values=False)
    formulas = [cell.value for row in book["T1"].iter_rows() for cell in row if cell.value]
    assert "=ROUND(SUM(C4:C7,C9),2)" in formulas
    total = named(book, "Total_T1_budget")
    assert isinstance(total.value, int | float)


def test_a_reconciliation_is_worked_out_from_the_totals_it_names(edition):
    one = edition("authority")
    lives, seen = book_of(one, values=False), book_of(one)
    sheet, shown = lives["Kontroller"], seen["Kontroller"]
    first = [cell.value for cell in sheet[HEADER_ROW + 2]]
    assert first[1:4] == [
        "=Subtotal_T1_this",
        "=Total_T4_amount+Total_T5_amount",
        "=ROUND(B4-C4,2)",
    ]
    check = one.document.reconciliations[0]
    assert Decimal(str(shown.cell(HEADER_ROW + 2, 2).value)) == check.left
    assert shown.cell(HEADER_ROW + 2, 5).value == "Stemmer"
    assert named(seen, "Checks_total").value == 0


def test_every_check_of_the_paper_stands_on_the_sheet_of_checks(edition):
    one = edition("authority")
    sheet = book_of(one)["Kontroller"]
    lines = [row for row in sheet.iter_rows(min_row=HEADER_ROW + 2, values_only=True) if row[4]]
    assert len(lines) == len(one.document.checks())
    assert {row[3] for row in lines} == {0}


def test_what_differs_is_told_by_its_amount_and_in_words(edition):
    one = edition("claim")
    wrong = Check(Words("Prøve", "Test"), Decimal("10.00"), Decimal("9.99"))
    one = replace(one, document=replace(one.document, reconciliations=(wrong,)))
    book = book_of(one)
    row = [cell.value for cell in book["Kontroller"][HEADER_ROW + 2]]
    assert row == ["Prøve", 10, 9.99, 0.01, "Afviger"]
    assert named(book, "Checks_total").value == 0.01


def test_a_source_that_does_not_give_the_figure_is_not_used(edition):
    one = edition("authority")
    wrong = Check(Words("P", "T"), Decimal("1.00"), Decimal("1.00"), "T1", ("T4:amount",))
    one = replace(one, document=replace(one.document, reconciliations=(wrong,)))
    assert book_of(one, values=False)["Kontroller"].cell(HEADER_ROW + 2, 2).value == 1


def test_the_sheets_are_ready_to_filter_and_to_print(edition):
    one = edition("authority")
    book = book_of(one)
    for table in one.document.tables:
        sheet = book[table.code]
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
        assert sheet.freeze_panes
        assert sheet.oddFooter.center.text == f"SHA-256 {one.sha256[:12]}"
        assert sheet.oddFooter.right.text == "&P / &N"
        normal = [line for line, row in enumerate(table.rows) if row.level == "normal"]
        last = f"{normal[-1] + HEADER_ROW + 2}" if normal else ""
        assert bool(sheet.auto_filter.ref) == bool(normal)
        assert not normal or sheet.auto_filter.ref.endswith(last)
    assert one.sha256 in book.properties.description


def test_no_macro_comes_along(edition):
    with zipfile.ZipFile(io.BytesIO(render(edition("claim"), "xlsx"))) as book:
        assert [name for name in book.namelist() if "vba" in name.lower()] == []
        assert b"macroEnabled" not in book.read("[Content_Types].xml")


def test_the_last_sheet_says_what_each_column_means(edition):
    one = edition("authority")
    sheet = book_of(one)["Dataordbog"]
    head, *rows = list(sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    assert head == HEAD
    columns = [
        (table.code, column.key) for table in one.document.tables for column in table.columns
    ]
    assert [row[:2] for row in rows] == columns
    [amount] = [row for row in rows if row[:2] == ("T5", "amount")]
    assert amount[4:] == (
        "Støtteberettiget beløb, som er godkendt ved kontrollen",
        "Eligible amount that was accepted at verification",
        "DKK",
        "decimal(14,2)",
        "R-05",
    )


@pytest.mark.parametrize("kind", ["authority", "region", "partner_statement", "claim", "final"])
def test_every_column_of_these_papers_has_a_meaning(paper, kind):
    for table in paper(kind).tables:
        assert [one.key for one in table.columns if meaning_of(kind, table, one) is None] == []


@pytest.mark.parametrize("kind", ["authority", "partner_statement"])
def test_streamed_rows_are_the_same_cells(edition, kind, monkeypatch):
    one = edition(kind)
    short = book_of(one, values=False)
    monkeypatch.setattr(xlsx_sheets, "LONG", 1)
    content = render(one, "xlsx")
    assert content == render(one, "xlsx")
    long = openpyxl.load_workbook(io.BytesIO(content))
    assert long.sheetnames == short.sheetnames
    for sheet in short:
        for row in sheet.iter_rows():
            for cell in row:
                other = long[sheet.title][cell.coordinate]
                assert (other.value, other.number_format) == (cell.value, cell.number_format)
                assert other.font.b == cell.font.b


def test_a_streamed_text_stays_a_text(edition, monkeypatch):
    monkeypatch.setattr(xlsx_sheets, "LONG", 1)
    one = edition("authority")
    table = one.document.table("T5")
    strange = "  <b>&\x0b\ud7ff " + FORMULA
    rows = (replace(table.rows[0], cells=(strange, *table.rows[0].cells[1:])), *table.rows[1:])
    document = replace(one.document, tables=(replace(table, rows=rows),), reconciliations=())
    sheet = book_of(draft_edition(document, "da"), values=False)["T5"]
    assert sheet.cell(HEADER_ROW + 2, 1).value == "  <b>&\ud7ff " + FORMULA
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert {cell.data_type for cell in found} == {"s"}


def test_the_total_row_is_a_value_in_a_streamed_sheet_too(edition, monkeypatch):
    monkeypatch.setattr(xlsx_sheets, "LONG", 1)
    one = edition("authority")
    book = book_of(one)
    table = one.document.table("T5")
    figure = table.figure("amount", TOTAL)
    assert figure is not None
    assert Decimal(str(named(book, "Total_T5_amount").value)) == figure[1]
