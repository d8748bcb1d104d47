"""A written text is cut into paragraphs and lists, and nothing of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.markup import BULLETS, NUMBERS, PARAGRAPH, Block, blocks, word_count
from consortium.templatetags.house import marked

LINES = st.lists(st.sampled_from(["", "ord", "to ord", "- et", "* to", "1. et", "2) to", "-x"]))


def test_paragraphs_and_lists_come_in_their_order():
    text = "Første\nlinje\n\n- et\n- to\nså videre\n1. et\n2. to"
    assert blocks(text) == [
        Block(PARAGRAPH, ("Første", "linje")),
        Block(BULLETS, ("et", "to")),
        Block(PARAGRAPH, ("så videre",)),
        Block(NUMBERS, ("et", "to")),
    ]


def test_a_mark_without_words_is_text():
    assert blocks("-\n-5 grader") == [Block(PARAGRAPH, ("-", "-5 grader"))]
    assert blocks(" \n\n") == []


@given(LINES)
def test_every_word_stands_in_one_block(lines):
    found = blocks("\n".join(lines))
    assert all(block.lines for block in found)
    said = [word for block in found for line in block.lines for word in line.split()]
    assert len(said) == word_count("\n".join(lines))
    written = [word for line in lines for word in line.split()]
    assert [word for word in written if word in said] == said


def test_nothing_that_is_written_becomes_html():
    page = marked("<script>alert(1)</script>\n\n- <b>et</b>\n\n1. to")
    assert page == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><ul><li>&lt;b&gt;et&lt;/b&gt;</li></ul>"
        "<ol><li>to</li></ol>"
    )
