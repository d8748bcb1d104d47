"""What indicators add up to, and when a target may be changed (A-23)."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rules import indicators as rules
from grants.rules.indicators import Count, Figure, Target

WAYS = [
    (time, partners)
    for time in rules.OVER_TIME
    for partners in rules.OVER_PARTNERS
    if not rules.check_ways(time, partners)
]
COUNTS = [
    Count(1, 1, 10, 40),
    Count(1, 2, 30, 60),
    Count(2, 1, 1, 1),
    Count(2, 2, 0, 3),
]


@pytest.mark.parametrize(
    ("ways", "value"),
    [
        (("sum", "sum"), F(41)),
        (("latest", "sum"), F(30)),
        (("max", "sum"), F(31)),
        (("average", "sum"), F(41, 2)),
        (("sum", "max"), F(40)),
        (("sum", "average"), F(41, 2)),
        (("latest", "max"), F(30)),
        (("average", "average"), F(41, 4)),
        # 41 of 104, and not the mean of 40 % and 25 %.
        (("ratio", "ratio"), F(4100, 104)),
        (("latest", "ratio"), F(3000, 63)),
    ],
)
def test_counts_add_up_by_the_way_that_was_chosen(ways, value):
    figure = rules.figure_of(COUNTS, ways)
    assert figure is not None
    assert figure.value == value


def test_nothing_counted_is_no_figure_and_nothing_asked_is_no_ratio():
    assert rules.figure_of([], ("sum", "sum")) is None
    assert rules.figure_of([Count(1, 1, 0, 0)], ("ratio", "ratio")) == Figure(F(0), F(0))
    assert Figure(F(0), F(0)).value is None
    assert rules.standing(Figure(F(0), F(0)), Target(1)) == ""


counts_ = st.lists(
    st.builds(
        lambda partner, period, value, more: Count(partner, period, value, value + more),
        *(st.integers(1, 5), st.integers(1, 7), st.integers(0, 500), st.integers(0, 500)),
    ),
    max_size=20,
    unique_by=lambda one: (one.partner, one.period),
)


@given(counts_, st.sampled_from(WAYS), st.randoms())
def test_the_order_of_partners_and_periods_does_not_matter(counts, ways, chance):
    shuffled = list(counts)
    chance.shuffle(shuffled)
    assert rules.figure_of(shuffled, ways) == rules.figure_of(counts, ways)


@given(counts_)
def test_a_ratio_is_that_of_the_sums(counts):
    figure = rules.figure_of(counts, ("ratio", "ratio"))
    if figure is None:
        assert counts == []
        return
    whole = sum(one.out_of for one in counts)
    assert (figure.part, figure.whole) == (sum(one.value for one in counts), whole)
    if figure.value is not None:
        assert 0 <= figure.value <= 100


@given(counts_, st.integers(1, 7))
def test_a_sum_never_falls_and_splits_by_period(counts, last):
    early = [one for one in counts if one.period <= last]
    late = [one for one in counts if one.period > last]
    parts = [rules.figure_of(part, ("sum", "sum")) for part in (early, late)]
    whole = rules.figure_of(counts, ("sum", "sum"))
    assert sum(part.part for part in parts if part) == (whole.part if whole else 0)


@given(counts_)
def test_highest_and_average_stay_within_what_was_counted(counts):
    for ways in (("max", "max"), ("average", "average"), ("latest", "max")):
        figure = rules.figure_of(counts, ways)
        if figure:
            values = [one.value for one in counts]
            assert min(values) <= figure.part <= max(values)


@pytest.mark.parametrize(
    ("figure", "target", "state"),
    [
        (F(9), Target(10), "below"),
        (F(10), Target(10), "within"),
        (F(99), Target(10), "within"),
        (F(12), Target(10, 12), "within"),
        (F(25, 2), Target(10, 12), "above"),
        (F(1), None, ""),
    ],
)
def test_a_figure_stands_below_within_or_above_its_target(figure, target, state):
    assert rules.standing(Figure(figure), target) == state


def codes(breaches):
    return [one.code for one in breaches]


def test_ways_targets_and_changes_that_do_not_fit_are_refused():
    assert codes(rules.check_ways("sum", "ratio")) == ["WAYS_DO_NOT_FIT"]
    assert codes(rules.check_ways("ratio", "sum")) == ["WAYS_DO_NOT_FIT"]
    assert codes(rules.check_target(5, 4, is_ratio=False)) == ["TARGET_NOT_IN_ORDER"]
    assert codes(rules.check_target(70, 101, is_ratio=True)) == ["TARGET_NO_PER_CENT"]
    assert rules.check_target(70, None, is_ratio=True) == []
    assert codes(rules.check_path({1: 5, 3: 4}, "sum")) == ["TARGET_FALLS"]
    assert rules.check_path({1: 5, 3: 4}, "latest") == []
    change = (Target(5), Target(6))
    assert codes(rules.check_change(*change, "", "Ja")) == ["CHANGE_WITHOUT_REASON"]
    assert codes(rules.check_change(*change, "delay", " ")) == ["CHANGE_WITHOUT_WORDS"]
    assert rules.check_change(*change, "error", "") == []
    assert rules.check_change(*change, "delay", "Vi begyndte i maj.") == []
    assert rules.check_change(None, Target(6), "", "") == []
    assert rules.check_change(Target(6), Target(6), "", "") == []
