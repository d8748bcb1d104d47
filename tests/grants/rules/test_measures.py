"""What a proposal, a status and a counting rule must say; how a copied table is read (C28)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.rules.refusals import Refused
from grants.rules.fundinggrid import read_grid
from grants.rules.fundingtable import FundingRow, FundingTable, Index, check_index, converted
from grants.rules.measures import (
    FLAGS,
    STATUS_CODES,
    CountingRule,
    MeasureFacts,
    StatusFacts,
    check_counting,
    check_links,
    check_measure,
    check_status,
    progress,
)
from grants.rules.notes import Compared, check_stated, check_text, filled
from grants.rules.statuslinks import check_link

YEARS = (2024, 2025, 2026, 2027, 2028)
FACTS = MeasureFacts(1, "Velkomstpakke", "receive", is_own=True, is_running=False)
DAY = dt.date(2025, 2, 1)


def codes(breaches):
    return [one.code for one in breaches]


@pytest.mark.parametrize(
    ("change", "owners", "wanted"),
    [
        ({}, ["KFF"], []),
        ({}, ["KFF", "BIF", "ØKF"], []),
        ({}, [], ["OWNERS_WRONG"]),
        ({}, ["A", "B", "C", "D"], ["OWNERS_WRONG"]),
        ({}, ["A", "A"], ["OWNER_TWICE"]),
        ({"number": 0}, ["A"], ["NUMBER_WRONG"]),
        ({"title": " "}, ["A"], ["TITLE_MISSING"]),
        ({"phase": "later"}, ["A"], ["PHASE_UNKNOWN"]),
        ({"text": "010190-1234"}, ["A"], ["CPR_NUMBER"]),
    ],
)
def test_a_proposal(change, owners, wanted):
    assert codes(check_measure(replace(FACTS, **change), owners)) == wanted


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("running", "I gang.", []),
        ("odd", "I gang.", ["STATUS_UNKNOWN"]),
        ("running", " ", ["STATUS_SILENT"]),
        ("running", "010190-1234", ["CPR_NUMBER"]),
    ],
)
def test_a_status(code, text, wanted):
    assert codes(check_status(StatusFacts(code, text, DAY), 7)) == wanted


@pytest.mark.parametrize(
    ("rule", "reason", "wanted"),
    [
        (CountingRule(frozenset({"running"})), "Aftalt", []),
        (CountingRule(frozenset()), "Aftalt", ["RULE_EMPTY"]),
        (CountingRule(frozenset({"running"})), "", ["REASON_MISSING"]),
        (CountingRule(frozenset({"odd"})), "Aftalt", ["CODE_UNKNOWN"]),
        (CountingRule(frozenset({"running"}), frozenset({"odd"})), "Aftalt", ["CODE_UNKNOWN"]),
    ],
)
def test_a_counting_rule(rule, reason, wanted):
    assert codes(check_counting(rule, reason)) == wanted


def test_links_lead_to_other_proposals():
    assert check_links(12, [16], {12, 16}) == []
    assert codes(check_links(12, [12, 99], {12})) == ["SEES_ITSELF", "SEES_NOTHING"]


STATUS = st.tuples(st.sampled_from(STATUS_CODES), st.sets(st.sampled_from(FLAGS)))


@given(
    st.dictionaries(st.integers(1, 99), STATUS, max_size=6),
    st.frozensets(st.sampled_from(STATUS_CODES)),
    st.frozensets(st.sampled_from(FLAGS)),
)
def test_a_stricter_rule_never_counts_more(statuses, counted, but_not):
    loose, strict = CountingRule(counted), CountingRule(counted, but_not)
    assert set(progress(strict, statuses)) <= set(progress(loose, statuses))
    assert all(statuses[one][0] in counted for one in progress(loose, statuses))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fremdrift på {progress} af {measures}.", []),
        ("Fremdrift på {progres}.", ["COUNT_UNKNOWN"]),
        ("Fremdrift på 20 ud af 43 løsningsforslag.", ["COUNT_TYPED"]),
        ("Der er 22 barrierer.", ["COUNT_TYPED"]),
        ("Bevilget 23,5 millioner kroner den 14. december 2023.", []),
        ("010190-1234", ["CPR_NUMBER"]),
    ],
)
def test_a_text_of_the_note_types_no_count(text, wanted):
    assert codes(check_text(text)) == wanted


def test_counts_are_filled_in():
    assert filled("{progress} af {measures}", {"progress": 20, "measures": 43}) == "20 af 43"


def test_a_difference_needs_its_reason():
    assert check_stated(Compared("listed", 7, 7, "Bilag 2")) == []
    assert codes(check_stated(Compared("listed", 20, 7, "Bilag 2"))) == ["DIFFERENCE_UNEXPLAINED"]
    assert check_stated(Compared("listed", 20, 7, "Bilag 2", "Kun 7 vises.")) == []
    assert codes(check_stated(Compared("odd", 1, 1, ""))) == ["COUNT_UNKNOWN"]


def test_a_link_opens_until_two_weeks_after_the_day():
    due = dt.date(2025, 3, 1)
    assert check_link(due, dt.date(2025, 3, 15), is_closed=False) == []
    assert codes(check_link(due, dt.date(2025, 3, 16), is_closed=False)) == ["LINK_EXPIRED"]
    assert codes(check_link(due, due, is_closed=True)) == ["ROUND_CLOSED"]


def test_tabs_keep_the_blanks_where_they_are():
    row = read_grid("Midler\nVelkomstpakke\t\t800\t1.300\t1.300\t1.300\t4.700", YEARS)[0]
    assert row.group == "Midler"
    assert row.cells == (None, D(800), D(1300), D(1300), D(1300))
    assert (row.printed, row.doubt) == (D(4700), None)


def test_lost_blanks_are_asked_about():
    row = read_grid("Velkomstpakke 800 1.300 1.300 1.300 4.700", YEARS)[0]
    assert row.cells == (D(800), D(1300), D(1300), D(1300), None)
    assert row.doubt is not None
    assert (row.printed, row.doubt.code) == (D(4700), "BLANKS_UNKNOWN")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A\t1\t2\t3\t4\t5\t16", "ROW_TOTAL"),
        ("A\t1\tx\t3\t4\t5\t13", "NO_AMOUNT"),
        ("A 1 2 3 4 5 6 22", "TOO_MANY_AMOUNTS"),
    ],
)
def test_a_doubtful_row_says_why(line, code):
    doubt = read_grid(line, YEARS)[0].doubt
    assert doubt is not None
    assert doubt.code == code


def test_a_full_row_needs_no_question():
    row = read_grid("Kilde 1 2 3 4 5 15", YEARS)[0]
    assert row.cells == (D(1), D(2), D(3), D(4), D(5))
    assert row.doubt is None


@given(st.lists(st.none() | st.integers(0, 99999), min_size=5, max_size=5))
def test_a_parted_row_reads_back_as_it_was_written(cells):
    if all(cell is None for cell in cells):
        return
    line = "Kilde\t" + "\t".join("" if cell is None else str(cell) for cell in cells)
    assert list(read_grid(line, YEARS)[0].cells) == cells


def test_conversion_needs_an_index_with_its_source():
    table = FundingTable((2024, 2025), (FundingRow("G", "A", (D(1000), None)),), "2024 p/l")
    index = Index("2024 p/l", "2025 p/l", D("1.0365"), "KL, budgetvejledning")
    there = converted(table, index)
    assert there.price_level == "2025 p/l"
    assert there.rows[0].cells == (D(1037), None)
    assert codes(check_index(replace(index, source=" "))) == ["INDEX_UNSOURCED"]
    assert codes(check_index(replace(index, factor=D(0)))) == ["INDEX_WRONG"]
    assert codes(check_index(replace(index, second=index.first))) == ["INDEX_IDLE"]
    with pytest.raises(Refused, match="begins at 2025 p/l price level, the table stands at 2024"):
        converted(table, replace(index, first="2025 p/l", second="2026 p/l"))
