"""Benford's law: the statistic against figures worked out apart from the code, and its limits."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.benford import (
    ACCEPTABLE,
    APART,
    CLOSE,
    CRITICAL,
    FEWEST,
    MAD_BOUNDS,
    MARGINAL,
    TOO_FEW,
    VERDICTS,
    benford,
    expected_share,
)

# 1,000 amounts as Benford has them, to the whole row.
TRUE = dict(zip(range(1, 10), (301, 176, 125, 97, 79, 67, 58, 51, 46), strict=True))
EVEN = dict.fromkeys(range(1, 10), 100)


def close_to(value, wanted):
    return abs(value - D(wanted)) < D("0.000001")


@pytest.mark.parametrize(
    ("digits", "share"),
    [(1, "0.301030"), (2, "0.176091"), (9, "0.045757"), (10, "0.041393"), (99, "0.004365")],
)
def test_the_expected_shares_are_those_of_the_law(digits, share):
    assert round(expected_share(digits), 6) == D(share)


@pytest.mark.parametrize("size", [1, 2])
def test_the_expected_shares_add_up_to_one(size):
    shares = [expected_share(d) for d in range(10 ** (size - 1), 10**size)]
    assert close_to(sum(shares), "1")


# chi-square = sum of (count - n p)^2 / (n p), MAD = mean of |count / n - p|; worked out apart.
HAND = [
    (TRUE, 1, "0.002362217", "0.000101116", CLOSE, False),
    (EVEN, 1, "361.528464", "0.059717035", APART, True),
]


@pytest.mark.parametrize(("counts", "size", "chi", "mad", "verdict", "beyond"), HAND)
def test_the_statistic_against_values_worked_out_by_hand(counts, size, chi, mad, verdict, beyond):
    test = benford(counts, size)
    assert close_to(test.chi_square, chi)
    assert close_to(test.mad, mad)
    assert (test.verdict, test.beyond_chance) == (verdict, beyond)


def test_a_digit_stands_out_beyond_two_standard_deviations():
    test = benford(EVEN, 1)
    by_digit = {one.digits: one for one in test.digits}
    # (|1/9 - 0.176091| - 1/1800) / sqrt(0.176091 * 0.823909 / 900)
    assert round(by_digit[2].z, 4) == D("5.0742")
    assert by_digit[2].stands_out
    assert not by_digit[3].stands_out
    assert round(by_digit[3].z, 4) == D("1.2042")
    assert benford(TRUE, 1).digits[0].z == 0


@pytest.mark.parametrize(("number", "verdict"), [(FEWEST - 1, TOO_FEW), (FEWEST, APART)])
def test_below_300_rows_it_says_nothing(number, verdict):
    assert benford({1: number}, 1).verdict == verdict


def test_no_row_at_all_is_no_error():
    test = benford({}, 1)
    assert (test.number, test.chi_square, test.verdict) == (0, D(0), TOO_FEW)
    assert all(one.count == 0 and not one.stands_out for one in test.digits)
    assert [(one.digits, one.share, one.z) for one in test.digits] == [
        (digit, D(0), D(0)) for digit in range(1, 10)
    ]


def test_one_pair_too_many_is_found_among_ninety():
    counts = {d: round(10_000 * expected_share(d)) for d in range(10, 100)}
    assert benford(counts, 2).verdict == CLOSE
    test = benford({**counts, 49: counts[49] + 300}, 2)
    assert [one.digits for one in test.digits if one.stands_out] == [49]
    assert test.beyond_chance


@pytest.mark.parametrize(
    ("moved", "verdict"), [(0, CLOSE), (30, ACCEPTABLE), (60, MARGINAL), (100, APART)]
)
def test_the_bounds_of_the_mad(moved, verdict):
    counts = {**TRUE, 1: TRUE[1] - moved, 9: TRUE[9] + moved}
    assert benford(counts, 1).verdict == verdict


@pytest.mark.parametrize(("counts", "size"), [({0: 1}, 1), ({10: 1}, 1), ({9: 1}, 2)])
def test_digits_that_no_amount_begins_with_are_an_error(counts, size):
    with pytest.raises(ValueError, match="no amount begins with"):
        benford(counts, size)


@given(
    st.dictionaries(st.integers(1, 9), st.integers(0, 10_000), min_size=1),
    st.integers(2, 5),
)
def test_more_of_the_same_leaves_the_mad_and_multiplies_chi_square(counts, times):
    one = benford(counts, 1)
    more = benford({digit: count * times for digit, count in counts.items()}, 1)
    assert close_to(one.mad, more.mad)
    assert abs(one.chi_square * times - more.chi_square) < D("0.0001") * (1 + more.chi_square)
    assert sum(digit.count for digit in one.digits) == one.number
    assert one.chi_square >= 0


def test_every_verdict_has_its_sentence_and_every_size_its_bounds():
    assert set(VERDICTS) == {CLOSE, ACCEPTABLE, MARGINAL, APART, TOO_FEW}
    assert set(CRITICAL) == set(MAD_BOUNDS) == {1, 2}
    assert all(list(bounds) == sorted(bounds) for bounds in MAD_BOUNDS.values())
