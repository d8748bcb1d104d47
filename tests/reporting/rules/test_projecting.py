"""What errors say about the population: the unit test of 4.3 to the digit, methods, limits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.projecting import (
    ACCIDENTAL,
    ANOMALOUS,
    EXHAUSTIVE,
    INCONCLUSIVE,
    MATERIAL,
    MUS,
    NOT_MATERIAL,
    RANDOM,
    SIMPLE,
    SMALL,
    SYSTEMIC,
    Ground,
    Looked,
    conclusion,
    errors_of,
    mean_per_unit,
    project,
    total_error,
    total_error_rate,
)

D, F = Decimal, Fraction
GROUND = Ground(MUS, D("138000.00"), 11, D("90000.00"), F(22500), D("1.282"), D("2760.00"))
TAKEN = Looked(EXHAUSTIVE, D("48000.00"), D("1200.00"))
DRAWN = [
    Looked(RANDOM, D("12000.00"), D("0.00")),
    Looked(RANDOM, D("15400.00"), D("770.00")),
    Looked(RANDOM, D("2600.00"), D("0.00")),
    Looked(RANDOM, D("22000.00"), D("0.00")),
]


def test_the_unit_test_of_the_rule_book():
    found = project([TAKEN, *DRAWN], GROUND)
    assert (found.exhaustive_error, found.random_error) == (D("1200.00"), D("770.00"))
    assert found.rates == F(1, 20)
    assert found.spread == F(1, 1600)
    assert found.projected == D("2325.00")
    assert found.precision == D("1442.25")
    assert found.upper == D("3767.25")
    assert found.conclusion == INCONCLUSIVE
    assert found.tolerable == D("2760.00")


def test_what_is_systemic_or_anomalous_is_not_projected():
    apart = [replace(one, nature=SYSTEMIC) for one in DRAWN[:2]]
    apart += [replace(one, nature=ANOMALOUS) for one in DRAWN[2:]]
    found = project([replace(TAKEN, nature=SYSTEMIC), *apart], GROUND)
    assert (found.projected, found.precision, found.rates) == (D("0.00"), D("0.00"), F(0))
    assert found.conclusion == NOT_MATERIAL
    looked = [replace(TAKEN, nature=SYSTEMIC), replace(DRAWN[1], nature=ANOMALOUS)]
    assert errors_of(looked, SYSTEMIC) == D("1200.00")
    assert errors_of(looked, ANOMALOUS) == D("770.00")
    assert errors_of(looked, ACCIDENTAL) == D("0.00")
    assert errors_of([replace(looked[1], is_corrected=True)], ANOMALOUS) == D("0.00")


def test_what_is_nothing_is_an_amount_with_its_ore():
    """They are stored and printed: an empty stratum reads 0.00, and not 0."""
    assert str(errors_of([], SYSTEMIC)) == "0.00"
    assert str(project([TAKEN], GROUND).random_error) == "0.00"
    assert project([TAKEN], GROUND).rates.denominator == 1
    assert str(project(DRAWN, GROUND).exhaustive_error) == "0.00"


def test_an_error_that_is_accidental_is_projected_whether_corrected_or_not():
    corrected = [replace(one, is_corrected=True) for one in [TAKEN, *DRAWN]]
    assert project(corrected, GROUND).projected == D("2325.00")


def test_a_simple_sample_projects_the_mean_error_to_every_unit():
    ground = replace(GROUND, method=SIMPLE, units=100)
    found = project(DRAWN, ground)
    # 770 / 4 × 100; s = 385; 1.282 × 100 / 2 × 385
    assert found.projected == D("19250.00")
    assert found.spread == F(385**2)
    assert found.precision == D("24678.50")
    assert found.conclusion == MATERIAL


def test_a_sample_that_is_not_statistical_has_no_precision():
    ground = replace(GROUND, method=SMALL, units=10)
    found = project(DRAWN, ground)
    assert (found.projected, found.precision, found.upper) == (D("1925.00"), None, None)
    assert found.conclusion == NOT_MATERIAL
    assert project(DRAWN, replace(ground, tolerable=D("1924.99"))).conclusion == MATERIAL


def test_where_everything_was_looked_at_nothing_is_left_to_chance():
    ground = replace(GROUND, method=SIMPLE, units=4)
    found = project(DRAWN, ground)
    assert (found.projected, found.precision) == (D("770.00"), D("0.00"))
    all_taken = replace(GROUND, interval=None, units=0, random_book=D("0.00"))
    found = project([TAKEN], all_taken)
    assert (found.projected, found.precision, found.spread) == (D("1200.00"), D("0.00"), None)


def test_one_unit_alone_says_nothing_about_the_spread():
    found = project(DRAWN[:1], GROUND)
    assert (found.precision, found.upper, found.spread) == (None, None, None)


def test_nothing_drawn_projects_nothing():
    assert mean_per_unit(D("0.00"), 0, 10) == D("0.00")
    assert mean_per_unit(D("10.00"), 3, 4) == D("13.33")
    assert project([], replace(GROUND, method=SIMPLE)).projected == D("0.00")


@pytest.mark.parametrize(
    ("projected", "sure", "told"),
    [
        ("100.01", "0.00", MATERIAL),
        ("100.00", "0.00", INCONCLUSIVE),
        ("99.99", "0.00", NOT_MATERIAL),
        ("50.00", "49.99", NOT_MATERIAL),
        ("50.00", "50.00", INCONCLUSIVE),
        ("100.01", None, MATERIAL),
        ("100.00", None, NOT_MATERIAL),
    ],
)
def test_the_conclusion(projected, sure, told):
    limit = None if sure is None else D(sure)
    assert conclusion(D(projected), limit, D("100.00")) == told


def test_the_total_error_rate():
    total = total_error(D("2325.00"), D("100.00"), D("10.00"))
    assert total == D("2435.00")
    assert total_error_rate(total, D("138000.00")) == F(2435, 138000)


def test_a_rate_is_the_share_in_error():
    assert DRAWN[1].rate == F(1, 20)
    assert replace(DRAWN[1], nature=SYSTEMIC).rate == 0


rows = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 100), st.sampled_from([EXHAUSTIVE, RANDOM])),
    max_size=40,
)


@given(rows)
def test_more_errors_never_project_less(given_):
    clean = [Looked(stratum, D(book), D("0.00")) for book, _pct, stratum in given_]
    wrong = [
        Looked(stratum, D(book), (D(book) * pct / 100).quantize(D("0.01")))
        for book, pct, stratum in given_
    ]
    ground = replace(GROUND, units=1000)
    assert project(clean, ground).projected == D("0.00")
    assert project(wrong, ground).projected >= 0
    sure = project(wrong, ground).precision
    assert sure is None or sure >= 0
