"""Every frozen paper names where its chain of events ended, in every format; a draft names none."""

from __future__ import annotations

import io
import json
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import openpyxl
import pikepdf
import pytest
from django.urls import reverse

from consortium.models import AuditEvent, ChainHead
from consortium.rules.chain import PaperHead
from reporting.actions.documents import submit_document
from reporting.documents.editions import frozen_edition
from reporting.documents.papers import frozen
from reporting.documents.rendering import render
from reporting.models import ReportSnapshot
from tests.cast import signed_grant
from tests.copies import laid_out
from tests.reporting import story


def claimed_world():
    """The first half year has been claimed, and its papers are frozen."""
    world = laid_out(signed_grant)
    story.all_verified(
        world,
        {world.aarhus: ["250000.00"], world.randers: ["150000.00"]},
        cash=["300000.00"],
    )
    story.sent(world, story.checked(world))
    return world


@pytest.fixture
def claimed(db):
    return laid_out(claimed_world)


@pytest.fixture
def sent(claimed):
    """The region's report, frozen with the claim, and the edition that is made of it."""
    snapshot = ReportSnapshot.objects.get(grant=claimed.grant, kind="region")
    return frozen_edition(snapshot, frozen(snapshot), "da")


def test_the_pdf_prints_it_and_carries_it(sent, tmp_path):
    head = sent.document.head
    assert head is not None
    content = render(sent, "pdf")
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    made = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True)
    printed = made.stdout.decode()
    assert "Hændelseskæde" in printed
    assert str(head) in printed
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Keywords"]) == str(head)
        with pdf.open_metadata() as meta:
            assert meta["pdf:Keywords"] == str(head)
            assert meta.pdfa_status == "3A"
        embedded = pdf.attachments[sent.file_name("json")].get_file().read_bytes()
    told = json.loads(embedded)["chain"]
    assert PaperHead.read(f"{told['chain']}:{told['number']}:{told['sha256']}") == head


def test_what_it_says_is_what_the_chain_holds(sent):
    head = sent.document.head
    held = AuditEvent.objects.get(chain=head.chain, number=head.point.number)
    assert (held.chain, held.sha256) == ("M-003", head.point.sha256)
    assert ChainHead.objects.get(pk="M-003").number > head.point.number


def test_the_other_formats_name_it(sent):
    head = str(sent.document.head)
    assert ET.fromstring(render(sent, "xml")).attrib["chain"] == head
    book = openpyxl.load_workbook(io.BytesIO(render(sent, "xlsx")))
    front = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["Hændelseskæde", head] in [row[:2] for row in front]
    assert book.properties.keywords == head
    with zipfile.ZipFile(io.BytesIO(render(sent, "csv"))) as archive:
        assert f"Hændelseskæde;{head}" in archive.read("meta.csv").decode()


def test_an_english_reader_reads_it_too(sent):
    english = replace(sent, language="en")
    assert b"Chain of events" in zipfile.ZipFile(io.BytesIO(render(english, "csv"))).read(
        "meta.csv"
    )


def test_the_page_shows_it(sent, claimed, client):
    snapshot = ReportSnapshot.objects.get(grant=claimed.grant, kind="region")
    client.force_login(claimed.ma)
    page = client.get(reverse("reporting:document", args=["M-003", snapshot.pk]))
    assert f"Hændelseskæde: <code>{sent.document.head}</code>" in page.content.decode()


def test_a_draft_names_none(edition):
    draft = edition("region")
    assert draft.document.head is None
    assert "chain" not in ET.fromstring(render(draft, "xml")).attrib
    assert "chain" not in json.loads(draft.body)


def test_the_next_version_names_a_later_end(sent, claimed):
    again = submit_document(
        "region", claimed.grant, claimed.period, by=claimed.ls, at=claimed.clock()
    )
    head = frozen(again).head
    assert head is not None
    assert head.point.number > sent.document.head.point.number
