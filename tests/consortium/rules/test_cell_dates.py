"""Days in cells: Danish, English, ISO, words, a spreadsheet's numbers, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.cell_dates import (
    CLEAR,
    DAY_FIRST,
    EARLIEST,
    ISO,
    LATEST,
    MONTH_FIRST,
    ORDERS,
    date_of,
    day_of_serial,
    order_of,
)
from consortium.rules.cells import CellFault, shown
from tests.consortium.rules.test_cells import said

DAY = dt.date(2014, 5, 1)
days = st.dates(EARLIEST, LATEST)


@pytest.mark.parametrize(
    "written",
    [
        "2014-05-01", "2014/5/1", "2014.05.01", "20140501", "2014-05-01T00:00:00",
        "2014-05-01 00:00",
        "2014-05-01T08:15:00Z", "1. maj 2014", "1 May 2014", "1. maj 14", "1-Maj-14", "01. Mai 14",
        "May 1, 2014", "1st May 2014", "torsdag den 1. maj 2014", "Thursday 1 May 2014",
        "01.05.2014", "1.5.2014", " 01.05.2014 ", "01.05.2014 13:45", "1. 5. 2014",
        41760, 41760.0, 41760.57, 20140501, DAY,
        dt.datetime(2014, 5, 1), dt.datetime(2014, 5, 1, 2),
    ],
)  # fmt: skip
def test_what_can_be_read_one_way_needs_no_order(written):
    assert date_of(written) == DAY
    assert date_of(written, DAY_FIRST) == DAY


@pytest.mark.parametrize(
    ("written", "order"),
    [
        ("01/05/2014", DAY_FIRST),
        ("01-05-14", DAY_FIRST),
        ("1 5 2014", DAY_FIRST),
        ("05/01/2014", MONTH_FIRST),
        ("5-1-14", MONTH_FIRST),
        ("2014-5-1", ISO),
    ],
)
def test_the_order_of_the_column_decides(written, order):
    assert date_of(written, order) == DAY


@pytest.mark.parametrize("month", ["januar", "februar", "marts", "april", "juni", "juli", "august"])
def test_months_in_danish(month):
    assert date_of(f"2. {month} 2014").strftime("%d") == "02"
    assert date_of(f"2. {month[:3]} 2014") == date_of(f"2. {month} 2014")


@pytest.mark.parametrize("written", ["01/05/2014", "1-5-2014", "03-04-14", "1.5.14"])
def test_what_can_be_two_days_is_asked_about(written):
    assert said(date_of, written) == (
        "DATE_UNCLEAR",
        f"“{written}” can be read as two days. Say whether the column has the day first.",
        f"“{written}” kan læses som to forskellige dage. Angiv, om kolonnen har dagen først.",
    )


@pytest.mark.parametrize(
    "raw",
    ["i morgen", "maj 2014", "1. mumie 2014", "1/2", "41760", "1.5.014", "1/5-2014", True,
     dt.time(1), dt.timedelta(1), "2014-05-01 25:00", "123.4.2014", "Mrz 16", "32"],
)  # fmt: skip
def test_what_is_no_day(raw):
    assert said(date_of, raw, DAY_FIRST) == (
        "DATE_UNREADABLE",
        f"“{shown(raw)}” is not a date. Write it as day.month.year or year-month-day.",
        f"“{shown(raw)}” er ikke en dato. Skriv den som dag.måned.år eller år-måned-dag.",
    )


@pytest.mark.parametrize("raw", ["31-Nov-18", "31/04/2014", "2013-02-29", "0.5.2014", 20141301])
def test_days_that_no_calendar_has(raw):
    assert said(date_of, raw, DAY_FIRST) == (
        "DATE_IMPOSSIBLE",
        f"“{raw}” is a day that no calendar has. Correct it.",
        f"“{raw}” er en dag, som ingen kalender har. Ret den.",
    )


@pytest.mark.parametrize(
    "raw",
    ["31.12.1899", "1899-12-31", "1. maj 1850", "01.01.10000", "10000-01-01", "99999-12-31",
     0, 1, 60, -1, -40000.5, 2_958_466, 1e9, 1e308, float("nan"), float("inf"),
     dt.date(1899, 12, 31), dt.datetime(1, 1, 1)],
)  # fmt: skip
def test_before_1900_and_after_9999(raw):
    assert said(date_of, raw, DAY_FIRST) == (
        "DATE_OUTSIDE",
        f"“{shown(raw)}” lies before the year 1900 or after 9999. Correct it.",
        f"“{shown(raw)}” ligger før år 1900 eller efter 9999. Ret den.",
    )


@pytest.mark.parametrize("raw", ["01.05.1914", "01.05.2140", 2014, "9999-12-31", 2_958_465])
def test_a_year_that_is_unlikely(raw):
    assert said(date_of, raw, DAY_FIRST) == (
        "DATE_UNLIKELY",
        f"{raw} is not between 01/01/1970 and 31/12/2099. Correct the year.",
        f"{raw} ligger ikke mellem 1.1.1970 og 31.12.2099. Ret årstallet.",
    )


@pytest.mark.parametrize(
    "raw", ["2014-05-01T22:00:00", "2014-05-01 23:00", dt.datetime(2014, 5, 1, 23), 41760 + 23 / 24]
)
def test_a_midnight_that_a_time_zone_has_moved_is_asked_about(raw):
    assert said(date_of, raw) == (
        "DATE_SHIFTED",
        f"“{shown(raw)}” may be midnight of the next day, moved by a time zone. Write the day"
        " without a time.",
        f"“{shown(raw)}” kan være midnat den næste dag, flyttet af en tidszone. Skriv dagen uden"
        " klokkeslæt.",
    )


def test_the_two_counts_of_days():
    assert day_of_serial(61) == dt.datetime(1900, 3, 1)
    assert day_of_serial(60) is None
    assert day_of_serial(0, from_1904=True) == dt.datetime(1904, 1, 1)
    assert day_of_serial(2_957_003, from_1904=True) == dt.datetime(9999, 12, 31)
    assert day_of_serial(2_957_004, from_1904=True) is None
    assert day_of_serial(41760.5) == dt.datetime(2014, 5, 1, 12)
    assert date_of(41760 - 1462, from_1904=True) == DAY


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["01.04.2008"], DAY_FIRST),
        (["01/02/2014", "13/02/2014"], DAY_FIRST),
        (["01/02/2014", "02/13/2014"], MONTH_FIRST),
        (["01-02-2014"], None),
        (["13/02/2014", "02/13/2014"], None),
        (["2014-02-01"], ISO),
        (["2014-02-01", "01/02/2014"], None),
        (["2014-02-01", "01.02.2014"], DAY_FIRST),
        (["1. maj 2014", "05/05/2014"], CLEAR),
        ([dt.date(2014, 5, 1), 41760, None, "tekst"], CLEAR),
        (["01-02-14"], None),
        (["15-02-14"], None),
        ([], CLEAR),
    ],
)
def test_the_evidence_of_a_column(samples, order):
    assert order_of(samples) == order


@given(
    days, st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%m-%Y", "%Y%m%d"])
)
def test_a_day_that_is_understood_is_understood_rightly(day, form):
    written = day.strftime(form)
    order = order_of([written])

    try:
        assert date_of(written, order) == day
    except CellFault as fault:
        assert fault.breach.code == "DATE_UNCLEAR"
        assert day.day <= 12


@given(days)
def test_the_number_of_a_day_is_that_day(day):
    assert date_of((day - dt.date(1899, 12, 30)).days) == day


@given(st.text("0123456789.-/ majT:", max_size=20), st.sampled_from(ORDERS))
def test_any_text_is_a_day_or_a_fault(text, order):
    try:
        assert EARLIEST <= date_of(text, order) <= LATEST
    except CellFault as fault:
        assert fault.breach.code.startswith(("DATE_", "CELL_EMPTY"))
