"""The pages of an import: fetch, send, answer, preview, write; and who may see them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.models import Job
from reporting.actions import import_jobs
from reporting.models import SheetImport, SheetLayout
from reporting.tasks import run_import
from tests.reporting.paperwork import begin
from tests.reporting.sheets import csv_bytes, filled, row


def upload(content, name="k.csv"):
    return SimpleUploadedFile(name, content)


def send(client, report, content, name="k.csv"):
    """The answer of the page on which the sheet ends up."""
    url = reverse("reporting:import-new", args=[report.pk, "costs"])
    return client.post(url, {"file": upload(content, name)}, follow=True)


def the_sheet():
    return SheetImport.objects.get()


def test_a_partner_fetches_fills_previews_and_writes(world, client):
    report = begin(world)
    client.force_login(world.pu)
    page = client.get(reverse("reporting:import-new", args=[report.pk, "costs"]))
    fetched = client.get(reverse("reporting:import-workbook", args=[report.pk, "costs", "da"]))
    assert page.status_code == fetched.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(fetched.content)).sheetnames[:2] == [
        "Vejledning",
        "Udgifter",
    ]
    content = filled(report, [row("B1", line="3 Rejser", net=1000, vat=250)])
    preview = send(client, report, content, "k.xlsx")
    assert "Skriv alle rækker" in preview.content.decode()
    assert not report.expenditure.exists()
    written = client.post(reverse("reporting:sheet-write", args=[the_sheet().pk]), follow=True)
    assert "1 ny række er skrevet" in written.content.decode()
    assert report.expenditure.count() == 1
    again = send(client, report, content, "k.xlsx")
    assert "Der er intet at skrive" in again.content.decode()


def test_faults_are_shown_and_marked_in_the_same_workbook(world, client):
    report = begin(world)
    client.force_login(world.pu)
    bad = row("B2", line="3 Rejser", net=-5, vat=0)
    content = filled(report, [row("B1", line="3 Rejser", net=1, vat=0), bad])
    preview = send(client, report, content, "k.xlsx").content.decode()
    assert "en udgift er aldrig under nul" in preview
    assert "Skriv alle rækker" not in preview
    marked = client.get(reverse("reporting:sheet-marked", args=[the_sheet().pk]))
    book = openpyxl.load_workbook(io.BytesIO(marked.content))
    cell = book["Udgifter"]["M3"]
    assert cell.fill.fgColor.rgb.endswith("FFC7CE")
    assert "en udgift er aldrig under nul" in cell.comment.text
    assert client.post(reverse("reporting:sheet-write", args=[the_sheet().pk])).status_code == 302
    assert not report.expenditure.exists()
    # The marked workbook, mended, goes in.
    book["Udgifter"]["M3"] = 5
    mended = io.BytesIO()
    book.save(mended)
    assert "Skriv alle rækker" in send(client, report, mended.getvalue(), "k.xlsx").content.decode()


def test_a_foreign_sheet_is_asked_about_and_remembered(world, client):
    report = begin(world)
    client.force_login(world.pu)
    plain = {name: value for name, value in row("B1").items() if name != "line"}
    content = csv_bytes([plain, {**plain, "voucher_no": "B2", "invoice_no": "x"}])
    asked = send(client, report, content)
    assert "Budgetpost" in asked.content.decode()
    columns = reverse("reporting:sheet-columns", args=[the_sheet().pk])
    form = asked.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    refused = client.post(columns, data)
    assert "sig, hvad der gælder for alle rækker" in refused.content.decode()
    preview = client.post(columns, {**data, "all_line": "3 Rejser"}, follow=True)
    assert "Skriv alle rækker" in preview.content.decode()
    assert SheetLayout.objects.get().organisation == world.aarhus.organisation
    SheetImport.objects.all().delete()
    straight = send(client, report, content)
    assert "Skriv alle rækker" in straight.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("k.xlsx", b"%PDF-1.4 nothing", "er ikke"),
        ("k.csv", b"", "tom"),
        ("k.csv", b"a;b\x00;c\n1;2;3\n", ""),
    ],
)
def test_what_is_no_sheet_is_told_and_not_kept(world, client, name, content, said):
    report = begin(world)
    client.force_login(world.pu)
    answer = send(client, report, content, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert said in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_a_long_sheet_runs_in_the_background_and_can_be_stopped(world, client, monkeypatch):
    monkeypatch.setattr(import_jobs, "QUICK_BYTES", 10)
    report = begin(world)
    client.force_login(world.pu)
    waiting = send(client, report, csv_bytes([row("B1"), row("B2")]))
    job = Job.objects.get()
    assert (job.state, waiting.headers["Refresh"]) == (Job.QUEUED, "2")
    client.post(reverse("reporting:sheet-stop", args=[the_sheet().pk]))
    run_import.func(job.pk)
    assert Job.objects.get().state == Job.STOPPED
    client.post(reverse("reporting:sheet-stop", args=[the_sheet().pk]), {"restart": "1"})
    run_import.func(job.pk)
    assert the_sheet().state == SheetImport.CHECKED
    client.post(reverse("reporting:sheet-write", args=[the_sheet().pk]))
    for _twice in range(2):
        run_import.func(Job.objects.latest("pk").pk)
    assert report.expenditure.count() == 2
    assert (
        "Arket er skrevet"
        in client.get(reverse("reporting:sheet-import", args=[the_sheet().pk])).content.decode()
    )


def test_others_do_not_see_it(world, client):
    report = begin(world)
    client.force_login(world.pu)
    send(client, report, csv_bytes([row("B1")]))
    pages = [
        reverse(f"reporting:{name}", args=[the_sheet().pk])
        for name in ("sheet-import", "sheet-columns", "sheet-marked")
    ]
    new = reverse("reporting:import-new", args=[report.pk, "costs"])
    for person, statuses in ((world.stranger, {404}), (world.randers_pu, {404})):
        client.force_login(person)
        assert {client.get(url).status_code for url in [*pages, new]} == statuses
        assert client.post(new, {"file": upload(b"a;b\n1;2\n")}).status_code == 404
    client.force_login(world.lc)
    assert client.get(new).status_code == 403
    assert client.get(pages[0]).status_code == 200
    assert client.post(reverse("reporting:sheet-write", args=[the_sheet().pk])).status_code == 403


def test_a_sheet_can_be_thrown_away(world, client):
    report = begin(world)
    client.force_login(world.pu)
    send(client, report, csv_bytes([row("B1")]))
    gone = client.post(reverse("reporting:sheet-drop", args=[the_sheet().pk]), follow=True)
    assert "Intet blev skrevet" in gone.content.decode()
    assert (the_sheet().state, bool(the_sheet().file)) == (SheetImport.DROPPED, False)
