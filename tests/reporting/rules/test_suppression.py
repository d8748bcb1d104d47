"""Small counts cannot be worked out from what the public sees (G-07)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.rules.suppression import suppressed, with_totals

MOST = 12


def readings(shown):
    """Every small table that a reader cannot tell from the one that is shown."""
    rows, columns = len(shown) - 1, len(shown[0]) - 1
    places = [(r, c) for r in range(rows) for c in range(columns)]
    free = [place for place in places if shown[place[0]][place[1]] is None]
    for values in product(range(1, MOST), repeat=len(free)):
        told = dict(zip(free, values, strict=True))
        grid = [[told.get((r, c), shown[r][c]) for c in range(columns)] for r in range(rows)]
        full = with_totals(grid)
        fits = all(
            seen is None or seen == count
            for line, row in zip(shown, full, strict=True)
            for seen, count in zip(line, row, strict=True)
        )
        # A hidden total is 1 or more as every hidden count.
        if fits:
            yield full


@pytest.mark.parametrize(
    ("grid", "shown"),
    [
        ([[10, 20], [30, 40]], ((10, 20, 30), (30, 40, 70), (40, 60, 100))),
        ([[0, 7], [0, 9]], ((0, 7, 7), (0, 9, 9), (0, 16, 16))),
        ([[3]], ((None, None), (None, None))),
        ([[10], [3], [20]], ((None, None), (None, None), (20, 20), (33, 33))),
    ],
)
def test_small_counts_are_hidden_and_zeros_are_not(grid, shown):
    assert suppressed(grid) == shown


def test_one_hidden_count_in_a_row_hides_another():
    shown = suppressed([[3, 20, 15], [30, 25, 40], [50, 60, 70]])
    hidden = {(r, c) for r, row in enumerate(shown) for c, one in enumerate(row) if one is None}
    assert (0, 0) in hidden
    assert len([place for place in hidden if place[0] == 0]) >= 2
    assert len([place for place in hidden if place[1] == 0]) >= 2


grids = st.integers(1, 2).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9), min_size=columns, max_size=columns),
        min_size=1,
        max_size=4 // columns,
    )
)


@settings(max_examples=40, deadline=None)
@given(grids)
def test_no_small_count_can_be_told(grid):
    full, shown = with_totals(grid), suppressed(grid)
    for line, row in zip(shown, full, strict=True):
        for seen, count in zip(line, row, strict=True):
            assert seen in (None, count)
            assert not (seen is not None and 1 <= seen <= 4)
    hidden = [
        (r, c)
        for r, line in enumerate(shown[:-1])
        for c, seen in enumerate(line[:-1])
        if seen is None
    ]
    told: dict[tuple[int, int], set[int]] = {place: set() for place in hidden}
    for one in readings(shown):
        for r, c in hidden:
            told[r, c].add(one[r][c])
    assert all(len(values) > 1 for values in told.values())


@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=1, max_size=5))
def test_what_is_shown_is_true(grid):
    full, shown = with_totals(grid), suppressed(grid)
    assert all(
        seen is None or seen == count
        for line, row in zip(shown, full, strict=True)
        for seen, count in zip(line, row, strict=True)
    )
