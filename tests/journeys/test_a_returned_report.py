"""A report comes back with two questions: from the desk to the second submission.

One cost of 1,000.00 is corrected to 900.00; both questions are answered in the list.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ViewportSize, expect

from reporting.actions.queries_answers import ask
from reporting.actions.verification import return_report
from reporting.models import Expenditure, PartnerReport
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.journeys.test_accessibility import NARROW, OPTIONS, OVERFLOW, WIDE
from tests.reporting.paperwork import submitted


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    """The controller asks about the voucher and about the report as a whole."""
    stage.on(2012, 6, 22)
    world = signed_grant()
    world.report = submitted(world)
    world.item = Expenditure.objects.get()
    for text, item in (("Hvilken tur?", world.item), ("Hvor er teksterne?", None)):
        due = dt.date(2012, 7, 1)
        ask(world.report, text=text, due_on=due, expenditure=item, by=world.lc2, at=world.clock())
    return_report(world.report, by=world.lc2, at=world.clock())
    return world


def is_sound(seat: Seat) -> None:
    """The page breaks no rule of accessibility and does not scroll sideways."""
    found = Axe().run(seat.page, options=OPTIONS).response["violations"]
    told = [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found]
    assert told == []
    assert seat.page.evaluate(OVERFLOW) == 0


def meter(seat: Seat) -> tuple[float, float]:
    """What the first meter of the page says: done, of all."""
    shown = seat.page.locator("meter").first
    return shown.evaluate("one => one.value"), shown.evaluate("one => one.max")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desktop", "390 px"])
def test_a_returned_report_is_corrected_answered_and_sent_again(
    stage: Stage, world: SimpleNamespace, size: ViewportSize
) -> None:
    pu = stage.seats["pu"] = stage.enter("pu", viewport=size)
    pu.go("/desk/").sees("B1: Hvilken tur?", "Hvor er teksterne?")
    assert meter(pu) == (6, 7)
    is_sound(pu)
    pu.follow("B1: Hvilken tur?").sees("2 questions to answer")
    assert pu.page.url.endswith(f"#q{world.item.queries.get().pk}")
    is_sound(pu)
    pu.follow("B1 Togbilletter")
    pu.send("Save the cost", {"Amount without VAT": "900,00"}, told="The cost is changed.")
    pu.follow("Answer the question")
    answer_both(pu)
    pu.sees("All questions are answered")
    assert meter(pu) == (7, 7)
    is_sound(pu)
    pa = stage.seats["pa"] = stage.enter("pa", viewport=size)
    pa.go("/desk/").follow("Go on with the report").follow("Check, approve and submit")
    pa.send("Approve the report", told="The report is approved.")
    pa.send("Submit the report", told="The report is with the lead.")
    assert PartnerReport.objects.get().state == "submitted"
    assert str(Expenditure.objects.get().amount) == "900.00"


def answer_both(pu: Seat) -> None:
    """Old and new stand beside each other; an answer half written survives a reload."""
    changed = ("Changed since the question", "Net amount", "When it was asked", "Now")
    assert pu.cells(*changed) == ["1,000.00", "900.00"]
    box = pu.page.get_by_label("Answer").first
    box.fill("Turen til")
    expect(pu.page.locator("[data-autosave-status]").first).to_contain_text("Draft kept")
    pu.page.reload()
    expect(pu.page.get_by_label("Answer").first).to_have_value("Turen til")
    pu.send("Save the answer", {"Answer": "Turen til Viborg."}, told="The answer is saved.")
    pu.send("Save the answer", {"Answer": "De står der nu."}, told="The answer is saved.")
