"""The header of a sheet, the guess of its columns, and the rows that only add up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.cell_amounts import DANISH
from consortium.rules.cells import fault
from consortium.rules.headers import (
    ColumnSums,
    Header,
    find_header,
    guess_columns,
    is_totals_row,
)

DAY = dt.date(2014, 5, 1)
DATA = [["B1", DAY, "Aarhus Lokaler", 100], ["B2", DAY, "Æblø", 250.5], ["B3", DAY, "Vejle", 1]]
HEAD = ["Bilag", "Dato", "Leverandør", "Beløb"]


def numbered(rows, first=1):
    return [(at, cells) for at, cells in enumerate(rows, start=first) if any(cells)]


def found(*rows) -> Header:
    header = find_header(numbered(rows))
    assert header is not None
    return header


def test_a_header_on_the_first_row():
    header = found(HEAD, *DATA)

    assert (header.first_row, header.last_row) == (1, 1)
    assert header.texts == header.labels == tuple(HEAD)
    assert header.groups == ("",) * 4
    assert header.columns == (0, 1, 2, 3)


def test_titles_above_it_are_passed_over():
    header = found(["Udgifter i projektet"], ["Periode", "1. halvår 2014"], [None], HEAD, *DATA)

    assert (header.first_row, header.last_row, header.texts) == (4, 4, tuple(HEAD))


def test_a_group_header_stands_above_its_columns_and_is_no_header():
    head = ["titel", "budget", "navn", "navn", "cvr"]
    header = found(
        [None, None, "Projektholder", "Partner"],
        head,
        ["A", 1, "x", "y", 12345678],
        ["B", 2, "x", "y", 12345678],
    )

    assert (header.first_row, header.texts) == (2, tuple(head))
    assert header.groups == ("", "", "Projektholder", "Partner", "Partner")
    assert header.labels == ("titel", "budget", "Projektholder navn", "Partner navn", "cvr")


def test_a_title_in_the_first_column_is_no_group():
    assert found(["Udgifter"], HEAD, *DATA).groups == ("",) * 4


@pytest.mark.parametrize(
    ("second", "texts"),
    [
        ([None, None, None, "i kr."], ("Bilag", "Dato", "Leverandør", "Beløb i kr.")),
        (["No.", "Date", "Supplier", "Amount"],
         ("Bilag No.", "Dato Date", "Leverandør Supplier", "Beløb Amount")),
        (["Bilag", "af bilag", None, None], ("Bilag", "Dato af bilag", "Leverandør", "Beløb")),
    ],
)  # fmt: skip
def test_a_header_of_two_lines_is_joined(second, texts):
    header = found(HEAD, second, *DATA)

    assert (header.first_row, header.last_row, header.texts) == (1, 2, texts)


@pytest.mark.parametrize("numbers", [[1, 2, 3, 4], ["(1)", "(2)", "(3)", "(4)"], ["1.", 2, 3, 4]])
def test_a_row_that_numbers_the_columns_belongs_to_the_header(numbers):
    assert found(HEAD, numbers, *DATA).last_row == 2
    assert found(numbers, HEAD, *DATA).first_row == 2


def test_a_section_under_the_header_is_data():
    assert found(HEAD, ["Personale"], *DATA).last_row == 1
    assert found(HEAD, ["I alt", None, None, 351.5], *DATA).last_row == 1


def test_empty_columns_are_dropped_and_unnamed_ones_with_data_are_kept():
    header = found(
        ["Bilag", None, "Dato", None, "Beløb"],
        ["B1", None, DAY, "x", 1],
        ["B2", None, DAY, None, 2],
    )

    assert header.columns == (0, 2, 3, 4)
    assert header.texts == ("Bilag", "", "Dato", "", "Beløb")


def test_a_list_of_texts_alone_has_its_header_first():
    header = found(["Navn", "By", "Mail"], ["Anna", "Aarhus", "a@b.dk"], ["Ben", "Vejle", "b@c.dk"])

    assert (header.first_row, header.last_row) == (1, 1)


def test_days_and_amounts_that_are_texts_count_as_what_they_are():
    rows = [["B1", "01.05.2014", "1.234,50"], ["B2", "02.05.2014", "7,00"]]

    assert found(["Liste"], ["Bilag", "Dato", "Beløb"], *rows).first_row == 2


def test_a_header_without_data_is_a_header():
    assert found(HEAD).texts == tuple(HEAD)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        DATA,
        [["kun én tekst"], ["og én til"]],
        [[1, 2, 3], [4, 5, 6]],
        [["a", "a", "a", "a"], ["x", 1, 2, 3], ["y", 1, 2, 3]],
    ],
)
def test_what_is_no_header_is_asked_about(rows):
    assert find_header(numbered(rows)) is None


def test_a_header_far_down_is_not_looked_for():
    rows = [[f"Linje {at} i et langt forord"] for at in range(60)]

    assert find_header(numbered([*rows, HEAD, *DATA])) is None
    assert found(*rows[:30], HEAD, *DATA).first_row == 31


words = st.sampled_from(["Bilag", "Dato", "Beløb", "Leverandør", "Tekst", "Konto", "Moms", "CVR"])


@given(
    st.lists(words, min_size=2, max_size=8, unique=True),
    st.integers(0, 8),
    st.integers(1, 30),
    st.randoms(use_true_random=False),
)
def test_the_header_is_found_wherever_it_stands(head, before, rows, chance):
    """Titles above, empty columns between, numbers below: the header is that row."""
    shift = chance.randrange(3)
    texts = [None] * shift + [part for word in head for part in (word, None)][:-1]
    line = [None] * shift + [part for _word in head for part in (1.5, None)][:-1]
    titles = [["En titel"] if at % 2 else [] for at in range(before)]
    header = find_header(numbered([*titles, texts, *[line] * rows]))

    assert header is not None
    assert header.first_row == header.last_row == before + 1
    assert [header.texts[at] for at in header.columns] == head


WANTED = {
    "voucher": ("Bilagsnummer", "Bilag", "Voucher no."),
    "date": ("Bilagsdato", "Dato", "Date"),
    "supplier": ("Leverandør", "Supplier name"),
    "amount": ("Beløb", "Amount", "Total amount"),
    "invoice": ("Fakturanummer", "Invoice number"),
}


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (["Bilag", "Dato", "Leverandør", "Beløb", "Fakturanummer"], (0, 1, 2, 3, 4)),
        (["BILAGSNR.", " dato ", "leverandør:", "Beløb (kr.)", "Faktura nr."], (0, 1, 2, 3, 4)),
        (["Voucher no", "GL Date", "Supplier Name", "AMOUNT DKK", "Invoice No."], (0, 1, 2, 3, 4)),
        (["Start date", "End date", "Beløb", None, ""], (None, None, None, 2, None)),
        (["Beløb", "Beløb"], (None, None, None, None, None)),
        (["Beløb ekskl. moms", "Beløb inkl. moms", "Bilag"], (2, None, None, None, None)),
        (["Beløb i EUR"], (None, None, None, None, None)),
        (["Moms", "Noget andet"], (None, None, None, None, None)),
        (["Dato for bilag", "Bilag"], (1, 0, None, None, None)),
        ([], (None, None, None, None, None)),
    ],
)
def test_columns_are_guessed_or_left_open(texts, columns):
    guessed = guess_columns([text or "" for text in texts], WANTED)

    assert guessed == dict(zip(WANTED, columns, strict=True))


@given(st.lists(st.text("abcæø .12", max_size=9), max_size=9), st.data())
def test_no_column_serves_two_names(texts, data):
    alias = st.text("abcæø ", min_size=1, max_size=6)
    wanted = data.draw(st.dictionaries(st.sampled_from("xyzw"), st.lists(alias, max_size=3)))

    guessed = guess_columns(texts, wanted)

    taken = [column for column in guessed.values() if column is not None]
    assert guessed.keys() == wanted.keys()
    assert len(taken) == len(set(taken))


@given(st.permutations(list(WANTED)))
def test_own_words_are_found_in_any_order(order):
    texts = [WANTED[name][0] for name in order]

    assert guess_columns(texts, WANTED) == {name: order.index(name) for name in WANTED}


@pytest.mark.parametrize(
    "cells",
    [
        ["I alt", None, None, 351.5],
        ["ialt", 351.5],
        [None, None, "Total", 351.5, 12],
        ["TOTAL:", "351,50", "kr."],
        ["Subtotal", "(1.234,50)"],
        ["Sub-total", 1],
        ["Sum i alt", 1],
        ["Samlet sum", "100 %", 5],
        ["Mellemsum", 5],
        ["Grand total", 7],
        ["Total 2014", 7],
        ["Gesamtsumme", 7],
        ["Sum", fault("CELL_ERROR", "The formula is broken.")],
        ["I alt"],
    ],
)
def test_a_row_that_says_it_is_a_total(cells):
    assert is_totals_row(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["B12", "01.02.2014", "Total", 500],
        ["B12", DAY, "Total", 500],
        ["Total", DAY, 500],
        ["Total", "01.02.2014", 500],
        ["Total Energi A/S", 500],
        ["Total", "Benzin", 500],
        ["Summer school", 500],
        ["Altan", 500],
        [500, 12],
        ["B1", 500],
        [],
        [None, " "],
    ],
)
def test_a_row_of_data_is_never_left_out(cells):
    assert not is_totals_row(cells)


def test_a_row_that_holds_nothing_but_the_sums_above():
    above = ColumnSums({4: DANISH})
    for amount, text in ((100, "1.000,50"), (250.5, "2,00")):
        above.add(["B1", DAY, "x", amount, text])

    assert is_totals_row([None, None, None, 350.5], above)
    assert is_totals_row([None, None, None, 350.5, "1.002,50"], above)
    assert not is_totals_row([None, None, None, 350.5, "1.002,51"], above)
    assert not is_totals_row([None, None, None, 350.51], above)
    assert not is_totals_row(["B9", None, None, 350.5], above)
    assert not is_totals_row([None, None, None, fault("X", "Broken.")], above)


def test_subtotals_and_the_total_of_all():
    above = ColumnSums()
    for amount in (1, 2):
        above.add(["x", amount])
    assert is_totals_row([None, 3], above)
    above.restart()
    for amount in (10, 20):
        above.add(["x", amount])

    assert is_totals_row([None, 30], above)
    assert is_totals_row([None, 33], above)
    assert not is_totals_row([None, 3], above)


def test_one_row_above_makes_no_sum():
    above = ColumnSums()
    above.add(["x", 5])

    assert not is_totals_row([None, 5], above)
    above.add(["x", 0])
    above.add(["x", -5])
    assert not is_totals_row([None, 0], above)
