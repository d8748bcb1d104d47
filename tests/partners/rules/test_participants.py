"""One person, one key; what is said of them decides whether they count (G-05)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from partners.rules.participants import (
    age_group,
    check_person,
    is_complete,
    normalised,
    pseudonym,
)

SECRET, OTHER = "00" * 32, "01" * 32
DAY = dt.date(2012, 6, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åse Nørgaard-Jensen", "  åse  nørgaard jensen "),
        ("A\u030ase Lund", "Åse Lund"),
        ("P. Hansen", "p hansen"),
    ],
)
def test_the_same_name_written_otherwise_is_the_same(one, other):
    assert normalised(one) == normalised(other)
    assert pseudonym(SECRET, one, 1980) == pseudonym(SECRET, other, 1980)


def test_another_person_year_or_project_is_another_key():
    key = pseudonym(SECRET, "Åse Lund", 1980)
    assert len(key) == 64
    assert "lund" not in key
    others = {
        pseudonym(SECRET, "Ase Lund", 1980),
        pseudonym(SECRET, "Åse Lund", 1981),
        pseudonym(OTHER, "Åse Lund", 1980),
    }
    assert len(others | {key}) == 4


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(name):
    assert normalised(normalised(name)) == normalised(name)


@given(st.integers(1902, 2012))
def test_everybody_has_one_age_group(year):
    assert age_group(year, DAY) in {"under_18", "18_29", "30_54", "from_55"}


@pytest.mark.parametrize(
    ("year", "group"),
    [
        (1995, "under_18"),
        (1994, "18_29"),
        (1983, "18_29"),
        (1982, "30_54"),
        (1958, "30_54"),
        (1957, "from_55"),
    ],
)
def test_the_age_groups_have_their_edges(year, group):
    assert age_group(year, DAY) == group


@pytest.mark.parametrize(
    ("name", "year", "code", "rule", "danish", "english"),
    [
        (
            "Åse",
            1980,
            "NAME_INCOMPLETE",
            "G-05",
            "Skriv fornavn og efternavn: de danner nøglen og gemmes ikke.",
            "Write first name and surname: they make the key, and are not kept.",
        ),
        (
            "Åse Lund",
            1890,
            "BIRTH_YEAR_WRONG",
            "G-05",
            "1890 er ikke et fødselsår for nogen, der deltog i 2012.",
            "1890 is no birth year of somebody who took part in 2012.",
        ),
        (
            "Åse Lund 010203-1234",
            1980,
            "CPR_NUMBER",
            "G-01",
            "Navnet indeholder noget, der læses som et CPR-nummer. CPR-numre gemmes aldrig her: "
            "skriv navnet alene.",
            "The name holds what reads as a CPR number. CPR numbers are never stored here: write "
            "the name alone.",
        ),
    ],
)
def test_who_cannot_be_told_apart_is_refused(name, year, code, rule, danish, english):
    [breach] = check_person(name, year, DAY)
    about = "birth_year" if code == "BIRTH_YEAR_WRONG" else "name"
    assert (breach.code, breach.rule, breach.subject) == (code, rule, about)
    assert (sentence_text(breach, "da"), sentence_text(breach, "en")) == (danish, english)


@pytest.mark.parametrize(
    ("year", "is_possible"), [(1901, False), (1902, True), (2012, True), (2013, False)]
)
def test_a_birth_year_lies_within_a_lifetime(year, is_possible):
    assert (check_person("Åse Lund", year, DAY) == []) is is_possible


def test_only_complete_records_count():
    full = {"sex": "women", "age_group": "18_29", "work": "employed", "education": "isced_5_8"}
    assert is_complete(full)
    assert not any(is_complete({**full, name: ""}) for name in full)
