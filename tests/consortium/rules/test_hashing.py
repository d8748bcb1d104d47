"""One spelling for every value: what a hash is made of must never change."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.hashing import canonical, digest, plain, sha256

SUMMER = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (None, None),
        (True, True),
        (False, False),
        ("øre", "øre"),
        (0, 0),
        (-7, -7),
        (2**53 - 1, 2**53 - 1),
        (1 - 2**53, 1 - 2**53),
        (2**53, "9007199254740992"),
        (-(2**53), "-9007199254740992"),
        (3**40, "12157665459056928801"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E-7"), "0.0000001"),
        (Fraction(15, 31), "15/31"),
        (Fraction(2), "2/1"),
        (dt.date(2014, 4, 15), "2014-04-15"),
        (
            dt.datetime(2014, 4, 15, 14, 5, tzinfo=SUMMER),
            "2014-04-15T12:05:00.000000+00:00",
        ),
        (
            dt.datetime(2014, 4, 15, 12, 5, 6, 7, tzinfo=dt.UTC),
            "2014-04-15T12:05:06.000007+00:00",
        ),
        ({1: Decimal("2.00"), "b": None}, {"1": "2.00", "b": None}),
        (MappingProxyType({"a": Fraction(1, 2)}), {"a": "1/2"}),
        ([Decimal("1.0"), 2], ["1.0", 2]),
        ((Decimal("1.0"), [3]), ["1.0", [3]]),
        ({3, 1, 2}, [1, 2, 3]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (set(), []),
    ],
)
def test_each_kind_of_value_has_one_spelling(value, spelled):
    found = plain(value)
    assert (found, type(found)) == (spelled, type(spelled))


@pytest.mark.parametrize(("wrong", "kind"), [(0.1, "float"), (b"x", "bytes"), (object(), "object")])
def test_what_has_no_spelling_is_refused(wrong, kind):
    with pytest.raises(TypeError, match=f"^no canonical spelling for {kind}$"):
        plain([wrong])


def test_canonical_json_sorts_its_keys_and_keeps_its_letters():
    assert canonical({"b": "å", "a": [1, Decimal("2.50")]}) == '{"a":[1,"2.50"],"b":"å"}'


def test_a_digest_is_the_sha_256_of_the_canonical_json():
    assert sha256("å") == hashlib.sha256(b"\xc3\xa5").hexdigest()
    assert digest({"b": 1, "a": "å"}) == sha256('{"a":"å","b":1}')
    # Pinned: a stored hash must come out the same in ten years.
    assert digest([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


# Letters before, among and after the surrogates, where two orders of names part.
LETTERS = st.characters(exclude_categories=["Cs"])
NAMES = st.text(st.one_of(LETTERS, st.sampled_from("aø\x7f\u2028\ue000\uffff\U0001f4b6")))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_quick_way_is_the_standards_own(value):
    assert canonical(value) == rfc8785.dumps(value).decode()


def test_names_beyond_the_basic_plane_stand_as_utf_16_orders_them():
    assert canonical({"\uffff": 1, "\U0001f4b6": 2}) == '{"\U0001f4b6":2,"\uffff":1}'


def test_half_a_character_has_no_spelling():
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical({"a": "\ud800"})
