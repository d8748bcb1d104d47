"""A month from the workbook: fetched, filled by a script, three faults read, mended, written."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.journeys.test_accessibility import NARROW, OPTIONS, OVERFLOW
from tests.reporting.paperwork import begin
from tests.reporting.sheets import row, saved

ROWS = 200
WIDE = {"width": 1280, "height": 900}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 6, 20)
    world = signed_grant()
    world.report = begin(world)
    return world


def fetched(seat: Seat, link: str) -> openpyxl.Workbook:
    """The workbook behind a link."""
    with seat.page.expect_download() as download:
        seat.follow(link)
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def send(seat: Seat, book: openpyxl.Workbook) -> None:
    """Choose the workbook and send it."""
    file: Any = {"name": "juni.xlsx", "mimeType": XLSX, "buffer": saved(book)}
    seat.send("Send and see what it would do", {"Workbook or file": file})


def fits(seat: Seat) -> None:
    """No violation, and no sideways scrolling."""
    assert Axe().run(seat.page, options=OPTIONS).response["violations"] == []
    assert seat.page.evaluate(OVERFLOW) == 0


def fill(book: openpyxl.Workbook) -> None:
    """Two hundred vouchers, three of them with a fault."""
    sheet: Any = book.worksheets[1]
    titles = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
    names = {"line": "Budget line", "voucher_no": "Voucher number", "text": "Text"}
    names |= {"supplier": "Supplier", "supplier_cvr": "Supplier's CVR number"}
    names |= {"invoice_no": "Invoice number", "invoice_date": "Invoice date"}
    names |= {"delivery_date": "Delivery date", "paid_on": "Paid on"}
    names |= {"ledger_account": "Account in your own ledger"}
    names |= {"booking_no": "Booking number in your own ledger"}
    names |= {"net": "Amount without VAT", "vat": "VAT"}
    for number in range(ROWS):
        cells = row(f"B{number}", line="3 Travel", net=100 + number / 100, vat=0)
        for name, value in cells.items():
            sheet.cell(number + 2, titles[names[name]], value)
    sheet.cell(11, titles["Paid on"], "31.02.2012")
    sheet.cell(21, titles["Amount without VAT"], -5)
    sheet.cell(31, titles["Text"]).value = None


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_month_goes_in_from_the_workbook(stage, world, screen):
    pu = stage.enter("pu", viewport=screen)
    pu.go(f"/reports/{world.report.pk}/costs/").follow("Import from Excel")
    fits(pu)
    book = fetched(pu, "English workbook")
    fill(book)
    send(pu, book)
    pu.sees("Cells to put right", "31.02.2012", "a cost is never below zero", "Enter it.")
    assert pu.row("Rows of the sheet", "Refused")[:2] == ["Refused", "3"]
    fits(pu)
    marked = fetched(pu, "Fetch your workbook with these cells marked")
    sheet: Any = marked.worksheets[1]
    titles = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
    assert "calendar" in sheet.cell(11, titles["Paid on"]).comment.text
    assert not world.report.expenditure.exists()
    sheet.cell(11, titles["Paid on"], "20.04.2012")
    sheet.cell(21, titles["Amount without VAT"], 5)
    sheet.cell(31, titles["Text"], "Togbilletter")
    pu.follow("Send another file")
    send(pu, marked)
    assert pu.row("Rows of the sheet", "New")[:2] == ["New", "200"]
    fits(pu)
    pu.send("Write all rows", told="200 new rows are written")
    assert world.report.expenditure.count() == ROWS
    fits(pu)
    assert pu.complaints == []
