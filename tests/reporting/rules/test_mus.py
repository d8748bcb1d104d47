"""Monetary unit sampling: the guidance's example and the unit test of 4.3 to the digit; laws."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.mus import (
    BILATERAL,
    UNILATERAL,
    Z,
    book_value,
    draw_mus,
    expected_error,
    fitting_size,
    per_cent_of,
    picked,
    precision,
    root_half_up,
    sample_size,
    start_of,
    stratify,
    value_of,
    variance,
)
from reporting.rules.sampling import Unit, in_random_order

D, F = Decimal, Fraction
SEED = "0123456789abcdef"
# rules.md 4.3: B01 to B12.
ITEMS = (12000, 3500, 48000, 7250, 1800, 15400, 9050, 2600, 22000, 5400, 640, 10360)
B = [Unit(place, f"B{place:02d}", D(amount)) for place, amount in enumerate(ITEMS, start=1)]
# The guidance, 6.3.1.7.
BV = D("4199882024")


def units(amounts):
    return [Unit(place, f"B{place}", D(one)) for place, one in enumerate(amounts, start=1)]


def test_the_table_of_z_is_that_of_the_guidance():
    assert Z[BILATERAL] == {90: D("1.645"), 80: D("1.282"), 70: D("1.036"), 60: D("0.842")}
    assert Z[UNILATERAL] == {90: D("1.282"), 80: D("0.842"), 70: D("0.524"), 60: D("0.253")}


def test_the_size_of_the_guidance():
    """n = 77 with sigma 0.085 and an anticipated error of 0.4 per cent."""
    tolerable, anticipated = per_cent_of(BV, D(2)), per_cent_of(BV, D("0.4"))
    assert (tolerable, anticipated) == (D("83997640.48"), D("16799528.10"))
    assert sample_size(BV, D("1.645"), D("0.085"), tolerable, anticipated) == 77


def test_the_size_is_the_next_whole_number_and_a_whole_one_stays():
    # (2 × 100 × 0.1 / (10 − 0))² = 4 exactly; a hair more is 5
    assert sample_size(D(100), D(2), D("0.1"), D(10), D(0)) == 4
    assert sample_size(D(100), D(2), D("0.1001"), D(10), D(0)) == 5
    assert sample_size(D(100), D(2), D("0.1"), D(12), D(2)) == 4


def test_without_room_below_the_tolerable_error_there_is_no_size():
    for anticipated in (D(10), D(11)):
        with pytest.raises(ValueError, match=r"^the tolerable error is above the anticipated one$"):
            sample_size(D(100), D(2), D("0.1"), D(10), anticipated)


def test_the_projection_of_the_guidance():
    """Eight units above the cut-off, 69 below, error rates 1.096 and a spread of 0.09."""
    interval = F(3413044943, 69)
    assert round(interval) == 49464419
    projected = expected_error(D("7616805"), interval, F("1.096"))
    assert projected == D("61829808.73")  # 61,829,809
    sure = precision(D("1.645"), D("3413044943"), 69, F("0.09") ** 2)
    assert sure == D("60831128.52")  # 60,831,129
    assert round(projected + sure) == 122660937


def test_the_strata_of_the_unit_test():
    """First SI 27,600: B03 is exhaustive; then SI = 90,000 / 4 = 22,500."""
    assert book_value(B) == D("138000.00")
    strata = stratify(B, 5)
    assert [unit.voucher_no for unit in strata.exhaustive] == ["B03"]
    assert (strata.interval, strata.size) == (F(22500), 4)
    assert strata.exhaustive_value == D("48000")
    assert strata.rest_value == D("90000")
    assert [unit.key for unit in strata.rest] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_the_picks_of_the_unit_test():
    """u = 6,000: 6,000, 28,500, 51,000 and 73,500 lie in B01, B06, B08 and B09."""
    strata = stratify(B, 5)
    assert strata.interval is not None
    assert picked(strata.rest, strata.interval, D("6000")) == (1, 6, 8, 9)


def test_a_unit_holds_its_last_ore_and_not_the_one_before_its_first():
    four = units(["10.00", "10.00", "10.00", "10.00"])
    assert picked(four, F(20), D("10.00")) == (1, 3)
    assert picked(four, F(20), D("10.01")) == (2, 4)
    assert picked(four, F(20), D("20.00")) == (2, 4)
    assert picked(four, F(20), D("0.01")) == (1, 3)


def test_strata_move_until_none_moves():
    """A large unit hides a smaller one behind it: the second round finds it."""
    strata = stratify(units([1000, 190, 10, 10, 10, 10, 10, 10]), 4)
    # SI 312.50 takes the first; SI 250 / 3 = 83.33 takes the second; SI 60 / 2 = 30 takes none.
    assert [unit.key for unit in strata.exhaustive] == [1, 2]
    assert (strata.size, strata.interval) == (2, F(30))


def test_a_unit_of_exactly_the_interval_stays_with_chance():
    strata = stratify(units([30, 10, 10, 10]), 2)
    assert (strata.exhaustive, strata.interval) == ((), F(30))


def test_a_unit_of_exactly_the_interval_is_not_lost_when_another_moves():
    """SI 90 / 3 = 30 takes the 50; of the 30 and the 10 that stay SI 40 / 2 = 20 takes the 30."""
    strata = stratify(units([50, 30, 10]), 3)
    assert [unit.key for unit in strata.exhaustive] == [1, 2]
    assert [unit.key for unit in strata.rest] == [3]
    assert (strata.size, strata.interval) == (1, F(10))


def test_no_units_are_worth_no_kroner():
    assert str(book_value(())) == "0.00"


def test_when_everything_is_above_the_interval_nothing_is_left():
    strata = stratify(units([100, 100]), 5)
    assert [unit.key for unit in strata.exhaustive] == [1, 2]
    assert (strata.rest, strata.size, strata.interval) == ((), 0, None)
    assert strata.rest_value == D("0.00")
    assert draw_mus(units([100, 100]), 5, SEED).picks == ()
    assert draw_mus(units([100, 100]), 5, SEED).start is None


def test_an_empty_population_has_no_strata():
    assert stratify([], 5).interval is None


def test_a_sample_has_at_least_one_unit():
    for size in (0, -1):
        with pytest.raises(ValueError, match=r"^a sample has at least one unit$"):
            stratify(B, size)
    assert stratify(B, 1).interval == F(138000)


def test_units_below_zero_count_by_their_size():
    below = [Unit(unit.key, unit.voucher_no, -unit.amount) for unit in B]
    assert value_of(below[0]) == D(12000)
    assert stratify(below, 5).interval == F(22500)
    assert draw_mus(below, 5, SEED).picks == draw_mus(B, 5, SEED).picks


def test_the_start_is_told_by_sha_256_alone():
    number = int(hashlib.sha256(f"{SEED}:start".encode()).hexdigest(), 16)
    assert start_of(SEED, F(22500)) == D(number % 2250000 + 1) / 100
    # of an interval that is no whole number of øre, the whole øre count
    assert start_of(SEED, F(100, 3)) == D(number % 3333 + 1) / 100
    assert start_of(SEED, F(1, 100)) == D("0.01")


def test_a_stranger_draws_the_same_with_the_order_the_interval_and_the_start():
    found = draw_mus(B, 5, SEED)
    rest = [unit for unit in B if unit.key != 3]
    key = {unit.key: hashlib.sha256(f"{SEED}:{unit.key}".encode()).hexdigest() for unit in rest}
    listed = sorted(rest, key=lambda unit: key[unit.key])
    assert [unit.key for unit in in_random_order(rest, SEED)] == [unit.key for unit in listed]
    assert found.start is not None
    points = [found.start + 22500 * step for step in range(4)]
    total, holders = D(0), []
    for unit in listed:
        holders += [unit.key for point in points if total < point <= total + unit.amount]
        total += unit.amount
    assert list(found.picks) == holders


@pytest.mark.parametrize(
    ("amounts", "asked", "fitting"),
    [
        (["10.00"] * 100, 5, 30),
        (["10.00"] * 100, 40, 40),
        # 29 large ones leave one step of thirty for the small ones: three are needed.
        (["1000.00"] * 29 + ["1.00"] * 40, 30, 32),
        (["10.00"] * 3, 30, 30),
    ],
)
def test_the_least_numbers_of_the_law(amounts, asked, fitting):
    rows = units(amounts)
    assert fitting_size(rows, asked) == fitting
    strata = stratify(rows, fitting)
    assert not strata.rest or strata.size >= 3


def test_rates_have_a_variance_by_n_less_one():
    assert variance([F(1, 20), F(0), F(0), F(0)]) == F(1, 1600)  # s 0.025
    assert variance([F(1), F(3)]) == F(2)
    assert variance([F(5)]) is None
    assert variance([]) is None


def test_the_precision_of_the_unit_test():
    assert precision(D("1.282"), D("90000"), 4, F(1, 1600)) == D("1442.25")


@pytest.mark.parametrize(
    ("squared", "root"),
    [
        (F(0), "0.00"),
        (F(4), "2.00"),
        (F(2), "1.41"),
        (F(3), "1.73"),
        (F("0.000025"), "0.01"),  # 0.005 goes up
        (F("0.0000249"), "0.00"),
        (F("1.000025"), "1.00"),
    ],
)
def test_a_root_is_rounded_half_up_to_the_ore(squared, root):
    assert root_half_up(squared) == D(root)


@given(st.integers(0, 10**14))
def test_a_root_is_the_nearest_ore(cents):
    root = root_half_up(F(cents, 10**4))
    low, high = root - D("0.005"), root + D("0.005")
    exact = F(cents, 10**4)
    assert F(max(low, D(0))) ** 2 <= exact < F(high) ** 2


def test_shares_are_rounded_half_up():
    assert per_cent_of(D("138000.00"), D(2)) == D("2760.00")
    assert per_cent_of(D("0.25"), D(2)) == D("0.01")
    assert per_cent_of(D("0.24"), D(2)) == D("0.00")


def test_what_is_projected_is_what_was_taken_and_what_chance_stands_for():
    assert expected_error(D("1200.00"), F(22500), F(1, 20)) == D("2325.00")
    assert expected_error(D("1200.00"), None, F(0)) == D("1200.00")
    # Where chance picks from nothing it stands for nothing, whatever rate is given.
    assert expected_error(D("1200.00"), None, F(1, 20)) == D("1200.00")
    assert expected_error(D("0.00"), F(1, 200), F(1)) == D("0.01")


amounts = st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=80)
sizes = st.integers(1, 60)
seeds = st.text(min_size=8, max_size=20)


@given(amounts, sizes)
def test_the_strata_are_the_population_and_every_unit_above_the_interval_is_taken(given_, size):
    rows = units(given_)
    strata = stratify(rows, size)
    assert strata.exhaustive_value + strata.rest_value == book_value(rows)
    keys = [unit.key for unit in (*strata.exhaustive, *strata.rest)]
    assert sorted(keys) == list(range(1, len(rows) + 1))
    if strata.interval is None:
        assert not strata.rest
        return
    assert strata.size == size - len(strata.exhaustive) > 0
    assert strata.interval * strata.size == F(strata.rest_value)
    assert all(F(unit.amount) <= strata.interval for unit in strata.rest)
    assert all(F(unit.amount) > strata.interval for unit in strata.exhaustive)


@given(amounts, sizes, seeds)
def test_the_picks_cover_and_repeat(given_, size, seed):
    rows = units(given_)
    found = draw_mus(rows, size, seed)
    assert found == draw_mus(rows, size, seed)
    # As many points as steps, each in a unit of its own: none is above the interval.
    assert len(found.picks) == len(set(found.picks)) == found.strata.size
    assert set(found.picks) <= {unit.key for unit in found.strata.rest}
    assert found == draw_mus(rows, size, seed)
    if found.strata.interval is not None:
        assert found.start is not None and 0 < F(found.start) <= found.strata.interval


def test_other_seeds_give_other_starts_and_picks_and_the_same_strata():
    found = [draw_mus(B, 5, f"seed-{number:08d}") for number in range(50)]
    assert {one.strata for one in found} == {stratify(B, 5)}
    assert len({one.start for one in found}) == 50
    assert len({one.picks for one in found}) > 25


def test_large_units_come_as_often_as_they_are_large():
    """Of 1,000 draws a unit of a quarter of SI comes about 250 times, one of all of it always."""
    rows = units(["100.00", "25.00", "75.00", "100.00", "100.00"])
    counts = dict.fromkeys(range(1, 6), 0)
    for number in range(1000):
        for key in draw_mus(rows, 4, f"seed-{number:06d}").picks:
            counts[key] += 1
    assert counts[1] == counts[4] == counts[5] == 1000
    assert 200 < counts[2] < 300 and counts[2] + counts[3] == 1000
