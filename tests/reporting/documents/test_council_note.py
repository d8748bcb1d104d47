"""The status note of 004 comes out with the source's own numbers, in every format (C28, 5.4)."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import openpyxl
import pikepdf
import pytest
from django.utils import translation

from grants.actions.measures import agree_counting_rule
from grants.models import Grant
from grants.queries.measures import register_of
from reporting.actions.documents import submit_document
from reporting.documents.choosing import edition_of
from reporting.documents.council_note import council_note
from reporting.documents.parts import COUNCIL_NOTE, kinds_of
from reporting.documents.rendering import render
from tests.copies import laid_out
from tests.grants.register import register_004
from tests.reporting.printed import words_in

COLUMNS = [13185, 22090, 14380, 13180, 1300, 64135]
OURS, INTERREG = [12415, 18760, 11050, 11050, 1300, 54575], [770, 3330, 3330, 2130, 0, 9560]


@pytest.fixture
def world(db):
    return laid_out(register_004)


def edition(world, language="da"):
    grant = Grant.objects.select_related("lead", "fund").get(pk=world.grant.pk)
    return edition_of(COUNCIL_NOTE, grant, None, None, language=language, at=world.clock())


def words_of(document, language="da"):
    return "\n".join(
        str(text if isinstance(text, str) else text.text(language))
        for section in document.sections
        for _head, text in section.paragraphs
    )


def test_table_1_has_the_sources_numbers_and_the_totals_that_it_does_not_print(world):
    table = council_note(world.grant, world.clock()).table("T1")
    sums = {row.level: list(row.cells[1:]) for row in table.rows if row.level == "total"}
    assert sums == {"total": COLUMNS}
    assert [list(row.cells[1:]) for row in table.rows if row.level == "subtotal"] == [
        OURS,
        INTERREG,
    ]
    welcome = next(row for row in table.rows if row.cells[0] == "Velkomstpakke")
    assert welcome.cells[1:] == (None, 800, 1300, 1300, 1300, 4700)
    assert len([row for row in table.rows if row.level == "normal"]) == 12


def test_the_counts_of_the_lead_paragraph_are_the_documents_own(world):
    text = words_of(council_note(world.grant, world.clock()))
    assert "kortlagt 22 barrierer og 43 løsningsforslag" in text
    assert "væsentlig fremdrift på 20 ud af de 43 løsningsforslag" in text
    assert "8 prioriterede indsatser under de 5 dagsordener" in text
    assert "dækker reelt 11 af de 43 løsningsforslag" in text
    assert "7, 8, 9, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 33, 37, 39, 40, 41" in text


def test_a_stricter_rule_changes_the_note_and_says_so(world):
    agree_counting_rule(
        world.grant,
        codes=["started", "running", "external"],
        but_not=["no_new_action", "no_progress"],
        reason="Kun forslag, hvor der er sket noget nyt.",
        by=world.pm,
        at=world.clock(),
    )
    document = council_note(world.grant, world.clock())
    assert "væsentlig fremdrift på 17 ud af de 43 løsningsforslag" in words_of(document)
    assert "regel 2" in words_of(document)
    row = next(r for r in document.table("K3").rows if "fremdrift" in str(r.cells[0]))
    assert row.cells[2:5] == (20, 17, 3)


def test_what_the_document_counts_otherwise_is_shown_and_explained(world):
    table = council_note(world.grant, world.clock()).table("K3")
    rows = {str(row.cells[0]): row.cells for row in table.rows}
    listed = next(cells for name, cells in rows.items() if "fremgår med fremdrift" in name)
    assert listed[2:5] == (20, 7, 13)
    assert "viser kun de 7" in str(listed[5])


def test_the_note_reads_back_from_every_format(world):
    one = edition(world)
    told = json.loads(render(one, "json"))
    total = next(t for t in told["tables"] if t["code"] == "T1")["rows"][-1]
    assert [str(value) for value in COLUMNS] == [
        "".join(c for c in json.dumps(cell) if c.isdigit()) for cell in total["cells"][1:]
    ]
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")), data_only=True)
    sheet = next(book[name] for name in book.sheetnames if name.startswith("T1"))
    rows = sheet.iter_rows(values_only=True)
    found = [[cell for cell in row if cell is not None] for row in rows]
    assert any(row[1:] == COLUMNS for row in found if len(row) == 7)
    with zipfile.ZipFile(io.BytesIO(render(one, "csv"))) as tables:
        name = next(name for name in tables.namelist() if "T1" in name)
        text = tables.read(name).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any([str(value) for value in COLUMNS] == line[-6:] for line in lines)


def test_the_note_as_pdf_is_an_accessible_archive_file(world):
    content = render(edition(world), "pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 5
        assert pdf.Root.MarkInfo.Marked


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", ("13.185", "22.090", "54.575", "9.560", "64.135", "20 ud af de 43")),
        ("en", ("13,185", "22,090", "54,575", "9,560", "64,135", "20 of 43 count")),
    ],
)
def test_the_printed_note_has_the_sources_figures(world, language, told):
    printed = words_in(render(edition(world, language), "pdf"))
    assert [one for one in told if one not in printed] == [], printed
    # A paper of no period names none at the head of its pages.
    assert "· Period" not in printed


def test_the_note_is_frozen_by_the_signatory_and_made_again_byte_for_byte(world):
    grant = Grant.objects.select_related("lead", "fund").get(pk=world.grant.pk)
    snapshot = submit_document(COUNCIL_NOTE, grant, None, by=world.ls, at=world.clock())
    assert snapshot.period is None and snapshot.version == 1
    assert edition(world).version == 1
    for format_ in ("pdf", "xlsx", "csv", "json", "xml"):
        first, again = (render(edition(world), format_) for _time in range(2))
        assert first == again, format_


def test_the_note_is_the_paper_of_registers_alone():
    assert kinds_of("funding-register") == (COUNCIL_NOTE,)
    assert COUNCIL_NOTE not in kinds_of("esf-2007-13")


def test_the_note_in_english_has_the_same_counts(world):
    with translation.override("en"):
        text = words_of(council_note(world.grant, world.clock()), "en")
    assert "By it 20 of 43 count" in text


def test_every_count_that_was_stated_is_compared(world):
    assert register_of(world.grant).counts == {
        "barriers": 22,
        "measures": 43,
        "own": 23,
        "external": 20,
        "progress": 20,
        "listed": 7,
        "prioritised": 8,
        "covered": 11,
        "themes": 5,
    }
