"""Whose value is suggested, and what a merged form holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.editing import (
    MINE,
    THEIRS,
    mark_of,
    merged,
    one_spelling,
    suggested,
)

LISTS = st.sampled_from([[], [""], ["a"], [" a"], ["a\nb"], ["a\r\nb"], ["a", "b"], ["b", "a"]])


@pytest.mark.parametrize(
    ("read", "mine", "theirs", "side"),
    [
        (["a"], ["b"], ["a"], MINE),
        (["a"], ["a"], ["b"], THEIRS),
        (["a"], ["b"], ["c"], ""),
        (["a"], [], ["a"], MINE),
        ([], [""], ["b"], THEIRS),
        ([], ["b"], [], MINE),
        # A browser sends other line ends than the database holds.
        (["a\nb"], ["a\r\nb"], ["c"], THEIRS),
    ],
)
def test_who_changed_a_field_is_suggested(read, mine, theirs, side):
    assert suggested(mark_of(read), mine, theirs) == side


def test_a_field_that_was_not_there_counts_as_empty():
    assert suggested(None, [], ["b"]) == THEIRS
    assert suggested(None, ["b"], []) == MINE
    assert suggested(None, ["b"], ["c"]) == ""


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
    begun = mark_of(read)
    i_changed, they_changed = mark_of(mine) != begun, mark_of(theirs) != begun
    wanted = {(True, True): "", (False, True): THEIRS}.get((i_changed, they_changed), MINE)
    assert suggested(begun, mine, theirs) == wanted


def test_a_form_without_differences_passes_whole():
    assert merged({"place": ["Aarhus"]}, all_mine=False) == {"place": ["Aarhus"]}


def test_without_a_pick_mine_is_kept_and_the_last_pick_counts():
    sent = {"differs": ["a", "b"], "mine:a": ["1"], "theirs:a": ["2"]}
    assert merged(sent, all_mine=False) == {"a": ["1"], "b": []}
    twice = {**sent, "pick:a": ["mine", "theirs"], "pick:b": ["theirs", "mine"], "mine:b": ["3"]}
    assert merged(twice, all_mine=False) == {"a": ["2"], "b": ["3"]}


@pytest.mark.parametrize(
    ("values", "spelled"),
    [
        ([" a\r\nb \n"], ["a\nb"]),
        (["", " ", "\n"], []),
        (["b", "a"], ["a", "b"]),
        (["a\rb"], ["a\nb"]),
    ],
)
def test_one_spelling(values, spelled):
    assert one_spelling(values) == spelled


def test_a_mark_is_short():
    assert len(mark_of(["a"])) == 12
