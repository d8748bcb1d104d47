"""No page of any paper has what a careful reader would mark (issue 6, done when)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from reporting.documents.drawn_tables import Faces, planned
from reporting.documents.editions import draft_edition
from reporting.documents.papers import draft_of
from reporting.documents.parts import (
    COMPLETION,
    COUNCIL_NOTE,
    EVALUATION,
    OPERATION,
    PROJECT_EVALUATION,
    STATUS,
)
from reporting.documents.printing import names_a_group, printed, widths_of
from reporting.documents.render_pdf import page_html
from reporting.documents.tables import HASH, INT, MONEY, SUBTOTAL, Column, Row, Table, Words
from tests.copies import laid_out
from tests.grants.register import register_004
from tests.reporting.documents.books import CLAIM_KINDS, NOON
from tests.reporting.documents.reading import marked, sheets
from tests.reporting.municipal_story import sent_evaluation
from tests.reporting.results_story import results_world

DANISH_DAY, ENGLISH_DAY = (
    re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b"),
    re.compile(r"\b\d\d/\d\d/\d{4}\b"),
)
DANISH_SUM = re.compile(r"\b\d{1,3}(?:\.\d{3})+,\d\d\b")
ENGLISH_SUM = re.compile(r"\b\d{1,3}(?:,\d{3})+\.\d\d\b")
WORD = re.compile(r"{% translate [\"']([A-Z][^\"']+)[\"'] %}")


# Both languages share a layout; English is read where its words are the longer ones.
IN_ENGLISH = {"authority", COUNCIL_NOTE}


def of_books(request):
    books = request.getfixturevalue("made")
    about = dict.fromkeys(CLAIM_KINDS, (books.periods[1], books.partners[1]))
    about[OPERATION] = (None, None)
    return [draft_of(kind, books.grant, *which, NOON) for kind, which in about.items()]


def of_the_agreement(_request):
    world = laid_out(sent_evaluation)
    about = {STATUS: world.periods[3], EVALUATION: world.periods[3], COMPLETION: None}
    at = world.clock()
    return [draft_of(kind, world.grant, period, None, at) for kind, period in about.items()]


def of_the_register(_request):
    world = laid_out(register_004)
    return [draft_of(COUNCIL_NOTE, world.grant, None, None, world.clock())]


def of_the_results(_request):
    world = laid_out(results_world)
    return [draft_of(PROJECT_EVALUATION, world.grant, None, None, world.clock())]


@pytest.mark.once
@pytest.mark.parametrize("papers", [of_books, of_the_agreement, of_the_register, of_the_results])
def test_every_page_of_every_paper_reads_well(request, db, papers):
    found = {}
    for document in papers(request):
        languages = ("da", "en") if document.kind in IN_ENGLISH else ("da",)
        found[document.kind] = [
            *(one for language in languages for one in marked(draft_edition(document, language))),
            *in_the_wrong_language(document),
        ]
    assert [f"{kind}: {fault}" for kind, faults in found.items() for fault in faults] == []


def in_the_wrong_language(document):
    """Days and amounts that are not written as the language of the paper writes them."""
    danish, english = (said(draft_edition(document, one)) for one in ("da", "en"))
    # What a person has written stands in the words of whoever wrote it.
    written = [text for part in document.sections for _head, text in part.paragraphs]
    prose = " ".join(text if isinstance(text, str) else text.en for text in written)
    foreign = [*DANISH_DAY.findall(english), *DANISH_SUM.findall(english)]
    return [
        *(*ENGLISH_DAY.findall(danish), *ENGLISH_SUM.findall(danish)),
        *(one for one in foreign if one not in prose),
    ]


def said(edition):
    """The words of the page, without its marks."""
    return unescape(re.sub(r"<[^>]+>", " ", page_html(edition)))


def test_a_papers_own_words_are_of_one_language(edition):
    """No English word of the house in a Danish paper, and the reverse."""
    folder = Path(settings.BASE_DIR) / "templates" / "documents"
    sources = [(folder / name).read_text("utf-8") for name in ("paper.html", "table.html")]
    words = sorted({word for source in sources for word in WORD.findall(source)})
    assert len(words) > 10
    with override("da"):
        pairs = [(word, gettext(word)) for word in words if gettext(word) != word]
    danish = edition("authority")
    texts = {"da": page_html(danish), "en": page_html(replace(danish, language="en"))}
    inside = [">{}<", ">{} "]
    assert [
        (one, two)
        for one, two in pairs
        if any(
            form.format(one) in texts["da"] or form.format(two) in texts["en"] for form in inside
        )
    ] == []


def long_table(document, groups):
    """*document* with one table only, long enough that its pages end in many places."""
    rows = []
    for group in range(groups):
        rows.append(Row((Words(f"Gruppe {group}", f"Group {group}"), ""), SUBTOTAL))
        rows += [Row((f"Række {number}", "Ja")) for number in range(1 + group % 4)]
    columns = (
        Column("what", Words("Hvad", "What"), width=60),
        Column("who", Words("Hvem", "Who"), width=20),
    )
    table = Table("Z1", Words("Lang", "Long"), columns, tuple(rows))
    return replace(document, tables=(table,), charts=(), sections=())


def test_a_group_is_named_beside_its_rows_wherever_a_page_ends(edition):
    document = long_table(edition("claim").document, 45)
    made = draft_edition(document, "da")
    assert len(sheets(made)) > 5
    assert marked(made) == []


def test_a_drawn_table_keeps_a_group_and_its_last_rows_together_too(edition):
    whole = long_table(edition("claim").document, 200).tables[0]
    faces = Faces()
    for last in range(300, 340):
        table = replace(whole, rows=whole.rows[:last])
        plan = planned(table, "da", faces)
        assert plan is not None
        ends = [start - 1 for start in plan.starts[1:]]
        assert [one for one in ends if names_a_group(table.rows[one])] == []
        assert last - plan.starts[-1] > 1


def test_a_word_wider_than_its_column_is_broken_at_a_syllable(edition):
    table = long_table(edition("claim").document, 1).tables[0]
    rows = printed(table, "da").rows
    assert rows[0].level == "subtotal group"
    assert [row.cells[0][1] for row in rows] == ["text"] * 2
    wide = Row(("Kort", "Beskæftigelses- og Integrationsforvaltningen" * 2))
    classes = [one for _text, one in printed(replace(table, rows=(wide,)), "da").rows[0].cells]
    assert classes == ["text", "text broken"]
    # What people typed is Danish, and parted as Danish is.
    both = (Words("Integrationsforvaltningen" * 2, "Integration administration"), wide.cells[1])
    for cell, foreign in zip(both, ("text", "text broken typed"), strict=True):
        row = printed(replace(table, rows=(Row(("Short", cell)),)), "en").rows[0]
        assert row.cells[1][1] == foreign
    typed = replace(table, rows=(wide,))
    page = page_html(draft_edition(replace(edition("claim").document, tables=(typed,)), "en"))
    assert '<td class="text broken typed" lang="da">' in page


def test_nothing_that_is_never_broken_is_wider_than_its_column(edition):
    """Words of a head and amounts push the other columns aside, also stated widths."""
    columns = (
        Column("what", Words("Hvad", "What"), width=80),
        Column("stated", Words("Perioden", "Printed"), INT, width=4),
        Column("sum", Words("Sum", "Sum"), MONEY, width=4),
    )
    row = Row(("Noget", 7, Decimal("123456789.01")))
    table = Table("Z1", Words("Smal", "Narrow"), columns, (row, row))
    made = draft_edition(replace(edition("claim").document, tables=(table,), charts=()), "da")
    assert marked(made) == []
    assert sum(widths_of(table, "da")) == pytest.approx(100)


def test_a_paper_says_what_its_short_hashes_and_its_json_are(edition):
    claim = edition("claim").document
    columns = (
        Column("what", Words("Hvad", "What")),
        Column("file", Words("Filens hash", "File hash"), HASH),
    )
    table = Table("Z1", Words("Filer", "Files"), columns, (Row(("Faktura", "ab" * 32)),))
    made = draft_edition(replace(claim, tables=(table,), charts=()), "da")
    page = page_html(made)
    assert "ab" * 6 in page
    assert "ab" * 7 not in page
    assert "Hver hash er trykt med sine første 12 tegn" in page
    assert "Hver hash" not in page_html(edition("claim"))
    assert "tallene, som de står nu" in page
    assert "tallene, som de blev frosset" in page_html(replace(made, version=1))
    of_the_grant = replace(made.document, meta=replace(made.document.meta, period="0"))
    assert "-p00-" not in draft_edition(of_the_grant, "da").file_name("pdf")


def test_an_empty_table_says_why_and_says_it_once(edition):
    document = edition("claim").document
    empty = replace(document.tables[0], rows=(), notes=(Words("Intet lån.", "No loan."),))
    bare = replace(empty, notes=())
    texts = [
        page_html(draft_edition(replace(document, tables=(one,), charts=()), "da"))
        for one in (empty, bare)
    ]
    assert ["Intet at indberette." in text for text in texts] == [False, True]
    assert "Intet lån." in texts[0]
