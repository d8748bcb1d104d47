"""Rows as files, sheets of every kind on their pages, and who sees what people earn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.actions.import_jobs import is_quick
from reporting.models import Activity, CoFinancingContribution, PayRate, SheetImport
from tests.reporting.actions.test_row_imports import ACTIVITIES, MONEY, meeting
from tests.reporting.actions.test_time_rows import RATES
from tests.reporting.paperwork import begin
from tests.reporting.sheeting import written

__all__ = ["meeting"]


@pytest.fixture(autouse=True)
def _demo_day(settings: Any) -> None:
    settings.DEMO_DAY = dt.date(2012, 6, 21)


@pytest.fixture
def report(world: Any, meeting: Any) -> Any:
    """Aarhus' report."""
    return begin(world)


def send(client: Any, report: Any, kind: str, text: str) -> Any:
    """Hand in *text* as a sheet of *kind* and follow to its preview."""
    url = reverse("reporting:import-new", args=[report.pk, kind])
    upload = SimpleUploadedFile("ark.csv", text.strip().encode())
    return client.post(url, {"file": upload}, follow=True)


@pytest.mark.parametrize("kind", ["activities", "indicators", "cofinancing", "hours", "rates"])
def test_every_kind_has_its_page_and_is_found(client, world, report, kind):
    client.force_login(world.pu)
    url = reverse("reporting:import-new", args=[report.pk, kind])
    assert client.get(url).status_code == 200
    step = "hours" if kind == "rates" else kind
    page = client.get(reverse(f"reporting:report-{step}", args=[report.pk]))
    assert url in page.text
    assert client.get(f"{url}workbook/da/").status_code == 200


@pytest.mark.parametrize(("extension", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_rows_are_fetched_and_sent_back(client, world, report, extension, start):
    written(world, "cofinancing", report, MONEY)
    client.force_login(world.pu)
    url = reverse("reporting:rows-file", args=[report.pk, "cofinancing", extension])
    answer = client.get(url)
    assert answer.content.startswith(start)
    assert f"cofinancing.{extension}" in answer["Content-Disposition"]
    new = reverse("reporting:import-new", args=[report.pk, "cofinancing"])
    assert url in client.get(new).text
    upload = SimpleUploadedFile(f"igen.{extension}", answer.content)
    page = client.post(new, {"file": upload}, follow=True)
    assert (SheetImport.objects.get().outcome or {})["counts"] == {
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "refused": 0,
    }
    assert page.status_code == 200


def test_an_upload_is_previewed_and_written(client, world, report):
    client.force_login(world.pu)
    page = send(client, report, "activities", ACTIVITIES)
    sheet = SheetImport.objects.get()
    assert (sheet.state, Activity.objects.count()) == (SheetImport.CHECKED, 0)
    # What is added up here is people, not money.
    assert "Beløb, kr." not in page.text
    assert '<td class="number">54</td>' in page.text
    client.post(reverse("reporting:sheet-write", args=[sheet.pk]))
    assert Activity.objects.count() == 2
    sheet.refresh_from_db()
    assert sheet.state == SheetImport.WRITTEN


def test_faults_are_shown_and_nothing_is_written(client, world, report):
    client.force_login(world.pu)
    page = send(client, report, "cofinancing", MONEY.replace("1.234,56", "0"))
    assert "0,00 kr. er ikke et modtaget beløb." in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert not CoFinancingContribution.objects.exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("stranger", 404), ("randers_pu", 404), ("em", 404), ("pm", 403), ("au", 403), ("pa", 403)],
)
def test_rows_are_for_those_who_write(client, world, report, person, status):
    client.force_login(getattr(world, person))
    for kind in ("cofinancing", "rates"):
        url = reverse("reporting:rows-file", args=[report.pk, kind, "csv"])
        assert client.get(url).status_code == status


def test_there_is_no_file_of_another_kind(client, world, report):
    client.force_login(world.pu)
    for kind, extension in (("gold", "csv"), ("rates", "pdf")):
        url = reverse("reporting:rows-file", args=[report.pk, kind, extension])
        assert client.get(url).status_code == 404


def test_what_people_earn_stays_with_their_employer(client, world, report):
    client.force_login(world.pu)
    send(client, report, "rates", RATES)
    sheet = SheetImport.objects.get()
    url = reverse("reporting:sheet-import", args=[sheet.pk])
    assert client.get(url).status_code == 200
    assert not PayRate.objects.exists()
    for person in (world.pm, world.lc, world.au):
        client.force_login(person)
        assert client.get(url).status_code == 404


def test_a_kind_whose_rows_take_an_action_each_waits_earlier():
    size = 100_000
    assert is_quick(SheetImport(kind="costs", size=size))
    assert not is_quick(SheetImport(kind="activities", size=size))
    assert is_quick(SheetImport(kind="activities", size=size // 10))
