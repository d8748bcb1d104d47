"""What a column of texts, of yes and no, or of counts makes of a cell, and what it refuses."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from consortium.rules.cells import (
    CellFault,
    count_of,
    fault,
    is_blank,
    is_clean,
    plain,
    shown,
    text_of,
    yes_no_of,
)


def said(call, *args, **kwargs) -> tuple[str, str, str]:
    """The code of the fault, and its sentence in English and Danish."""
    with pytest.raises(CellFault) as caught:
        call(*args, **kwargs)
    breach = caught.value.breach
    return breach.code, sentence_text(breach, "en"), sentence_text(breach, "da")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Leje af lokale", "Leje af lokale"),
        ("  Leje\u00a0", "Leje"),
        (None, ""),
        (" \t", ""),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("A\u030arhus", "Århus"),
        ("\ufeffBilag\u200b 7", "Bilag 7"),
        (3700, "3700"),
        (3700.0, "3700"),
        (2.1, "2.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "10000000000000000000000"),
        (True, "TRUE"),
        (dt.date(2014, 5, 1), "2014-05-01"),
        (dt.datetime(2014, 5, 1, 7, 30), "2014-05-01 07:30:00"),
        (dt.time(7, 30), "07:30:00"),
        (dt.timedelta(hours=7), "7:00:00"),
    ],
)
def test_a_text_is_taken_as_somebody_meant_it(raw, text):
    assert text_of(raw) == text


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x9f", "\ud800", "\uffff"]
)
def test_control_characters_are_a_fault(sign):
    assert said(text_of, f"Bilag{sign}7") == (
        "CELL_CONTROL",
        "“Bilag\N{REPLACEMENT CHARACTER}7” holds a character that cannot be shown. Type the text"
        " anew.",
        "“Bilag\N{REPLACEMENT CHARACTER}7” indeholder et tegn, der ikke kan vises. Skriv teksten"
        " igen.",
    )


@pytest.mark.parametrize("mark", list("\u061c\u200e\u200f\u202a\u202e\u2066\u2069"))
def test_marks_that_turn_the_reading_direction_are_a_fault(mark):
    assert said(text_of, f"gpj.{mark}exe") == (
        "CELL_BIDI",
        "“gpj.exe” holds a hidden mark that turns the reading direction. Type the text anew.",
        "“gpj.exe” indeholder et skjult tegn, der vender læseretningen. Skriv teksten igen.",
    )


def test_a_cell_of_ten_thousand_characters_is_longer_than_its_field():
    assert len(text_of("x" * 10_000)) == 10_000
    shown_value = "x" * 39 + "…"
    assert said(text_of, "x" * 10_000, 200) == (
        "CELL_TOO_LONG",
        f"“{shown_value}” has 10000 characters, and there is room for 200. Shorten it.",
        f"“{shown_value}” har 10000 tegn, og der er plads til 200. Forkort den.",
    )


def test_the_length_counts_after_trimming_and_composing():
    assert text_of(" " + "A\u030a" * 5 + " ", 5) == "Å" * 5


@given(st.text(max_size=60))
def test_a_text_is_taken_whole_or_refused(raw):
    try:
        text = text_of(raw)
    except CellFault:
        return
    assert text == text.strip() == text_of(text)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("raw", [True, "ja", "Ja ", "J", "YES", "y", "x", 1, 1.0, "sandt"])
def test_yes(raw):
    assert yes_no_of(raw) is True


@pytest.mark.parametrize("raw", [False, "nej", "NEJ.", "No", "n", 0, "falsk"])
def test_no(raw):
    assert yes_no_of(raw) is False


def test_neither_yes_nor_no():
    assert said(yes_no_of, "måske") == (
        "CELL_NOT_YES_NO",
        "“måske” is neither yes nor no. Write Yes or No.",
        "“måske” er hverken ja eller nej. Skriv Ja eller Nej.",
    )
    assert said(yes_no_of, None) == (
        "CELL_EMPTY",
        "The cell is empty. Fill it in.",
        "Cellen er tom. Udfyld den.",
    )


@pytest.mark.parametrize(("raw", "count"), [(0, 0), (12.0, 12), ("12", 12), (" 12,00 ", 12)])
def test_a_count(raw, count):
    assert count_of(raw) == count


@pytest.mark.parametrize("raw", [-1, 1.5, "1,5", "tolv", True, 1e300, "12345678901", "٣"])
def test_no_count(raw):
    assert said(count_of, raw) == (
        "CELL_NOT_A_COUNT",
        f"“{shown(raw)}” is not a whole number from 0. Write digits only.",
        f"“{shown(raw)}” er ikke et helt tal fra 0. Skriv kun cifre.",
    )


def test_what_a_sentence_shows_is_short_safe_and_without_cpr_numbers():
    assert shown("a" * 41) == "a" * 39 + "…"
    assert shown("a\nb\x00\u202ec") == "a b\N{REPLACEMENT CHARACTER}c"
    assert shown("Løn 010190-1234") == "Løn ######-####"
    assert shown("x" * 34 + " 010190-1234") == "x" * 34 + " ####…"
    assert plain(float("nan")) == "nan"


def test_the_fault_of_the_reader_is_passed_on():
    broken = fault("CELL_ERROR", "The formula is broken.")
    for take in (text_of, count_of, yes_no_of):
        with pytest.raises(CellFault) as caught:
            take(broken)
        assert caught.value is broken
    assert plain(broken) == "The formula is broken."


@pytest.mark.parametrize("raw", [None, "", "  ", "\u00a0\t", "\u200b"])
def test_blank(raw):
    assert is_blank(raw)


@pytest.mark.parametrize("raw", [0, False, "0", "-"])
def test_not_blank(raw):
    assert not is_blank(raw)


@given(
    st.text(max_size=12)
    | st.text(st.sampled_from("aæ \u00a0\u200b\u202e\u0301é\n\x00'"), max_size=6)
)
@example("Møde på Ærø")
@example("e\u0301")
def test_a_clean_text_is_what_it_is_read_as(text):
    if is_clean(text, 10):
        assert text_of(text, 10) == text and not is_blank(text)
    elif text.isalpha() and text.isascii():
        assert not 0 < len(text) <= 10
