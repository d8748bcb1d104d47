"""An employee fills a month with the keyboard and a paste, signs it; the superior approves it.

On a wide screen and on a telephone; no violation of WCAG 2.2 AA, nothing in the console.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from reporting.actions.absences import plan_absence
from reporting.models import Absence, Expenditure, TimeEntry, TimeSheet
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.journeys.test_accessibility import NARROW, OPTIONS, OVERFLOW, WIDE, faults
from tests.reporting.paperwork import begin, hourly_rate

# Two rows as a workbook puts them on the clipboard; one cell is no hours, one writes a clock.
BLOCK = "7,5\t7:30\tsyg\n1\t\t2,25\n"
PASTE = """([element, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  element.dispatchEvent(event);
}"""


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    world = signed_grant()
    world.report = begin(world)
    hourly_rate(world)
    plan_absence(
        world.employee,
        kind="holiday",
        starts_on=dt.date(2012, 5, 29),
        ends_on=dt.date(2012, 5, 31),
        by=world.em,
        at=world.clock(),
    )
    stage.on(2012, 6, 20)
    return world


def cell(page: Page, day: int, line: int = 0):
    name = f"Hours, {day:02}.05." + (f", line {line + 1}" if line else "")
    return page.get_by_label(name, exact=True)


def is_accessible(page: Page) -> None:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    assert page.evaluate(OVERFLOW) == 0


def fill_in(em: Seat) -> None:
    """The first week by keys, the second copied from it, the third pasted."""
    page = em.page
    page.get_by_label("Task", exact=True).fill("Rådgivning")
    cell(page, 7).focus()
    page.keyboard.type("7,4")
    page.keyboard.press("Control+r")
    expect(cell(page, 11)).to_have_value("7,4")
    expect(cell(page, 12)).to_have_value("")  # a Saturday
    page.keyboard.press("ArrowRight")
    expect(cell(page, 8)).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(cell(page, 9)).to_be_focused()
    cell(page, 14).focus()
    page.keyboard.press("Control+b")
    copied = [cell(page, day).input_value() for day in range(14, 19)]
    assert copied == ["7,4", "3", "7,4", "", "7,4"]  # without Ascension Day
    cell(page, 21).focus()
    cell(page, 21).evaluate(f"(element) => ({PASTE})([element, {BLOCK!r}])")
    expect(cell(page, 22)).to_have_value("7:30")
    expect(cell(page, 23, 1)).to_have_value("2,25")
    expect(page.locator("[data-month-status]")).to_contain_text("5 cells pasted. 1 cannot be read")
    expect(cell(page, 22, 1)).to_have_value("")
    page.keyboard.press("Control+z")
    expect(cell(page, 21)).to_have_value("")
    cell(page, 21).evaluate(f"(element) => ({PASTE})([element, {BLOCK!r}])")
    cell(page, 23).fill("6")
    page.get_by_label("Task, line 2", exact=True).fill("Møde")
    # 32.60 + 25.20 + 21.00 and 3.25: shown here, and added up by the server when it is saved.
    expect(page.locator("[data-sum=total]")).to_have_text("82.05")
    expect(page.locator("[data-running=month] [data-running-used]")).to_have_text("82.05")


def sign(em: Seat) -> None:
    """A day of absence is refused in words; without it the month is saved and signed."""
    page = em.page
    cell(page, 29).fill("1")
    page.get_by_role("button", name="Save and go on to signing").click()
    em.sees("1.00 hours are declared on 29/05/2012, a day of registered absence.")
    expect(cell(page, 21, 1)).to_have_value("1")
    cell(page, 29).fill("")
    page.get_by_role("button", name="Save and go on to signing").click()
    expect(page.get_by_role("heading", name="Sign 05.2012")).to_be_visible()
    assert em.row("What you sign", "Rådgivning")[-1] == "78.80"
    assert em.row("What you sign", "Total")[-1] == "82.05"
    is_accessible(page)
    em.send("Sign the month", told="The month is signed.")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_month_is_filled_in_signed_and_approved(stage, world, size):
    em = stage.seats["em"] = stage.enter("em", viewport=size)
    em.go(reverse("reporting:hours")).follow("05.2012")
    em.sees("Over all projects")
    is_accessible(em.page)
    fill_in(em)
    sign(em)
    sheet = TimeSheet.objects.get()
    assert (sheet.state, sheet.hours) == ("signed", D("82.05"))
    may = TimeEntry.objects.filter(task="Møde").values_list("day__day", "hours")
    assert list(may) == [(21, D("1.00")), (23, D("2.25"))]
    pa = stage.seats["pa"] = stage.enter("pa", viewport=size)
    pa.go(reverse("reporting:team")).sees("A01 Em")
    is_accessible(pa.page)
    assert pa.row("Signed months, 05.2012", "A01 Em")[2:5] == ["82.05", "82.05", "160.33"]
    pa.send("Approve the ticked months", told="1 months are approved")
    assert Expenditure.objects.get(kind="staff").hours == D("82.05")


def test_a_month_is_filled_in_without_a_script(stage, world):
    em = stage.enter("em", java_script_enabled=False)
    em.go(reverse("reporting:hours")).follow("05.2012")
    values = {"Task": "Rådgivning", "Hours, 07.05.": "7:30", "Hours, 08.05.": "6,25"}
    em.send("Save the hours", values, told="The hours are saved.")
    expect(em.page.locator("[data-sum=total]")).to_have_text("13.75")
    em.follow("Go on to signing").send("Sign the month", told="The month is signed.")
    assert TimeSheet.objects.get().state == "signed"


def test_the_pages_of_hours_are_accessible_in_danish(stage, world):
    seat = stage.seats["pu"] = stage.enter("pu", language="da")
    absence = Absence.objects.get()
    names = ("reporting:hours", "reporting:absences", "reporting:hours-lacking")
    months = [
        reverse("reporting:month", args=[world.report.pk, world.employee.pk, month])
        for month in ("2012-03", "2012-05")
    ]
    drop = reverse("reporting:absence-drop", args=[absence.pk])
    assert list(faults(seat, [*map(reverse, names), *months, drop])) == []
