"""The lead builds a report, keeps and schedules it, and the workbook says what the page says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from consortium.models import Job
from reporting.actions.calendar import keep_calendar
from reporting.models import OwnReport, ReportSchedule
from reporting.tasks import make_own_report
from tests.cast import signed_grant
from tests.journeys.stage import Seat, Stage
from tests.reporting.full_story import reported, verified


@pytest.fixture
def world(stage: Stage) -> SimpleNamespace:
    stage.on(2012, 9, 20)
    world = signed_grant()
    verified(world, reported(world))
    return world


def fetched(seat: Seat, link: str, folder: Path) -> Path:
    """The file behind the first link of this name."""
    with seat.page.expect_download() as waiting:
        seat.page.locator("main").get_by_role("link", name=link).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def verified_in(path: Path) -> Decimal:
    """The total of the verified cost, as it stands in the sheet of the overview."""
    book = openpyxl.load_workbook(path, data_only=True)
    rows = [row for row in book["O1"].iter_rows(values_only=True) if row[0] == "Total"]
    book.close()
    return Decimal(str(rows[0][3])).quantize(Decimal("0.01"))


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def test_built_kept_scheduled_and_read_back(stage, world, tmp_path):
    lead = stage.enter("pm").go(f"/grants/{world.ref}/overview/")
    [shown] = lead.cells("Budget line", "Total", "Verified")
    assert verified_in(fetched(lead, "Download the tables: XLSX", tmp_path)) == number(shown)
    lead.more("Own reports").follow("Build a report", within="main, header, body")
    choice = {"Name": "Overblik", "T1 Expenditure by budget line": True}
    choice |= {"O1 Overview by budget line (as of today)": True}
    choice |= {"The newest period that has begun, on the day it is made": True}
    lead.send("Make the report", choice | {"Keep the choice as a template": True})
    lead.sees("SHA-256 of the file")
    lead.sees(OwnReport.objects.get().sha256)
    assert verified_in(fetched(lead, "Fetch the file (XLSX)", tmp_path)) == number(shown)
    lead.go(f"/grants/{world.ref}/own-reports/").follow("Schedule: Overblik")
    # A name that a label holds is the person's.
    days = {"How often": "Every month", "Day of the month": "31", str(world.au): True}
    lead.send("Schedule", days).sees("Every month", "next on 30")
    row = ReportSchedule.objects.get()
    assert row.next_on == dt.date(2012, 9, 30)
    stage.on(2012, 9, 30)
    world.clock.move_to(2012, 9, 30)
    keep_calendar(at=world.clock())
    make_own_report.call(Job.objects.get(kind="make_own_report").pk)
    auditor = stage.enter("au").go("/notices/").sees("the report “Overblik” is ready.")
    made = OwnReport.objects.latest("pk")
    auditor.go(f"/grants/{world.ref}/own-reports/{made.pk}/")
    assert verified_in(fetched(auditor, "Fetch the file (XLSX)", tmp_path)) == number(shown)
