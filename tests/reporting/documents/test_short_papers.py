"""The papers that account for no claim: nothing empty is printed, and every column is explained."""

import csv
import io
import zipfile

import openpyxl
import pytest
import xmlschema

from reporting.documents.dictionary import entries, meaning_of
from reporting.documents.editions import Edition, draft_edition
from reporting.documents.papers import draft_of
from reporting.documents.parts import COMPLETION, COUNCIL_NOTE, EVALUATION, OPERATION, STATUS
from reporting.documents.render_pdf import page_html, stylesheet
from reporting.documents.rendering import render
from reporting.documents.tables import Document
from tests.copies import laid_out
from tests.grants.register import register_004
from tests.reporting.documents.books import NOON, Books
from tests.reporting.documents.test_schema import SCHEMA
from tests.reporting.municipal_story import sent_evaluation

EMPTY = ('id="reconciliations"', 'href="#reconciliations"', 'id="signatures"', 'href="#signatures"')


@pytest.fixture
def operation(made: Books) -> Edition:
    return draft_edition(draft_of(OPERATION, made.grant, None, None, NOON), "da")


def municipal() -> list[Document]:
    world = laid_out(sent_evaluation)
    grant, last = world.grant, world.periods[3]
    kinds = [(STATUS, last), (EVALUATION, last), (COMPLETION, None)]
    return [draft_of(kind, grant, period, None, world.clock()) for kind, period in kinds]


def register() -> list[Document]:
    world = laid_out(register_004)
    return [draft_of(COUNCIL_NOTE, world.grant, None, None, world.clock())]


def test_a_paper_without_checks_and_signatures_has_no_headings_for_them(operation):
    text = page_html(operation)
    assert [one for one in EMPTY if one in text] == []
    assert 'href="#attachments"' in text


def test_a_paper_of_a_claim_has_them(edition):
    text = page_html(edition("claim"))
    assert [one for one in EMPTY if one not in text] == []


def test_the_running_head_names_a_period_only_where_there_is_one(operation, edition):
    assert "· Periode" not in stylesheet(operation)
    assert "· Periode 2" in stylesheet(edition("claim"))


def test_the_line_as_xml_is_of_no_period(operation):
    xmlschema.XMLSchema(str(SCHEMA)).validate(render(operation, "xml").decode())
    assert b'period="0"' in render(operation, "xml")


def test_the_line_as_a_workbook_names_its_columns(operation):
    book = openpyxl.load_workbook(io.BytesIO(render(operation, "xlsx")), data_only=True)
    assert {"O1", "O2", "O3", "O4", "Dataordbog"} <= set(book.sheetnames)
    with zipfile.ZipFile(io.BytesIO(render(operation, "csv"))) as files:
        [name] = [name for name in files.namelist() if "dictionary" in name]
        text = files.read(name).decode("utf-8-sig")
    rows = {tuple(row[:2]): row for row in csv.reader(io.StringIO(text), delimiter=";")}
    assert rows["O3", "rate"][5] == "The Union's share of the cost"


@pytest.mark.parametrize("papers", [municipal, register])
def test_the_papers_of_other_grants_are_explained_and_valid(db, papers):
    schema = xmlschema.XMLSchema(str(SCHEMA))
    for paper in papers():
        for table in paper.tables:
            keys = [one.key for one in table.columns if not meaning_of(paper.kind, table, one)]
            assert (paper.kind, table.code, keys) == (paper.kind, table.code, [])
        for language in ("da", "en"):
            schema.validate(render(draft_edition(paper, language), "xml").decode())


def test_every_column_of_the_line_is_explained(operation):
    document = operation.document
    for table in document.tables:
        keys = [one.key for one in table.columns if not meaning_of(OPERATION, table, one)]
        assert (table.code, keys) == (table.code, [])


def test_money_in_thousands_says_so(db):
    [note] = register()
    units = {row[1]: row[6] for row in entries(note) if row[0] == "T1"}
    assert len(units) == 7
    assert units.pop("source") == ""
    assert set(units.values()) == {"1000 DKK"}
