"""Amounts in cells: every way to write one, the evidence of a column, and what is refused."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consortium.rules.cell_amounts import (
    DANISH,
    ENGLISH,
    NO_MARKS,
    Marks,
    amount_of,
    cents_of,
    hours_of,
    marks_of,
    percent_of,
    rate_of,
)
from consortium.rules.cells import CellFault, shown
from tests.consortium.rules.test_cells import said

MOST = 10**14 - 1
cents = st.integers(-MOST, MOST)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234,5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.234.567,89", "1234567.89"),
        ("1.234", "1234.00"),
        ("12", "12.00"),
        ("0,05", "0.05"),
        (",50", "0.50"),
        ("-1.234,50", "-1234.50"),
        ("1.234,50-", "-1234.50"),
        ("(1.234,50)", "-1234.50"),
        ("(kr. 1.234,50)", "-1234.50"),
        ("kr. (1.234,50)", "-1234.50"),
        ("\u22121.234,50", "-1234.50"),
        ("- 12,50", "-12.50"),
        ("+12,50", "12.50"),
        ("kr. 12,50", "12.50"),
        ("12,50 kr", "12.50"),
        ("12,50 KR.", "12.50"),
        ("DKK 12,50", "12.50"),
        ("12,50DKK", "12.50"),
        ("100,-", "100.00"),
        ("100,- kr.", "100.00"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u2009234\u202f567,5", "1234567.50"),
        ("1'234,50", "1234.50"),
        ("1\u2019234,50", "1234.50"),
        ("\u00a0 12,50\t", "12.50"),
        ("-0", "0.00"),
        ("999999999999,99", "999999999999.99"),
        ("-999.999.999.999,99", "-999999999999.99"),
    ],
)
def test_the_ways_to_write_an_amount_in_danish(written, amount):
    found = amount_of(written, DANISH)

    assert str(found) == amount
    assert cents_of(written, DANISH) == int(D(amount) * 100)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("1,234.50", "1234.50"), ("1,234", "1234.00"), ("1'234.5", "1234.50"), ("(.5)", "-0.50")],
)
def test_the_ways_to_write_an_amount_in_english(written, amount):
    assert str(amount_of(written, ENGLISH)) == amount


@pytest.mark.parametrize("marks", [None, NO_MARKS])
@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12,50", "12.50"),
        ("12.50", "12.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("1234", "1234.00"),
        ("1 234", "1234.00"),
    ],
)
def test_without_marks_only_what_reads_one_way_is_taken(written, amount, marks):
    assert str(amount_of(written, marks)) == amount


@pytest.mark.parametrize("marks", [None, NO_MARKS])
@pytest.mark.parametrize("written", ["1.234", "1,234", "-12,345", "kr. 1.234"])
def test_what_reads_both_ways_is_asked_about(written, marks):
    assert said(amount_of, written, marks) == (
        "AMOUNT_UNCLEAR",
        f"{written} can be read in two ways. Say whether the column has decimal comma or point.",
        f"{written} kan læses på to måder. Angiv, om kolonnen har decimalkomma eller"
        " decimalpunktum.",
    )


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        (12, "12.00"),
        (12.5, "12.50"),
        (0.1 + 0.2, "0.30"),
        (1497300.3, "1497300.30"),
        (-0.0, "0.00"),
        (403514.06, "403514.06"),
        (999999999999.99, "999999999999.99"),
    ],
)
def test_numbers_of_a_workbook(raw, amount):
    assert str(amount_of(raw, None)) == amount


@pytest.mark.parametrize(
    "raw",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e308",
        "1E5",
        "tolv",
        "--5",
        "(-5)",
        "-5-",
        "5,",
        "1.2.3",
        "1.2345,00",
        "1.234 567,00",
        "12;50",
        "-",
        "kr.",
        "()",
        "٣",
        "0x10",
        "1_000",
        "\x0012",
        "12\u202e50",
        True,
        float("nan"),
        float("inf"),
        dt.date(2014, 1, 1),
        dt.time(1),
        dt.timedelta(1),
    ],
)
def test_what_is_no_amount(raw):
    assert said(amount_of, raw, DANISH) == (
        "AMOUNT_UNREADABLE",
        f"“{shown(raw)}” is not an amount. Write digits, and øre after the decimal mark.",
        f"“{shown(raw)}” er ikke et beløb. Skriv cifre og øre efter decimaltegnet.",
    )


@pytest.mark.parametrize("raw", ["12,345", "1.234,567", 1.005, 0.001, 12.345678])
def test_three_decimals_are_never_rounded_away(raw):
    assert said(amount_of, raw, DANISH) == (
        "AMOUNT_TOO_FINE",
        f"{shown(raw)} has more than two decimals. Round it to whole øre in the sheet.",
        f"{shown(raw)} har mere end to decimaler. Afrund det til hele øre i arket.",
    )


@pytest.mark.parametrize("raw", ["1000000000000", "-1.000.000.000.000,00", 10**12, 1e12, 1e308])
def test_more_than_a_field_holds(raw):
    assert said(amount_of, raw, DANISH) == (
        "AMOUNT_TOO_LARGE",
        f"{shown(raw)} is too large: an amount has at most 12 digits before the øre.",
        f"{shown(raw)} er for stort: et beløb har højst 12 cifre før øre.",
    )


@pytest.mark.parametrize("raw", ["1,234.50", "12.50", "1.23"])
def test_other_marks_than_the_column_has(raw):
    assert said(amount_of, raw, DANISH) == (
        "AMOUNT_OTHER_MARKS",
        f"{raw} is written with other marks than the rest of its column. Correct it.",
        f"{raw} er skrevet med andre tegn end resten af kolonnen. Ret det.",
    )


@pytest.mark.parametrize("raw", [None, "", "  "])
def test_an_empty_cell_is_no_amount(raw):
    assert said(amount_of, raw, DANISH)[0] == "CELL_EMPTY"


@pytest.mark.parametrize(
    ("samples", "marks"),
    [
        (["1.234,50"], DANISH),
        (["12,5", "1.234"], DANISH),
        (["1.234.567"], DANISH),
        (["4952.17", "600.00"], ENGLISH),
        (["1,234.50", "7"], ENGLISH),
        (["1 234,50"], Marks(",", " ")),
        (["1'234.50"], Marks(".", "'")),
        (["1 234,50", "1.234"], DANISH),
        (["0,125"], DANISH),
        (["1234,567"], DANISH),
        (["-12,50", "(3,25)", "kr. 4,75"], DANISH),
        (["12", "13", None, 12.5, "tekst"], NO_MARKS),
        ([], NO_MARKS),
        (["1 234"], Marks("", " ")),
        (["1.234"], None),
        (["1,234", "12"], None),
        (["1,5", "1.5"], None),
        (["1.234,50", "1,234.50"], None),
        (["01.04.2008", "12,50"], DANISH),
    ],
)
def test_the_evidence_of_a_column(samples, marks):
    assert marks_of(samples) == marks


@given(st.lists(cents, min_size=1, max_size=6), st.sampled_from([DANISH, ENGLISH]), st.booleans())
def test_a_column_that_is_understood_is_understood_rightly(amounts, marks, grouped):
    written = [in_marks(amount, marks, grouped) for amount in amounts]
    found = marks_of(written)

    assert found == marks
    assert [cents_of(text, found) for text in written] == amounts


@given(st.lists(cents, min_size=1, max_size=6), st.sampled_from([DANISH, ENGLISH]))
def test_whole_kroner_in_groups_are_understood_or_asked_about(amounts, marks):
    whole = [abs(amount) // 100 * 100 for amount in amounts]
    written = [in_marks(amount, marks, True)[:-3] for amount in whole]
    found = marks_of(written)

    for text, amount in zip(written, whole, strict=True):
        try:
            assert cents_of(text, found) == amount
        except CellFault as fault:
            assert fault.breach.code == "AMOUNT_UNCLEAR"


@given(
    st.text("0123456789.,-+() 'krDK\u00a0", max_size=14), st.sampled_from([None, DANISH, ENGLISH])
)
@example("0.00-", ENGLISH)
def test_both_readers_say_the_same(text, marks):
    try:
        amount = amount_of(text, marks)
    except CellFault as fault:
        assert fault.breach.code.startswith(("AMOUNT_", "CELL_"))
        return
    assert amount == D(cents_of(text, marks)).scaleb(-2)
    assert amount.as_tuple().exponent == -2


@given(st.integers(-(10**12), 10**12))
def test_a_binary_number_keeps_its_oere(amount):
    assert cents_of(amount / 100, None) == amount


@given(st.floats())
def test_a_binary_number_is_exact_or_refused(raw):
    try:
        amount = amount_of(raw, None)
    except CellFault:
        return
    assert abs(D(repr(raw)) - amount) < D("0.000001")


def test_a_hundred_thousand_plain_texts_take_well_under_a_second():
    texts = [f"{number},{number % 100:02}" for number in range(100_000)]
    start = time.process_time()

    total = sum(cents_of(text, DANISH) for text in texts)

    assert total == sum(number * 100 + number % 100 for number in range(100_000))
    assert time.process_time() - start < 0.9


@pytest.mark.parametrize(
    ("raw", "points", "share"),
    [
        ("12,5 %", None, Fraction(1, 8)),
        ("50%", False, Fraction(1, 2)),
        ("12,345 %", None, Fraction(2469, 20000)),
        (50, True, Fraction(1, 2)),
        (0.181313063948233, False, Fraction("0.181313063948233")),
        ("100 %", None, Fraction(1)),
        ("33,3333 %", None, Fraction("0.333333")),
    ],
)
def test_a_share(raw, points, share):
    assert percent_of(raw, DANISH, points=points) == share


def test_shares_that_are_asked_about_or_refused():
    assert said(percent_of, 1, DANISH) == (
        "PERCENT_UNCLEAR",
        "“1” may be percent or a share of one. Write it with a percent sign.",
        "“1” kan være procent eller en andel af 1. Skriv det med procenttegn.",
    )
    for raw, points in (("101 %", None), (-1, True), (1.5, False)):
        assert said(percent_of, raw, DANISH, points=points) == (
            "PERCENT_OUTSIDE",
            f"“{raw}” is not a share between 0 % and 100 %. Correct it.",
            f"“{raw}” er ikke en andel mellem 0 % og 100 %. Ret det.",
        )
    assert said(percent_of, "halv %", DANISH)[0] == "AMOUNT_UNREADABLE"
    assert said(percent_of, float("nan"), DANISH, points=True)[0] == "AMOUNT_UNREADABLE"


@pytest.mark.parametrize(
    ("raw", "hours"),
    [
        ("7,5", "7.50"),
        ("7:30", "7.50"),
        ("37:15", "37.25"),
        (7.25, "7.25"),
        (dt.timedelta(hours=30, minutes=45), "30.75"),
        (dt.time(7, 30), "7.50"),
        (0, "0.00"),
    ],
)
def test_hours(raw, hours):
    assert str(hours_of(raw, DANISH)) == hours


@pytest.mark.parametrize("raw", ["7:20", dt.timedelta(minutes=1), dt.time(0, 1)])
def test_hours_that_two_decimals_do_not_hold(raw):
    assert said(hours_of, raw, DANISH) == (
        "HOURS_TOO_FINE",
        f"“{shown(raw)}” is no whole number of hundredths of an hour. Write the hours with two"
        " decimals.",
        f"“{shown(raw)}” er ikke et helt antal hundrededele timer. Skriv timerne med to decimaler.",
    )


@pytest.mark.parametrize("raw", [-1, "-7,5", "99999999", dt.timedelta(hours=-1)])
def test_hours_that_cannot_be(raw):
    assert said(hours_of, raw, DANISH) == (
        "HOURS_OUTSIDE",
        f"“{shown(raw)}” is not a number of hours that can be kept. Correct it.",
        f"“{shown(raw)}” er ikke et timetal, der kan gemmes. Ret det.",
    )


def in_marks(amount: int, marks: Marks, grouped: bool) -> str:
    """An amount in øre as these marks write it, with two decimals."""
    whole, part = divmod(abs(amount), 100)
    digits = f"{whole:,}".replace(",", marks.thousands) if grouped else str(whole)
    return f"{'-' if amount < 0 else ''}{digits}{marks.decimal}{part:02}"


@pytest.mark.parametrize(
    ("raw", "marks", "expected"),
    [
        ("50 %", DANISH, "50.000000"),
        ("50,38%", DANISH, "50.380000"),
        (50, None, "50.000000"),
        (0.5, None, "50.000000"),
        (1, None, "100.000000"),
        ("0,5 %", DANISH, "0.500000"),
        (0.181313063948233, None, "18.131306"),
    ],
)
def test_a_rate_is_per_cent_whether_it_is_written_as_a_share_or_not(raw, marks, expected):
    assert str(rate_of(raw, marks)) == expected


@pytest.mark.parametrize("raw", ["150%", -1, "50% and 60%", 101])
def test_what_is_no_rate_is_refused(raw):
    with pytest.raises(CellFault):
        rate_of(raw, DANISH)
