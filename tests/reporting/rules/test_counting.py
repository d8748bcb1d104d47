"""What a count must add up to, what survey answers are, and what counts of spouses must fit."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.counting import AGES, STATUS, Asked, check_count, value_of
from reporting.rules.spouses import (
    InJob,
    check_counts,
    check_end,
    check_follow_up,
    check_only_a_name,
    check_pair,
)
from reporting.rules.surveys import check_sum, check_survey, read_answers


def codes(breaches):
    return [one.code for one in breaches]


@pytest.mark.parametrize(
    ("asked", "value", "out_of", "parts", "found"),
    [
        (Asked("A"), None, None, {}, ["NOT_COUNTED"]),
        (Asked("A"), 0, None, {}, []),
        (Asked("A", by_sex=True), 5, None, {"women": 4}, ["SEXES_DO_NOT_ADD_UP"]),
        (Asked("A"), 5, None, {"women": 4}, ["NOT_BY_SEX"]),
        (Asked("A", by_age=True), 5, None, {"under_18": 5}, []),
        (Asked("A", by_age=True), 5, None, {"under_18": 4}, ["PARTS_DO_NOT_ADD_UP"]),
        (Asked("A"), 5, None, {"from_55": 5}, ["PARTS_NOT_ASKED"]),
        (Asked("A", by_status=True), 5, None, {"inactive": 2, "employed": 3}, []),
        (Asked("A", by_status=True), 5, None, {"inactive": 2}, ["PARTS_DO_NOT_ADD_UP"]),
        (Asked("A"), 5, None, {"employed": 5}, ["PARTS_NOT_ASKED"]),
        (Asked("A", is_ratio=True), 5, None, {}, ["OUT_OF_MISSING"]),
        (Asked("A", is_ratio=True), 5, 4, {}, ["PART_ABOVE_WHOLE"]),
        (Asked("A", is_ratio=True), 4, 5, {}, []),
        (Asked("A"), 4, 5, {}, ["NO_RATIO"]),
    ],
)
def test_a_count_and_its_parts(asked, value, out_of, parts, found):
    assert codes(check_count(asked, value, out_of, parts)) == found


@given(st.dictionaries(st.sampled_from(AGES), st.integers(0, 99)))
def test_parts_alone_make_the_count(parts):
    asked = Asked("A", by_age=True)
    value = value_of(asked, None, parts)
    assert value == sum(parts.values())
    assert check_count(asked, value, None, parts) == []
    assert value_of(Asked("A"), None, parts) is None
    assert value_of(asked, 7, parts) == 7


def test_status_of_work_covers_everybody():
    assert set(STATUS) == {"unemployed", "long_term", "inactive", "employed"}


def test_answers_come_as_a_table_of_counts():
    lines: list[list[object]] = [
        ["Svar", "A", "B", "I alt"],
        ["Ja", 3, "20", 23],
        ["Nej", 12.0, 5, 17],
        ["I alt", 1],
    ]
    answers, faults = read_answers(lines)
    assert faults == []
    assert answers is not None
    assert answers.groups == ("A", "B")
    assert answers.answers == ("Ja", "Nej")
    assert answers.counts == ((3, 20), (12, 5))
    assert codes(check_sum(answers, 39)) == ["MORE_THAN_ANSWERED"]
    assert check_sum(answers, 40) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([["Svar", "A"]], ["NO_TABLE"]),
        ([["Svar", "A"], ["Ja", "mange"]], ["NO_COUNT"]),
        ([["Svar", "A"], ["Ja", -1]], ["NO_COUNT"]),
        ([["Svar", "A", "A"], ["Ja", 1, 2]], ["NAMES_MISSING"]),
        ([["Svar", "A"], ["x" * 121, 1]], ["FREE_TEXT"]),
        ([["Svar", "A"], ["010203-1234", 1]], ["FREE_TEXT"]),
        ([["Svar", "A"], *([f"P{n}", 1] for n in range(31))], ["LOOKS_LIKE_PERSONS"]),
    ],
)
def test_what_is_no_table_of_counts_is_told(lines, found):
    answers, faults = read_answers(lines)
    assert answers is None
    assert codes(faults) == found


def test_who_was_asked_and_when():
    day = dt.date(2014, 4, 1)
    facts = {"question": "Godt?", "source": "010203-1234"}
    assert codes(check_survey(facts, day, 5, 6, day)) == ["CPR_NUMBER", "TOO_MANY_ANSWERS"]
    assert codes(check_survey({}, day, 6, 6, day - dt.timedelta(days=1))) == ["NOT_ASKED_YET"]
    assert check_survey({}, day, 6, 6, day) == []


COUNTS = {"cases": 9, "offers": 4, "matches": 4, "followed_up": 5, "in_job": 5}
BEFORE = {"cases": 8, "followed_up": 3}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"matches": 5}, ["MORE_MATCHES_THAN_OFFERS"]),
        ({"in_job": 6}, ["MORE_JOBS_THAN_ASKED"]),
        ({"followed_up": 6}, ["FOLLOWED_UP_TOO_SOON"]),
    ],
)
def test_counts_of_spouses_fit(changes, found):
    assert codes(check_counts(COUNTS | changes, BEFORE)) == found


@pytest.mark.parametrize(
    ("in_job", "asked", "above"), [(0, 0, False), (7, 10, False), (71, 100, True), (8, 11, True)]
)
def test_more_than_seventy_per_cent_is_more(in_job, asked, above):
    assert InJob(in_job, asked).is_above is above


@pytest.mark.parametrize(
    "name",
    [
        "Ana Silva: syg siden maj",
        "Ana Silva (gift med chefen)",
        "Ana Silva 2012",
        "Ana\nSilva",
        "Ana Silva er ked af det og vil hjem",
        "A " + "x" * 80,
    ],
)
def test_a_name_is_no_place_for_a_case(name):
    assert codes(check_only_a_name({"mentee": name})) == ["NO_CASE_FILE"]
    assert check_only_a_name({"mentee": "Ana-Sofía O'Brien Silva"}) == []


def test_a_pair_is_agreed_matched_ended_and_followed_up_in_this_order():
    day = dt.date(2014, 1, 31)
    later = dt.date(2014, 7, 31)
    assert check_pair(day, day, day) == []
    assert codes(check_pair(later, day, day)) == ["NOT_MATCHED_YET"]
    assert codes(check_pair(day, later, later)) == ["NO_CONSENT_YET"]
    assert check_end(day, day, day) == []
    assert codes(check_end(later, day, later)) == ["END_OUT_OF_TIME"]
    assert codes(check_follow_up(None, later, later)) == ["NOT_ENDED"]
    assert codes(check_follow_up(day, dt.date(2014, 7, 30), later)) == ["FOLLOW_UP_TOO_SOON"]
    assert check_follow_up(day, later, later) == []
