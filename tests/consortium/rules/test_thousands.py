from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.thousands import Cell, RoundedSum, forced, rounded, rounded_table

amounts = st.lists(
    st.none() | st.integers(-(10**10), 10**10).map(lambda cents: D(cents).scaleb(-2)), max_size=8
)


def test_blanks_stay_blank():
    assert [cell.thousands for cell in rounded([None, D("0.00")]).parts] == [None, 0]
    assert forced([None, D("400.00")]).parts[0] == Cell(None)


def test_forced_with_a_negative_part():
    result = forced([D("-1500.00"), D("2499.99")])

    assert list(result.parts) == [Cell(-1, forced=True), Cell(2)]


@given(amounts)
def test_forced_parts_always_add_up(parts):
    result = forced(parts)

    assert result.residue == 0
    assert result.total == rounded(parts).total
    for cell, part in zip(result.parts, parts, strict=True):
        assert (cell.thousands is None) == (part is None)
        assert abs((cell.thousands or 0) * 1000 - (part or 0)) < 1000


def test_table_has_totals_of_rows_and_columns():
    table = rounded_table([[D("1333333.33"), D("1333333.33"), D("1333333.34")], [D("500.00")] * 3])

    assert [row.total for row in table.rows] == [4000, 2]
    assert [column.total for column in table.columns] == [1334, 1334, 1334]
    assert table.total == 4002
    assert table.needs_note


def test_table_without_residue_needs_no_note():
    assert not rounded_table([[D("1000.00"), None], [None, D("2000.00")]]).needs_note


def test_forced_rows_add_up():
    table = rounded_table([[D("1500.00"), D("2500.00"), D("3500.00")]], force_rows=True)

    assert [row.residue for row in table.rows] == [0]


def test_rows_of_one_length_make_a_table():
    with pytest.raises(ValueError, match="zip"):
        rounded_table([[D("1.00"), D("2.00")], [D("3.00")]])


def test_a_table_of_nothing_is_zero():
    table = rounded_table([])
    assert (table.rows, table.columns, table.total) == ((), (), 0)
    assert rounded([]).total == 0
    assert rounded([None, None]) == RoundedSum((Cell(None), Cell(None)), 0)
