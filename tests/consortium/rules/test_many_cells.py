"""Many cells at one look say what a look at each says."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consortium.rules.cell_amounts import DANISH, ENGLISH, NO_MARKS, cents_of, many_cents
from consortium.rules.cells import CellFault, are_clean, is_clean
from consortium.rules.headers import ColumnSums
from consortium.rules.identifiers import contains_cpr, may_contain_cpr

TEXTS = st.text(st.sampled_from("aÆ\u0301\u00a0\u200f\n\t 'x0"), max_size=5) | st.sampled_from(
    ["Møller", "Mo\u0301", " a", "a ", "a\nb", "", "\x07"]
)
AMOUNTS = (
    st.integers(0, 10**9).map(lambda cents: f"{cents // 100},{cents % 100:02d}")
    | st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
    | st.sampled_from(
        ["1.234,50", "-5,00", "12", "1,5", "1,005", "x", "1,00\n2,00", 0.001, 7, None]
    )
)
NUMBERS = st.sampled_from(
    ["010180-1234", "0101801234", "310280-1234", "a" * 40, '"1"', '"0101801234"', "12345678", "kr"]
)


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@example(texts=["a", "b "])
@example(texts=[" a"])
@example(texts=["", ""])
@example(texts=["abcd", "abcde"])
def test_texts_are_clean_where_each_is(texts):
    assert are_clean(texts, 4) == all(not text or is_clean(text, 4) for text in texts)


@pytest.mark.parametrize("marks", [DANISH, ENGLISH, NO_MARKS])
@given(raws=st.lists(AMOUNTS, min_size=1, max_size=4))
@example(raws=["1,00\n2,00"])
@example(raws=["1,00", "2,50"])
def test_amounts_are_the_same_as_one_by_one(marks, raws):
    def told(read):
        try:
            return read()
        except CellFault as refused:
            return refused.breach

    assert told(lambda: many_cents(raws, marks)) == told(lambda: [cents_of(r, marks) for r in raws])


@given(texts=st.lists(NUMBERS, min_size=1, max_size=4))
def test_no_number_of_a_person_slips_through_a_look_at_all(texts):
    if not may_contain_cpr("\n".join(texts)):
        assert not contains_cpr("\n".join(texts))
        assert not any(contains_cpr(text) for text in texts)


@given(cents=st.lists(st.integers(0, 500), min_size=1, max_size=6), cut=st.integers(0, 5))
def test_sums_are_the_same_added_up_at_once(cents, cut):
    one, many = ColumnSums(places=(0,)), ColumnSums(places=(0,))
    for part in (cents[:cut], cents[cut:]):
        for each in part:
            one.add([each / 100])
        many.add_up(len(part), {0: sum(part)})
    assert one == many
