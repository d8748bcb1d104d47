"""Whose value is suggested, and what a merged form holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.editing import MINE, THEIRS, both_changed, mark_of, merged, suggested

LISTS = st.lists(st.text(alphabet="abæ\r\n ", max_size=5), max_size=3)


@pytest.mark.parametrize(
    ("read", "mine", "theirs", "side", "both"),
    [
        (["a"], ["b"], ["a"], MINE, False),
        (["a"], ["a"], ["b"], THEIRS, False),
        (["a"], ["b"], ["c"], MINE, True),
        (["a"], [], ["a"], MINE, False),
        ([], [""], ["b"], THEIRS, False),
        ([], ["b"], [], MINE, False),
        # A browser sends other line ends than the database holds.
        (["a\nb"], ["a\r\nb"], ["c"], THEIRS, False),
    ],
)
def test_who_changed_a_field_is_suggested(read, mine, theirs, side, both):
    assert suggested(mark_of(read), mine, theirs) == side
    assert both_changed(mark_of(read), mine, theirs) is both


def test_a_field_that_was_not_there_counts_as_empty():
    assert suggested(None, [], ["b"]) == THEIRS
    assert suggested(None, ["b"], []) == MINE
    assert both_changed(None, ["b"], ["c"])


def test_each_picked_side_is_taken_and_all_else_passes():
    sent = {
        "edited_from": ["{}"],
        "place": ["Aarhus"],
        "differs": ["title", "note", "partners"],
        "mine:title": ["A"],
        "theirs:title": ["B"],
        "pick:title": ["theirs"],
        "mine:note": ["min"],
        "pick:note": ["theirs"],
        "mine:partners": ["1", "2"],
        "theirs:partners": ["3"],
        "pick:partners": ["mine"],
        "merge": ["chosen"],
    }
    untouched = {"edited_from": ["{}"], "place": ["Aarhus"]}
    chosen = merged(sent, all_mine=False)
    assert chosen == {**untouched, "title": ["B"], "note": [], "partners": ["1", "2"]}
    mine = merged(sent, all_mine=True)
    assert mine == {**untouched, "title": ["A"], "note": ["min"], "partners": ["1", "2"]}


@given(read=LISTS, mine=LISTS, theirs=LISTS)
def test_a_change_of_one_side_is_never_suggested_away(read, mine, theirs):
    side = suggested(mark_of(read), mine, theirs)
    if mark_of(mine) == mark_of(read) != mark_of(theirs):
        assert side == THEIRS
    if mark_of(theirs) == mark_of(read):
        assert side == MINE
    # Both changed, or one did, or nobody: "both" is said only where each differs from what was.
    changes = [mark_of(values) != mark_of(read) for values in (mine, theirs)]
    assert both_changed(mark_of(read), mine, theirs) is all(changes)
