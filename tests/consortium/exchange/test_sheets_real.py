"""Real files, which lie beside the repository: each is read to its last row, or says why not."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from consortium.exchange.sheets import CSV, XLSX, open_book
from consortium.rules.cell_amounts import ENGLISH, NO_MARKS, cents_of, marks_of
from consortium.rules.cell_dates import CLEAR, DAY_FIRST, ISO, date_of, order_of
from consortium.rules.cells import CellFault, text_of
from consortium.rules.headers import find_header, guess_columns, is_totals_row
from tests.sheets import peer_rows, shared_file

DANISH_LIST = "dk/EFRE_ESF_2007-2013_uden_beskrivelse.xlsx"
AUSTRIAN_LIST = "messy/AT_ERDF_2014-2020.xlsx"
GERMAN_LIST = "messy/DE_BaWue_ERDF.xlsx"
ENGLISH_LIST = "messy/UK_England_list_of_operations.csv"
LEDGER = "messy/UK_Sheffield_2011-01_ledger_5000rows.csv"

WORKBOOKS = (DANISH_LIST, AUSTRIAN_LIST, GERMAN_LIST)


def opened(name):
    """The kind of a file, its header, and its rows of data."""
    place = shared_file(name)
    with open_book(place, place.name) as book:
        sheet = book.sheets[0]
        header = find_header(list(islice(sheet.rows(), 65)))
        assert header is not None
        rows = [(number, cells) for number, cells in sheet.rows() if number > header.last_row]
    assert not any(is_totals_row(cells) for _number, cells in rows)
    return book.kind, header, rows


def column(rows, place):
    return [cells[place] if place < len(cells) else None for _number, cells in rows]


def taken(cells, take):
    """What can be taken of a column, and how often each fault was told."""
    good: list = []
    faults: Counter[str] = Counter()
    for cell in cells:
        try:
            good.append(take(cell))
        except CellFault as fault:
            faults[fault.breach.code] += 1
    return good, dict(faults)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_same_cells_as_calamine_reads(name):
    place = shared_file(name)
    with open_book(place, place.name) as book:
        assert list(book.sheets[0].rows()) == peer_rows(place.read_bytes())


def test_the_danish_list_has_its_header_on_row_4_under_a_group():
    kind, header, rows = opened(DANISH_LIST)
    wanted = {
        "title": ("projekttitel",),
        "start": ("startdato", "start dato"),
        "end": ("slutdato",),
        "budget": ("budget",),
        "cvr": ("CVR-nr.", "cvr"),
        "name": ("navn",),
    }

    assert (kind, header.first_row, header.last_row, len(rows)) == (XLSX, 4, 4, 598)
    assert header.groups[8:11] == ("", "Projektadministrator", "Projektadministrator")
    columns = guess_columns(header.labels, wanted)
    assert columns == {"title": 0, "start": 1, "end": 2, "budget": 5, "cvr": 8, "name": 9}
    starts = column(rows, 1)
    assert order_of(starts) == DAY_FIRST
    assert len(taken(starts, lambda cell: date_of(cell, DAY_FIRST))[0]) == 598
    assert text_of(rows[0][1][11]) == "3700"
    budgets, faults = taken(column(rows, 5), lambda cell: cents_of(cell, None))
    assert (len(budgets), faults) == (598, {})


def test_the_austrian_list_has_two_empty_sheets_beside_it():
    kind, header, rows = opened(AUSTRIAN_LIST)

    assert (kind, header.first_row, header.last_row, len(rows)) == (XLSX, 1, 1, 49)
    # Midnight stands as one or two o'clock in half of the days: the day itself is not moved.
    starts, faults = taken(column(rows, 3), date_of)
    assert (len(starts), faults) == (49, {})
    assert len(taken(column(rows, 5), lambda cell: cents_of(cell, None))[0]) == 49


def test_the_german_list_has_titles_numbers_and_a_header_in_two_languages():
    kind, header, rows = opened(GERMAN_LIST)

    assert (kind, header.first_row, header.last_row, len(rows)) == (XLSX, 10, 11, 91)
    assert header.labels[1] == "Bezeichnung des Vorhabens operation name"
    assert len(taken(column(rows, 3), date_of)[0]) == 91
    budgets, faults = taken(column(rows, 5), lambda cell: cents_of(cell, None))
    assert (len(budgets), faults) == (91, {})


def test_the_english_list_is_read_or_refused_row_by_row():
    kind, header, rows = opened(ENGLISH_LIST)

    assert (kind, header.first_row, len(rows)) == (CSV, 1, 394)
    amounts = column(rows, 6)
    marks = marks_of(amounts)
    # Two decimals behind a comma in an English list: the column says so, not the country.
    assert marks is not None
    assert marks.decimal == ","
    cents, faults = taken(amounts, lambda cell: cents_of(cell, marks))
    assert (len(cents), faults) == (394, {})
    assert order_of(column(rows, 4)) == DAY_FIRST
    starts, faults = taken(column(rows, 4), lambda cell: date_of(cell, DAY_FIRST))
    assert len(starts) + sum(faults.values()) == 394
    assert set(faults) <= {"DATE_UNREADABLE", "DATE_IMPOSSIBLE", "CELL_EMPTY"}


def test_the_ledger_is_read_to_the_last_row_and_penny():
    kind, header, rows = opened(LEDGER)
    wanted = {
        "voucher": ("Bilagsnr.", "Document no."),
        "date": ("Dato", "Date"),
        "amount": ("Beløb", "Invoiced value"),
        "supplier": ("Leverandør", "Supplier name"),
    }

    assert (kind, header.first_row, len(rows)) == (CSV, 1, 5000)
    assert guess_columns(header.labels, wanted) == {
        "voucher": 4,
        "date": 3,
        "amount": 6,
        "supplier": 7,
    }
    assert order_of(column(rows, 3)) in (ISO, CLEAR)
    amounts = column(rows, 6)
    assert marks_of(amounts) == ENGLISH != NO_MARKS
    cents, faults = taken(amounts, lambda cell: cents_of(cell, ENGLISH))
    assert faults == {}
    plain = shared_file(LEDGER).read_text(encoding="utf-8")
    assert len(cents) == plain.count("\n") - 1 == 5000
