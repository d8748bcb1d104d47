"""What a sheet holds already: known by hashes, and for certain where two of them meet (R-60)."""

from __future__ import annotations

from decimal import Decimal as D

import hypothesis.strategies as st
import pytest
from hypothesis import given

from reporting.actions import import_seen
from reporting.actions.import_seen import Hashes, Known, Seen, _rows

NUMBERS = st.lists(st.sampled_from("abcdefghijkl"), max_size=4)
SHARES = st.lists(
    st.tuples(st.sampled_from(["0a", "0b", "0c", "0d", "ff"]), st.integers(1, 10_000)), max_size=3
)
ASKED: st.SearchStrategy[tuple[str, list[str], list[tuple[str, int]]]] = st.one_of(
    st.tuples(st.just("repeated"), NUMBERS, st.just([])),
    st.tuples(st.just("shares"), st.just([]), SHARES),
    st.tuples(st.just("take"), NUMBERS, SHARES),
)


def coarse(text: str) -> int:
    """A hash that meets others often, though nothing is repeated."""
    return sum(map(ord, text)) % 7


@given(asked=st.lists(ASKED, max_size=8), hashed=st.sampled_from([hash, coarse]))
def test_hashes_answer_as_the_things_themselves(asked, hashed):
    seen, known = Seen(hashed), Known()
    for way, numbers, shares in asked:
        if way == "repeated":
            assert seen.repeated(numbers) == known.repeated(numbers)
        elif way == "shares":
            told = [(print_, D(cents).scaleb(-2)) for print_, cents in shares]
            assert seen.shares(told) == known.shares(_rows(shares))
        else:
            assert seen.take(numbers, shares) == known.take(numbers, _rows(shares))
    seen.close()
    known.close()


@given(
    chunks=st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=6), max_size=30),
    longest=st.sampled_from([4, 1 << 18]),
)
def test_runs_of_hashes_forget_none(chunks, longest):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(import_seen, "LONGEST_RUN", longest)
        hashes = Hashes()
        before: set[int] = set()
        for chunk in chunks:
            is_new = len(set(chunk)) == len(chunk) and before.isdisjoint(chunk)
            assert hashes.take(chunk, len(chunk)) == is_new
            before |= set(chunk) if is_new else set()


def test_a_hash_that_meets_another_is_no_repeat_but_the_same_number_is():
    seen = Seen(lambda _text: 1)
    assert seen.take(["B1"], [("0a", 10_000)]) and seen.take(["B2"], [("0b", 5_000)])
    assert seen.repeated(["B1", "B3", "B3"]) == [True, False, True]
    assert seen.shares([("0b", D("50.00")), ("0c", D("100.00"))]) == [[D("50.00")], []]
    assert not seen.take(["B4"], [("0a", 1)]) and seen.take(["B4"], [("0e", 1)])
    seen.close()
