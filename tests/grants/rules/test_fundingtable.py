from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest

from consortium.rules.refusals import Refused
from grants.rules.fundingtable import (
    FundingRow,
    FundingTable,
    StatedTotal,
    compare_stated,
    joined,
    row_faults,
)


def table(*rows, price_level="2025 p/l", years=(2024, 2025)):
    return FundingTable(years, tuple(rows), price_level)


ROW = FundingRow("KK", "Velkomstpakke", (None, D("800")), D("800"))


def test_a_wrong_row_total_is_found():
    wrong = FundingRow("KK", "Startup", (D("1100"), D("1100")), D("2300"))

    [fault] = row_faults(table(ROW, wrong))

    assert fault.subject == "Startup"
    assert fault.params["computed"] == D("2200")


def test_a_row_without_printed_total_is_no_fault():
    assert row_faults(table(FundingRow("KK", "x", (None, None)))) == []


def test_rows_have_a_cell_for_every_year():
    with pytest.raises(ValueError, match="needs 3 cells: Velkomstpakke"):
        table(ROW, years=(2024, 2025, 2026))


def test_an_empty_table_adds_up_to_nothing():
    assert table().total() == 0
    assert table().groups == ()


def test_price_levels_are_never_added():
    with pytest.raises(Refused, match="price level"):
        joined(table(ROW), table(ROW, price_level="2024 p/l"))
    with pytest.raises(Refused, match="they cannot be added"):
        joined(table(ROW), table(ROW, years=(2025, 2026)))
    assert joined(table(ROW), table(ROW)).total() == 1600
    assert joined(table(ROW), table()) == table(ROW)


def test_a_stated_total_that_agrees_gives_no_warning():
    assert compare_stated(D("800"), D("800")) == StatedTotal(D(0), Fraction(1))
    assert compare_stated(D(1), D(1)) == StatedTotal(D(0), Fraction(1))
    assert compare_stated(D("800"), D("400")).inside_share == Fraction(1, 2)
    with pytest.raises(ValueError, match=r"^a stated grant is above zero$"):
        compare_stated(D("0"), D("0"))


def test_all_ragged_rows_are_named():
    rows = (ROW, FundingRow("KK", "Kort", (D(1),)), FundingRow("KK", "Lang", (D(1),) * 3))
    with pytest.raises(ValueError, match=r"^every row needs 2 cells: Kort, Lang$"):
        table(*rows)


def test_nothing_is_an_amount_too():
    blank = FundingRow("KK", "x", (None, None))
    for nothing in (blank.total, table().total(), *table(blank).column_totals()):
        assert isinstance(nothing, D)
        assert nothing == 0


def test_sums_of_a_group_and_of_all():
    other = FundingRow("EU", "y", (D("5"), D("7")))
    both = table(ROW, other)
    assert both.groups == ("KK", "EU")
    assert both.column_totals() == (D("5"), D("807"))
    assert both.column_totals("KK") == (D("0"), D("800"))
    assert (both.total(), both.total("EU"), both.total("none")) == (D("812"), D("12"), D("0"))
