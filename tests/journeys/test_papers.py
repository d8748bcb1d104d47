"""A partner hands in a pile of files: most find their rows, one is placed, one is refused."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, expect

from reporting.actions.costs import enter_expenditure
from reporting.models import ExpenditureFile, PartnerReport
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.journeys.test_accessibility import NARROW, OPTIONS, OVERFLOW
from tests.reporting.paperwork import begin, voucher
from tests.sample_files import image, pdf

DROP = """(files) => {
  const held = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    held.items.add(new File([bytes], name, { type }));
  }
  return held;
}"""


@pytest.fixture
def report(stage: Stage) -> PartnerReport:
    stage.on(2012, 6, 20)
    world: SimpleNamespace = signed_grant()
    report = begin(world)
    for number in ("B1", "B2", "B3"):
        enter_expenditure(report, voucher(number), by=world.pu, at=world.clock())
    return report


def files() -> list[FilePayload]:
    return [
        _file("b1 faktura.pdf", pdf("Faktura 1", "Bilag til faktura 1")),
        _file("B1_betaling.pdf", pdf("Kontoudtog")),
        _file("B-002 faktura.pdf", pdf("Faktura 2")),
        _file("IMG_4711.jpg", image("JPEG", (600, 800)), "image/jpeg"),
        _file("loen.pdf", pdf("Anna Hansen 010180-1234")),
    ]


def _file(name: str, content: bytes, kind: str = "application/pdf") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def drop(seat: Seat, selector: str, dropped: list[FilePayload]) -> None:
    """As if the files were dragged there from a folder."""
    plain = [
        (one["name"], one["mimeType"], base64.b64encode(one["buffer"]).decode()) for one in dropped
    ]
    held = seat.page.evaluate_handle(DROP, plain)
    seat.page.locator(selector).dispatch_event("drop", {"dataTransfer": held})


def is_clean(seat: Seat) -> None:
    found = Axe().run(seat.page, options=OPTIONS).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert seat.page.evaluate(OVERFLOW) <= 0


def proofs() -> set[tuple[str, str, str]]:
    rows = ExpenditureFile.objects.select_related("file", "expenditure")
    return {(one.file.name, one.expenditure.voucher_no, one.role) for one in rows}


PLACED = {
    ("b1 faktura.pdf", "B1", "invoice"),
    ("B1_betaling.pdf", "B1", "payment"),
    ("B-002 faktura.pdf", "B2", "invoice"),
    ("IMG_4711.jpg", "B3", "invoice"),
}


def told(seat: Seat) -> Any:
    return seat.page.get_by_role("region", name="What happened to the files")


def hand_in(seat: Seat) -> None:
    """What follows once the five files are sent, on any screen."""
    said = told(seat)
    for words in (
        "b1 faktura.pdf Attached to B1 as voucher.",
        "B1_betaling.pdf Attached to B1 as proof of payment.",
        "B-002 faktura.pdf Attached to B2 as voucher.",
        "IMG_4711.jpg It is kept. No row has a voucher number that its name holds.",
        "“loen.pdf” holds a CPR number on page 1.",
    ):
        expect(said).to_contain_text(words)
    is_clean(seat)
    card = seat.page.get_by_role("article", name="IMG_4711.jpg")
    card.get_by_label("Voucher number").fill("B3")
    card.get_by_label("It proves").select_option("invoice")
    card.get_by_role("button", name="Attach").click()
    seat.hears("“IMG_4711.jpg” proves B3 now.")
    assert proofs() == PLACED
    seat.follow("b1 faktura.pdf")
    seat.sees("Page 1 of 2", "B1 Togbilletter")
    expect(seat.page.locator("img.house-page")).to_have_js_property("naturalWidth", 1200)
    is_clean(seat)
    seat.follow("Next page").sees("Page 2 of 2")


def test_five_files_are_dropped_on_the_pile(stage, report):
    pu = stage["pu"].go(f"/reports/{report.pk}/").follow("Send many files at once")
    drop(pu, "form[data-pile]", files())
    hand_in(pu)
    pu.go(f"/reports/{report.pk}/").follow("Costs that lack papers").sees("2 costs lack papers.")
    is_clean(pu)


def test_five_files_are_chosen_on_a_phone(stage, report):
    pu = stage.enter("pu", viewport=NARROW, has_touch=True, is_mobile=True)
    pu.go(f"/reports/{report.pk}/papers/")
    expect(pu.page.get_by_label("Or take a photo")).to_be_visible()
    pu.page.get_by_label("Files", exact=True).set_input_files(files())
    pu.page.get_by_role("button", name="Send the files").click()
    hand_in(pu)


def test_files_are_dropped_on_a_row_of_the_list(stage, report):
    pu = stage["pu"].go(f"/reports/{report.pk}/costs/")
    sent = [_file("a.pdf", pdf("Faktura")), _file("betalt.pdf", pdf("Betaling"))]
    drop(pu, "tr[data-drop] >> nth=1", sent)
    expect(told(pu)).to_contain_text("betalt.pdf Attached to B2 as proof of payment.")
    assert proofs() == {("a.pdf", "B2", "invoice"), ("betalt.pdf", "B2", "payment")}
    is_clean(pu)
    pu.follow("B2")
    drop(pu, "[data-drop-form]", [_file("b.pdf", pdf("Mere"))])
    pu.send("Attach the file", told="The file is attached.")
    is_clean(pu)


def test_without_javascript_the_pile_does_the_same(stage, report):
    pu = stage.enter("pu", java_script_enabled=False).go(f"/reports/{report.pk}/papers/")
    pu.page.get_by_label("Files", exact=True).set_input_files(files())
    pu.page.get_by_role("button", name="Send the files").click()
    expect(told(pu)).to_contain_text("B-002 faktura.pdf Attached to B2 as voucher.")
    assert proofs() == {one for one in PLACED if one[1] != "B3"}
