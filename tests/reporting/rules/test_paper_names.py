"""A file finds its cost by its name, and waits where the name leaves a doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.paper_names import Match, match_paper, role_of, words_of

VOUCHERS = {1: "B1", 2: "B-02", 3: "2012-1", 4: "2012-10", 5: "77", 6: "AB 12", 7: "B10-2"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("B1.pdf", 1),
        ("b1.PDF", 1),
        ("b_001 faktura.pdf", 1),
        ("faktura-B-1-DSB.pdf", 1),
        ("B2.jpg", 2),
        ("b 02.jpg", 2),
        ("2012-1.pdf", 3),
        ("2012_01_faktura.pdf", 3),
        ("2012-10 betaling.pdf", 4),
        ("77.pdf", 5),
        ("bilag 77 af 2.4.2012.pdf", 5),
        ("DSB nr. 0077.pdf", 5),
        ("ab12.pdf", 6),
        ("B10-2.pdf", 7),
        ("B10-2 betaling.heic", 7),
    ],
)
def test_the_number_in_the_name_finds_the_row(name, key):
    assert match_paper(name, VOUCHERS) == Match(key)


@pytest.mark.parametrize(
    "name",
    [
        "B12.pdf",
        "AB1.pdf",
        "scan.pdf",
        "IMG_0077.jpg",
        "77 af 78.pdf",
        "77 af 78 bilag.pdf",
        "77-04-02 DSB.pdf",
        "B.pdf",
        ".pdf",
        "",
    ],
)
def test_a_name_without_a_number_of_ours_finds_nothing(name):
    assert match_paper(name, VOUCHERS) == Match()


def test_a_name_with_two_numbers_fits_several():
    assert match_paper("B1 og B2.pdf", VOUCHERS) == Match(several=(1, 2))


def test_two_rows_with_the_same_number_are_several():
    assert match_paper("B-7.pdf", {1: "B7", 2: "b 07"}) == Match(several=(1, 2))


def test_the_longest_number_wins_where_one_stands_in_the_other():
    assert match_paper("X-B1.pdf", {1: "B1", 2: "X-B1"}) == Match(2)
    assert match_paper("B10-2.pdf", {1: "B10", 2: "B10-2"}) == Match(2)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("B1.pdf", "invoice"),
        ("faktura B1.pdf", "invoice"),
        ("B1 Invoice.pdf", "invoice"),
        ("bilag 12.pdf", "invoice"),
        ("B1 betaling.pdf", "payment"),
        ("B1_KVITTERING.png", "payment"),
        ("payment-B1.pdf", "payment"),
        ("bankudskrift B1.pdf", "payment"),
        ("bilag 12 betaling.pdf", "payment"),
        ("Jyske Bank faktura B1.pdf", "invoice"),
        ("bank bilag 3.pdf", "payment"),
        ("følgeseddel B1.pdf", "delivery"),
        ("B1 markedsafdækning.pdf", "market"),
        ("værdiansættelse N1.pdf", "value"),
    ],
)
def test_what_a_file_proves_is_guessed_from_its_words(name, role):
    assert role_of(name) == role


def test_a_gift_is_proved_by_its_delivery():
    assert role_of("N1.pdf", "in_kind") == "delivery"


@given(
    letters=st.sampled_from(["B", "bil", "Æ"]),
    number=st.integers(1, 99_999),
    zeros=st.integers(0, 4),
    separator=st.sampled_from(["", " ", "-", "_", ". "]),
)
def test_spelling_does_not_matter(letters, number, zeros, separator):
    name = f"{letters.lower()}{separator}{'0' * zeros}{number} faktura.pdf"
    assert match_paper(name, {1: f"{letters}{number}"}) == Match(1)


@given(name=st.text(max_size=60), numbers=st.lists(st.text(min_size=1, max_size=8), max_size=5))
def test_a_match_always_stands_in_the_name(name, numbers):
    match = match_paper(name, dict(enumerate(numbers)))
    for key in (match.key,) if match.key is not None else match.several:
        assert set(words_of(numbers[key])) <= set(words_of(name))
