"""A long table is drawn onto the paper's pages: whole, tagged, numbered, in the paper's look."""

import gc
import io
import re
import subprocess
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from consortium.queries.texts import money_text
from reporting.documents import drawn_tables
from reporting.documents.drawn_tables import Faces, is_drawn, planned
from reporting.documents.editions import draft_edition
from reporting.documents.leaps import model_of
from reporting.documents.render_pdf import page_html, uncollected
from reporting.documents.rendering import render
from reporting.documents.typeset import Face


@pytest.fixture
def long(paper):
    """A paper whose voucher table has some three hundred rows, with a table behind it."""
    document = paper("authority")
    table = document.table("T5")
    body = table.rows[:-1]
    rows = (*(body * (300 // len(body))), table.rows[-1])
    tables = (document.table("T2"), replace(table, rows=rows), document.table("T1"))
    return draft_edition(replace(document, tables=tables, reconciliations=()), "da")


def text_of(content, *words):
    made = subprocess.run(["pdftotext", *words, "-", "-"], input=content, capture_output=True)
    return made.stdout.decode()


def structure(element):
    """(kind, element) of every element below."""
    kids = element.get("/K", [])
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from structure(kid)


def test_every_row_is_printed_and_every_page_has_its_number(long):
    content = render(long, "pdf")
    table = long.document.table("T5")
    text = text_of(content, "-layout")
    figure = table.figure("amount")
    assert figure is not None
    assert money_text(figure[1], language="da") in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        count = len(pdf.pages)
    assert re.findall(rf"Side (\d+) af {count}\b", text) == [str(n + 1) for n in range(count)]
    numbers = {str(row.cells[0]) for row in table.rows[:-1]}
    assert sum(text.count(f"{number} ") for number in numbers) >= len(table.rows) - 1


def test_the_tags_are_one_table_with_a_head(long):
    table = long.document.table("T5")
    with pikepdf.open(io.BytesIO(render(long, "pdf"))) as pdf:
        [root] = pdf.Root.StructTreeRoot.K
        found = list(structure(root))
        sizes = []
        for kind, element in found:
            if kind == "/Table":
                own = [one for one, _element in structure(element)]
                sizes.append((own.count("/TR"), own.count("/TH")))
        assert (len(table.rows) + 1, len(table.columns)) in sizes
        heads = [element for kind, element in found if kind == "/TH"]
        drawn = [one for one in heads if "/A" in one and one.A.get("/Scope") == "/Column"]
        assert len(drawn) >= len(table.columns)


@pytest.mark.parametrize("most", [4, 1_000], ids=["copied", "laid out"])
def test_every_marked_piece_leads_to_its_tag_and_back(long, most, monkeypatch):
    monkeypatch.setattr(drawn_tables, "LAID_OUT", most)
    with pikepdf.open(io.BytesIO(render(long, "pdf"))) as pdf:
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
        for page in pdf.pages:
            marks = [
                int(one.operands[1].MCID)
                for one in pikepdf.parse_content_stream(page)
                if str(one.operator) == "BDC" and "/MCID" in one.operands[1]
            ]
            own = parents[int(page.obj.StructParents)]
            assert sorted(marks) == list(range(len(own)))
            for mark, element in enumerate(own):
                kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
                assert mark in [int(kid) for kid in kids if not isinstance(kid, pikepdf.Dictionary)]
                assert element.Pg.objgen == page.obj.objgen


def test_only_the_house_s_face_is_in_the_file_and_all_of_it_is_readable(long):
    with pikepdf.open(io.BytesIO(render(long, "pdf"))) as pdf:
        fonts = {
            str(font.BaseFont): font for page in pdf.pages for font in page.Resources.Font.values()
        }
        assert any(name.startswith("/KONSOR+") for name in fonts)
        for name, font in fonts.items():
            assert "Plex" in name
            assert "/ToUnicode" in font
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_a_copied_sheet_reads_and_counts_as_if_it_had_been_laid_out(long, monkeypatch):
    document = long.document
    second = replace(document.table("T5"), code="T6")
    twice = draft_edition(replace(document, tables=(*document.tables, second)), "en")
    texts, outlines, trees = [], [], []
    for most in (1_000, 4):
        monkeypatch.setattr(drawn_tables, "LAID_OUT", most)
        content = render(twice, "pdf")
        texts.append(text_of(content, "-layout"))
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert pdf.check_pdf_syntax() == []
            places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
            with pdf.open_outline() as outline:
                ends: list[tuple[str, Any]] = [(one.title, one.destination) for one in outline.root]
                found = [(title, places[end[0].objgen]) for title, end in ends]
            outlines.append(found)
            [root] = pdf.Root.StructTreeRoot.K
            # A sheet that is laid out leaves a section and a division with nothing in them.
            kinds = [kind for kind, _element in structure(root)]
            trees.append([kind for kind in kinds if kind not in ("/Sect", "/Div")])
    assert texts[0] == texts[1]
    assert outlines[0] == outlines[1]
    assert trees[0] == trees[1]


def test_only_three_sheets_of_a_long_table_are_laid_out(long, monkeypatch):
    plan = planned(long.document.table("T5"), "da", Faces())
    assert plan is not None
    count = len(plan.starts)
    assert count > 4
    assert plan.laid_out == tuple(range(1, count + 1))
    monkeypatch.setattr(drawn_tables, "LAID_OUT", count - 1)
    assert plan.laid_out == (1, count - 1, count)
    assert plan.leap == count - 3
    assert page_html(long, [plan]).count('class="sheet"') == 3


def test_a_page_without_its_number_is_no_model():
    with pytest.raises(AssertionError, match="ends with its number"):
        model_of(b"q Q", ("Side", "af"), Face("Regular"))


def test_the_search_for_garbage_rests_and_goes_on():
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_rest_of_the_paper_goes_on_behind_it(long):
    text = text_of(render(long, "pdf"), "-layout")
    places = [text.rindex(long.document.table(code).title.da) for code in ("T2", "T5", "T1")]
    assert places == sorted(places)


def test_a_letter_that_the_face_lacks_sends_the_table_back(long):
    table = long.document.table("T5")
    assert planned(table, "da", Faces()) is not None
    row = replace(table.rows[0], cells=("漢字", *table.rows[0].cells[1:]))
    strange = replace(table, rows=(row, *table.rows[1:]))
    place = [column.kind for column in table.columns].index("text")
    assert place == 0
    assert planned(strange, "da", Faces()) is None


def test_short_tables_and_endless_ones_are_not_drawn(long, monkeypatch):
    table = long.document.table("T5")
    assert not is_drawn(long.document.table("T1"))
    assert is_drawn(table)
    monkeypatch.setattr(drawn_tables, "DRAWN_TO", 100)
    assert not is_drawn(table)


def test_a_text_breaks_between_words_and_a_long_word_at_a_syllable():
    face = Face("SemiBold")
    assert face.lines("Tidligere anmodet", face.width("Tidligere ")) == ("Tidligere", "anmodet")
    assert face.lines("Leveringsdato", face.width("Leverings-"), "da") == ("Leverings-", "dato")
    pieces = face.lines("x" * 40, face.width("x" * 11))
    assert "".join(pieces) == "x" * 40
    assert max(map(len, pieces)) <= 11
