"""The controller's day: board, marks, five lines with the keys, sample, checklist, a visit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import ViewportSize, expect

from reporting.models import Expenditure, OnSiteCheck, ReportChecklist, SampleLine
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage, pdf
from tests.journeys.test_accessibility import NARROW, WIDE, faults
from tests.reporting import story
from tests.sample_files import pdf as bilag

SATURDAY = dt.date(2012, 5, 12)


@pytest.fixture
def told(stage: Stage, settings: Any) -> SimpleNamespace:
    """Aarhus sent twelve lines, six of them of a Saturday; Randers one."""
    world = signed_grant()
    stage.on(2012, 9, 5)
    world.clock.move_to(2012, 9, 3)
    world.report = story.submitted(world, world.aarhus, [f"{n}11.00" for n in range(1, 13)])
    story.submitted(world, world.randers, ["500.00"])
    rows = list(world.report.expenditure.order_by("delivery_date", "pk"))
    keys = [row.pk for row in rows[:6]]
    Expenditure.objects.filter(pk__in=keys).update(invoice_date=SATURDAY)
    world.rows = rows
    # The story's papers are rows; the line view draws their pages, so one real file lies there.
    Path(settings.MEDIA_ROOT, "none").write_bytes(bilag("bilag"))
    return world


def on_line(seat: Seat, row: Expenditure) -> None:
    """The page of this line stands open."""
    expect(seat.page.locator("h1")).to_contain_text(row.voucher_no)


def five_lines(lc: Seat, rows: list[Expenditure]) -> None:
    """Accept, ask, disallow, park, accept: with keys alone, each leads to the next line."""
    keys = lc.page.keyboard
    on_line(lc, rows[0])
    lc.sees("a weekend or a public holiday")
    # On to the neighbour and back, then a key for each deed.
    keys.press("j")
    on_line(lc, rows[1])
    keys.press("ArrowLeft")
    on_line(lc, rows[0])
    keys.press("a")
    on_line(lc, rows[1])
    keys.press("q")
    keys.type("Hvad dækker beløbet?")
    lc.page.get_by_label("Answer by").fill("01.10.2012")
    keys.press("Control+Enter")
    on_line(lc, rows[2])
    keys.press("d")
    lc.form("Disallow").get_by_label("Reason *", exact=True).fill("Privat.")
    keys.press("Control+Enter")
    on_line(lc, rows[3])
    keys.press("p")
    keys.type("Afventer kontrakten.")
    keys.press("Control+Enter")
    on_line(lc, rows[4])
    keys.press("a")
    on_line(lc, rows[5])


def states_of(rows: list[Expenditure]) -> list[str]:
    found = Expenditure.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk].state for row in rows]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_controller_works_a_report_from_the_board_to_the_record(
    stage: Stage, told: SimpleNamespace, size: ViewportSize
) -> None:
    lc = stage["lc"]
    lc.page.set_viewport_size(size)
    lc.go(f"/grants/{told.ref}/verification/").follow("The board of the period")
    lc.sees("No earlier report of the partner has been verified", "Lead")
    within = ".house-board" if size is WIDE else ".table--responsive-scroll"
    lc.follow("Aarhus", within=within)
    lc.page.get_by_label("Weekend or holiday (6)").check(force=True)
    lc.page.get_by_label("State").select_option("undecided")
    lc.page.get_by_role("button", name="Show").click()
    lc.follow(told.rows[0].voucher_no)
    five_lines(lc, told.rows)
    wanted = ["verified", "query", "disallowed", "parked", "verified", "submitted"]
    assert states_of(told.rows[:6]) == wanted
    lc.page.keyboard.press("?")
    expect(lc.page.get_by_role("dialog")).to_contain_text("Ctrl + Enter")
    lc.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    _sample(lc, told)
    _checklist(lc, told)
    _visit(lc, told)


def _sample(lc: Seat, told: SimpleNamespace) -> None:
    lc.go(reverse("reporting:verification-detail", args=[told.report.pk])).follow("Sample")
    lc.send("Draw the sample", {"Lines drawn at random": "3"}, told="The sample is drawn.")
    lc.sees("3 of 12 lines are drawn: an extent of 25 per cent.", "The same lines")
    assert SampleLine.objects.count() == 3


def _checklist(lc: Seat, told: SimpleNamespace) -> None:
    lc.go(reverse("reporting:verification-detail", args=[told.report.pk]))
    lc.page.get_by_text("Checklist: 0 of 12 answered").click()
    asked = lc.page.get_by_role("group", name="Revenue is complete, or there is none.")
    asked.get_by_label("Yes").check(force=True)
    expect(lc.page.locator(".house-check [data-autosave-status]")).to_contain_text("Saved")
    assert ReportChecklist.objects.get().answers["revenue"]["by"] == "Lc"


def _visit(lc: Seat, told: SimpleNamespace) -> None:
    lc.go(reverse("reporting:verification-record", args=[told.report.pk]))
    lc.follow("Record an on-the-spot check")
    seen = {
        "Date": "04.09.2012",
        "Place": "Aarhus Rådhus",
        "Who visited": "Lc",
        "Who was met": "Projektlederen",
        "Publicity": "Plakat i forhallen",
        "Photos and papers": [pdf("plakat")],
        "Nothing to remark": True,
    }
    lc.send("Record the check", seen, told="The on-the-spot check is recorded.")
    lc.sees("Plakat i forhallen", "plakat.pdf", "Answered by Lc")
    assert OnSiteCheck.objects.get().place == "Aarhus Rådhus"


def test_the_desk_is_accessible_on_both_screens(stage: Stage, told: SimpleNamespace) -> None:
    ref, report = told.ref, told.report.pk
    Expenditure.objects.filter(pk=told.rows[0].pk).update(amount=Decimal("9000.00"))
    names = ("report-sample", "report-checklist", "visit-new", "verification-record")
    addresses = [
        reverse("reporting:verification-board", args=[ref]),
        reverse("reporting:period-lines", args=[ref]) + "?mark=day_off",
        reverse("reporting:verification-detail", args=[report]) + "?mark=day_off",
        reverse("reporting:verification-item", args=[report, told.rows[0].pk]),
        *(reverse(f"reporting:{name}", args=[report]) for name in names),
    ]
    stage.seats["lc"] = seat = stage.enter("lc", language="da")
    assert list(faults(seat, addresses)) == []
