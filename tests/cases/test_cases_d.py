"""Cases C27 to C30: source documents and tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal as D

import pytest

from consortium.rules.identifiers import is_gln
from consortium.rules.money import in_eur
from consortium.rules.thousands import Cell, forced, rounded
from grants.rules.fundingtable import FundingRow, FundingTable, compare_stated, row_faults
from grants.rules.instalments import (
    Granted,
    check_invoices,
    halves,
    instalments,
    outstanding,
    totals_by_year,
    unspent,
)
from reporting.rules.deminimis import Aid, check_de_minimis, register_due

AGREEMENT = [
    Granted("education", 2023, D("250000.00")),
    Granted("SMEs", 2023, D("250000.00")),
    Granted("celebration", 2023, D("100000.00")),
    Granted("international labour", 2023, D("500000.00")),
    Granted("international labour", 2024, D("500000.00")),
]


def test_c27_years_and_invoices():
    invoices = instalments(AGREEMENT)

    assert totals_by_year(AGREEMENT) == {2023: D("1100000.00"), 2024: D("500000.00")}
    assert sum(totals_by_year(AGREEMENT).values()) == D("1600000.00")
    assert len(invoices) == 10
    assert Counter(invoice.amount for invoice in invoices) == {
        D("125000.00"): 4,
        D("50000.00"): 2,
        D("250000.00"): 4,
    }
    assert sum(invoice.amount for invoice in invoices) == D("1600000.00")
    assert check_invoices(AGREEMENT, invoices) == []


def test_c27_outstanding_after_all_starts():
    starts = [
        invoice
        for invoice in instalments(AGREEMENT)
        if invoice.year == 2023 and invoice.number == 1
    ]

    assert outstanding(AGREEMENT, starts, 2023) == D("550000.00")


def test_c27_odd_amount():
    assert halves(D("33333.33")) == (D("16666.66"), D("16666.67"))


@pytest.mark.parametrize(("gln", "valid"), [("5790000418640", True), ("5790000418641", False)])
def test_c27_gln_check_digit(gln, valid):
    assert is_gln(gln) is valid


def test_c27_unspent_money_is_flagged_and_still_invoiced():
    education = AGREEMENT[0]

    [flag] = unspent(education, D("180000.00"))

    assert halves(education.amount)[1] == D("125000.00")
    assert flag.params["left"] == D("70000.00")


KK, IR = "Københavns Kommune", "Interreg"
YEARS = (2024, 2025, 2026, 2027, 2028)
TABLE_1 = [
    (KK, "Basistilskud Copenhagen Capacity", "4800 4800 4800 4800 -", "19200"),
    (KK, "Bæredygtige internationale virksomheder", "700 - - - -", "700"),
    (KK, "Yderligere støtte til Copenhagen Capacity", "- 4100 - - -", "4100"),
    (KK, "Startup Housing", "1100 1100 - - -", "2200"),
    (KK, "Øresunddirekt tilskud", "600 660 - - -", "1260"),
    (KK, "Personlig vejledning i International House", "1015 1800 - - -", "2815"),
    (KK, "Velkomstpakke", "- 800 1300 1300 1300", "4700"),
    (KK, "Copenhagen Career program", "2850 2850 3600 3600 -", "12900"),
    (KK, "Studerende tidligt i deres uddannelse", "1350 1350 1350 1350 -", "5400"),
    (KK, "Tiltrækning af amerikanere", "- 1300 - - -", "1300"),
    (IR, "Fysiske og digitale events (KFF)", "770 2320 2320 1550 -", "6960"),
    (IR, "Mentorindsats (BIF)", "- 1010 1010 580 -", "2600"),
]


@pytest.fixture
def table_1() -> FundingTable:
    """Table 1 of the source, in 1.000 kr."""
    return FundingTable(YEARS, tuple(map(_row, TABLE_1)), "2025 p/l")


def _row(printed: tuple[str, str, str, str]) -> FundingRow:
    group, label, cells, total = printed
    amounts = (None if cell == "-" else D(cell) for cell in cells.split())
    return FundingRow(group, label, tuple(amounts), D(total))


def test_c28_printed_rows_add_up(table_1):
    assert row_faults(table_1) == []
    assert [row.total for row in table_1.rows] == [D(row[3]) for row in TABLE_1]


@pytest.mark.parametrize(
    ("group", "columns", "total"),
    [
        (KK, [12415, 18760, 11050, 11050, 1300], 54575),
        (IR, [770, 3330, 3330, 2130, 0], 9560),
        (None, [13185, 22090, 14380, 13180, 1300], 64135),
    ],
)
def test_c28_totals_that_the_source_does_not_print(table_1, group, columns, total):
    assert list(table_1.column_totals(group)) == columns
    assert table_1.total(group) == total
    assert sum(table_1.column_totals(group)) == total


def test_c28_blanks_stay_blank(table_1):
    assert table_1.rows[6].cells[0] is None
    assert sum(cell is None for row in table_1.rows for cell in row.cells) == 28


def test_c28_text_and_table_differ(table_1):
    stated = compare_stated(D("23500"), table_1.total(IR))

    assert stated.outside == D("13940")
    assert f"{float(stated.inside_share):.2%}" == "40.68%"
    assert [warning.code for warning in stated.warnings] == ["STATED_DIFFERS"]


@pytest.mark.parametrize(
    ("parts", "cells", "total", "residue"),
    [
        (["1333333.33", "1333333.33", "1333333.34"], [1333, 1333, 1333], 4000, 1),
        (["1500.00", "2500.00", "3500.00"], [2, 3, 4], 8, -1),
        (["-1500.00", "2499.99"], [-2, 2], 1, 1),
    ],
    ids=["a", "b", "c"],
)
def test_c29_every_figure_is_rounded_by_itself(parts, cells, total, residue):
    result = rounded([D(part) for part in parts])

    assert [cell.thousands for cell in result.parts] == cells
    assert result.total == total
    assert result.residue == residue


@pytest.mark.parametrize(
    ("parts", "cells"),
    [
        (
            ["1333333.33", "1333333.33", "1333333.34"],
            [Cell(1333), Cell(1333), Cell(1334, forced=True)],
        ),
        (["1500.00", "2500.00", "3500.00"], [Cell(1, forced=True), Cell(3), Cell(4)]),
    ],
    ids=["a", "b"],
)
def test_c29_forced_to_add_up(parts, cells):
    result = forced([D(part) for part in parts])

    assert list(result.parts) == cells
    assert result.residue == 0


EARLIER = [
    Aid("1", date(2023, 5, 10), D("120000.00")),
    Aid("2", date(2024, 9, 1), D("100000.00")),
]
OWNER = {"1", "2"}


@pytest.mark.parametrize(
    ("day", "allowed", "total"),
    [
        (date(2026, 4, 15), False, "313708.17"),
        (date(2026, 5, 10), False, "313708.17"),
        (date(2026, 5, 11), True, "193708.17"),
    ],
)
def test_c30_rolling_three_years(day, allowed, total):
    eur = in_eur(D("700000.00"), D("7.4700"))

    result = check_de_minimis(Aid("2", day, eur), EARLIER, OWNER)

    assert eur == D("93708.17")
    assert result.allowed is allowed
    assert result.total == D(total)
    assert result.covered == (eur if allowed else D("0.00"))


def test_c30_exactly_at_the_limit():
    result = check_de_minimis(Aid("2", date(2026, 4, 15), D("80000.00")), EARLIER, OWNER)

    assert result.allowed
    assert result.total == D("300000.00")


def test_c30_each_company_alone_looks_fine():
    new = Aid("2", date(2026, 4, 15), D("93708.17"))

    assert check_de_minimis(new, EARLIER, {"2"}).total == D("193708.17")
    assert sum(aid.eur for aid in EARLIER if aid.cvr == "1") == D("120000.00")


def test_c30_register_within_twenty_working_days():
    assert register_due(date(2026, 4, 15)) == date(2026, 5, 13)
    assert register_due(date(2025, 12, 31)) is None
