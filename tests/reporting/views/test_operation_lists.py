"""The register of related operations on its pages: read, mapped, marked, searched, commented."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from grants.models import RelatedOperation
from reporting.models import SheetImport, SheetLayout
from tests.reporting.actions.test_operation_rows import LIST
from tests.reporting.operation_lists import command, counted, send
from tests.reporting.sheeting import written
from tests.sheets import workbook

FOREIGN: list[list[Any]] = [
    ["Vorhaben in Musterland"],
    ["Stand: 1.5.2016"],
    [None],
    ["Wer", "Was", "Wieviel"],
    ["Solar GmbH", "Solarpark", 1000.5],
    ["Wind GmbH", "Windpark", 2000],
]
PLACES = {"at_name": "1", "at_beneficiary": "0", "at_total": "2"}


@pytest.fixture(autouse=True)
def _demo_day(settings: Any) -> None:
    settings.DEMO_DAY = dt.date(2012, 6, 21)


def test_the_page_shows_then_writes_and_keeps_no_file(client, world):
    client.force_login(world.pm)
    url = reverse("grants:operation-list", args=["M-003"])
    assert reverse("reporting:operation-import", args=["M-003"]) in client.get(url).text
    page = send(client, "M-003", LIST.encode())
    assert counted(page) == [3, 0, 0, 0]
    assert not RelatedOperation.objects.exists()
    assert "Myndighedens afrunding" in page.text
    page = send(client, "M-003", LIST.encode(), write="1")
    assert RelatedOperation.objects.count() == 3
    assert not SheetImport.objects.exists()
    assert counted(send(client, "M-003", LIST.encode(), write="1")) == [0, 0, 3, 0]
    shown = client.get(url)
    assert "3.000,01" in shown.text
    assert "Vores partner Aarhus Kommune" in shown.text


def test_a_foreign_list_is_asked_about_once_and_then_known_again(client, world):
    client.force_login(world.pm)
    content = workbook(FOREIGN)
    said = {"source": "Musterland", "currency": "EUR"}
    page = send(client, "M-003", content, "liste.xlsx", **said)
    assert "counts" not in page.context
    assert "Ingen kolonne i arket er “Projekt”" in page.text
    signature = page.context["form"].data["signature"]
    page = send(client, "M-003", content, "liste.xlsx", signature=signature, **PLACES, **said)
    assert counted(page) == [2, 0, 0, 0]
    kept = SheetLayout.objects.get(kind="operations")
    # Which list it was counts for that sheet alone.
    assert kept.layout["fixed"] == {"currency": "EUR"}
    page = send(client, "M-003", content, "liste.xlsx")
    assert "Arket siger ikke “Liste”." in page.text
    page = send(client, "M-003", content, "liste.xlsx", source="Musterland", write="1")
    assert counted(page) == [2, 0, 0, 0]
    assert {one.currency for one in RelatedOperation.objects.all()} == {"EUR"}


def test_the_command_knows_a_saved_mapping_again(client, world, tmp_path):
    client.force_login(world.pm)
    content = workbook(FOREIGN)
    path = tmp_path / "liste.xlsx"
    path.write_bytes(content)
    status, told = command(path, "--fixed", "source=M")
    assert (status, told["written"]) == (1, False)
    assert len(told["questions"]) == 4
    page = send(client, "M-003", content, "liste.xlsx", source="M", currency="EUR")
    signature = page.context["form"].data["signature"]
    said = {"source": "M", "currency": "EUR", "signature": signature}
    send(client, "M-003", content, "liste.xlsx", **PLACES, **said)
    status, told = command(path, "--fixed", "source=M")
    assert (status, told["new"], told["amounts"]) == (0, 2, {"new EUR": "3000.50"})


def test_answers_about_another_sheet_are_not_taken(client, world):
    client.force_login(world.pm)
    page = send(client, "M-003", LIST.encode(), signature="x", at_name="5", at_total="0")
    assert counted(page) == [3, 0, 0, 0]
    assert not SheetLayout.objects.exists()


def test_the_sheet_comes_back_with_its_faulty_cells_marked(client, world):
    client.force_login(world.pm)
    bad = LIST.replace("2.000,00", "to tusinde")
    page = send(client, "M-003", bad.encode())
    assert counted(page) == [2, 0, 0, 1]
    assert 'name="marked"' in page.text
    answer = send(client, "M-003", bad.encode(), marked="1")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    comments = [
        cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert any("to tusinde" in text for text in comments)


def test_the_register_is_searched_and_narrowed(client, world):
    written(world, "operations", world.grant, LIST, by=world.pm)
    client.force_login(world.au)
    url = reverse("grants:operation-list", args=["M-003"])

    def names(**asked: str) -> list[str]:
        return [row.record.name for row in client.get(url, asked).context["table"].rows]

    assert names(q="26696348") == names(only="rounded") == ["Bornholm i vækst"]
    assert names(only="partners") == names(q="aarhus KOMMUNE") == ["Nye veje"]
    assert names(source="Brandenburg") == ["Solar"]
    assert len(names()) == 3


def test_the_register_as_a_file_is_harmless_and_comes_back(client, world):
    row = 'L;"=HYPERLINK(1)";A;;;;100,00;;;DKK\n'
    written(world, "operations", world.grant, LIST + row, by=world.pm)
    client.force_login(world.pm)
    url = reverse("reporting:operation-rows", args=["M-003", "csv"])
    content = client.get(url).content
    assert "'=HYPERLINK" in content.decode("utf-8-sig")
    assert counted(send(client, "M-003", content, write="1")) == [0, 0, 4, 0]


def test_the_lead_comments_and_the_auditor_reads(client, world):
    written(world, "operations", world.grant, LIST, by=world.pm)
    row = RelatedOperation.objects.get(name="Nye veje")
    url = reverse("grants:operation-note", args=["M-003", row.pk])
    client.force_login(world.pm)
    assert "Aarhus Kommune" in client.get(url).text
    assert client.post(url, {"note": "Andre udgifter."}).status_code == 302
    client.force_login(world.au)
    assert "Andre udgifter." in client.get(url).text
    assert client.post(url, {"note": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("person", "read", "write"),
    [("stranger", 404, 404), ("pu", 403, 403), ("au", 200, 403), ("ma", 403, 403)],
)
def test_the_register_is_the_lead_s(client, world, person, read, write):
    client.force_login(getattr(world, person))
    assert client.get(reverse("grants:operation-list", args=["M-003"])).status_code == read
    rows = reverse("reporting:operation-rows", args=["M-003", "csv"])
    assert client.get(rows).status_code == read
    assert send(client, "M-003", LIST.encode(), write="1").status_code == write


def test_without_a_list_or_a_grant_the_command_says_so(world, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(LIST, encoding="utf-8")
    status, told = command(path, by="pu")
    assert (status, len(told["refused"])) == (1, 1)
    with pytest.raises(Exception, match="There is no grant"):
        command(path, ref="X")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("liste.xlsx", b"PK\x03\x04 no workbook"),
        ("liste.csv", b"\x00\x00"),
        ("liste.pdf", b"%PDF-1.4"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(client, world, name, content):
    client.force_login(world.pm)
    page = send(client, "M-003", content, name, source="L", currency="DKK", write="1")
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "counts" not in page.context
    assert not RelatedOperation.objects.exists()
