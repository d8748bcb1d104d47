"""What can be chosen for a report of one's own, and on which days it is made again."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.queries.texts import sentence_text
from reporting.rules.building import (
    HALF_YEARLY,
    MONTHLY,
    QUARTERLY,
    STEPS,
    Choice,
    Known,
    Rhythm,
    check_choice,
    check_name,
    check_recipients,
    check_rhythm,
    next_day,
    periods_of,
    table_count,
)

KNOWN = Known(frozenset({"T1", "T5"}), frozenset({"O1"}), (1, 2, 3), (1, 2), (0, 1, 2))
GOOD = Choice(("T1", "O1"), ("1", "2"), (1,), "da", "xlsx")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        # The day of the month itself is past: next month's comes.
        (Rhythm(MONTHLY, 15), "2014-04-15", "2014-05-15"),
        (Rhythm(MONTHLY, 15), "2014-04-14", "2014-04-15"),
        # A month's end: 31 in a short month, in February, in a leap year, over the new year.
        (Rhythm(MONTHLY, 31), "2014-01-31", "2014-02-28"),
        (Rhythm(MONTHLY, 31), "2014-02-28", "2014-03-31"),
        (Rhythm(MONTHLY, 30), "2016-01-30", "2016-02-29"),
        (Rhythm(MONTHLY, 31), "2014-12-31", "2015-01-31"),
        # A quarter is counted from its first month.
        (Rhythm(QUARTERLY, 31), "2014-01-31", "2014-04-30"),
        (Rhythm(QUARTERLY, 1, 2), "2014-03-01", "2014-05-01"),
        (Rhythm(QUARTERLY, 1, 11), "2014-03-01", "2014-05-01"),
        # A half-year too, and it goes round the year.
        (Rhythm(HALF_YEARLY, 31, 2), "2014-02-28", "2014-08-31"),
        (Rhythm(HALF_YEARLY, 29, 8), "2015-08-29", "2016-02-29"),
        (Rhythm(HALF_YEARLY, 1), "2014-07-01", "2015-01-01"),
    ],
)
def test_the_next_day(rhythm, after, expected):
    assert next_day(rhythm, day(after)) == day(expected)


rhythms = st.builds(Rhythm, st.sampled_from(sorted(STEPS)), st.integers(1, 31), st.integers(1, 12))
days = st.dates(dt.date(2007, 1, 1), dt.date(2040, 1, 1))


@given(rhythms, days)
def test_a_day_lies_ahead_in_a_month_of_the_rhythm(rhythm, after):
    found = next_day(rhythm, after)
    step = STEPS[rhythm.every]
    assert after < found
    assert (found.month - rhythm.first_month) % step == 0
    assert found.day == min(rhythm.day, calendar.monthrange(found.year, found.month)[1])
    assert (found - after).days <= 31 * step


@given(rhythms, days)
def test_no_day_is_left_out(rhythm, after):
    """Every day before the next one gives the same next one."""
    found = next_day(rhythm, after)
    assert next_day(rhythm, found - dt.timedelta(days=1)) == found


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (("2", "1", "2"), (1, 2)),
        (("latest",), (2,)),
        (("all",), (1, 2)),
        (("latest", "1"), (1, 2)),
        ((), ()),
    ],
)
def test_the_periods_that_are_meant(periods, expected):
    assert periods_of(replace(GOOD, periods=periods), KNOWN) == expected


def test_a_table_of_a_period_stands_once_for_each():
    assert table_count(GOOD, KNOWN) == 3
    assert table_count(replace(GOOD, tables=("O1",)), KNOWN) == 1


def test_a_choice_goes_through_json():
    assert Choice.from_json(GOOD.to_json()) == GOOD
    assert Choice.from_json({}) == Choice((), (), (), "", "")


def test_a_good_choice_is_not_refused():
    assert check_choice(GOOD, KNOWN) == []
    # What stands for the whole grant needs no period.
    assert check_choice(replace(GOOD, tables=("O1",), periods=()), KNOWN) == []


@pytest.mark.parametrize(
    ("change", "field", "english", "danish"),
    [
        (
            {"tables": ()},
            "tables",
            "Choose at least one table.",
            "Vælg mindst én tabel.",
        ),
        (
            {"tables": ("T1", "Z9")},
            "tables",
            "There is no table “Z9”. Choose from the list.",
            "Der er ingen tabel “Z9”. Vælg fra listen.",
        ),
        (
            {"periods": ("9",)},
            "periods",
            "The grant has no period “9”.",
            "Tilsagnet har ingen periode “9”.",
        ),
        (
            {"periods": ("3",)},
            "periods",
            "Period 3 has not begun, so there is nothing to tell of it yet.",
            "Periode 3 er ikke begyndt, så der er intet at fortælle om den endnu.",
        ),
        (
            {"periods": ()},
            "periods",
            "Choose at least one period: T1 tell of a period.",
            "Vælg mindst én periode: T1 handler om en periode.",
        ),
        (
            {"partners": (7,)},
            "partners",
            "The grant has no partner with the number 7.",
            "Tilsagnet har ingen partner med nummer 7.",
        ),
        (
            {"language": "fr"},
            "language",
            "Choose Danish or English.",
            "Vælg dansk eller engelsk.",
        ),
        (
            {"format": "doc"},
            "format",
            "Choose PDF, XLSX, CSV or JSON.",
            "Vælg PDF, XLSX, CSV eller JSON.",
        ),
    ],
)
def test_what_is_refused_says_so_beside_its_field(change, field, english, danish):
    [breach] = check_choice(replace(GOOD, **change), KNOWN)
    assert breach.subject == field
    assert sentence_text(breach, "en") == english
    assert sentence_text(breach, "da") == danish


def test_too_many_tables():
    many = Known(KNOWN.of_period, KNOWN.of_grant, range(1, 241), tuple(range(1, 241)), ())
    [breach] = check_choice(replace(GOOD, periods=("all",), partners=()), many)
    assert breach.code == "TOO_MANY_TABLES"
    assert sentence_text(breach, "en").startswith("The report would have 241 tables; at most 240")
    assert sentence_text(breach, "da").startswith("Rapporten ville få 241 tabeller; højst 240")


@pytest.mark.parametrize(
    ("rhythm", "field", "english", "danish"),
    [
        (
            Rhythm("weekly", 1),
            "every",
            "Choose every month, every quarter or every half-year.",
            "Vælg hver måned, hvert kvartal eller hvert halvår.",
        ),
        (
            Rhythm(MONTHLY, 32),
            "day",
            "The day of the month is a number from 1 to 31, not 32.",
            "Dagen i måneden er et tal fra 1 til 31, ikke 32.",
        ),
        (
            Rhythm(MONTHLY, 0),
            "day",
            "The day of the month is a number from 1 to 31, not 0.",
            "Dagen i måneden er et tal fra 1 til 31, ikke 0.",
        ),
        (
            Rhythm(MONTHLY, 1, 13),
            "first_month",
            "The first month is a number from 1 to 12, not 13.",
            "Den første måned er et tal fra 1 til 12, ikke 13.",
        ),
    ],
)
def test_a_rhythm_that_cannot_be(rhythm, field, english, danish):
    [breach] = check_rhythm(rhythm)
    assert breach.subject == field
    assert sentence_text(breach, "en") == english
    assert sentence_text(breach, "da") == danish


@pytest.mark.parametrize("edge", [Rhythm(MONTHLY, 1, 1), Rhythm(HALF_YEARLY, 31, 12)])
def test_a_rhythm_at_the_edge_is_good(edge):
    assert check_rhythm(edge) == []


@pytest.mark.parametrize(
    ("name", "english", "danish"),
    [
        ("  ", "Give the template a name.", "Giv skabelonen et navn."),
        (
            "Halvår ",
            "The grant has a template called “Halvår” already. Choose another name.",
            "Tilsagnet har allerede en skabelon, der hedder “Halvår”. Vælg et andet navn.",
        ),
        (
            "HALVÅR",
            "The grant has a template called “HALVÅR” already. Choose another name.",
            "Tilsagnet har allerede en skabelon, der hedder “HALVÅR”. Vælg et andet navn.",
        ),
    ],
)
def test_a_name_that_cannot_be(name, english, danish):
    [breach] = check_name(name, ["Halvår"])
    assert sentence_text(breach, "en") == english
    assert sentence_text(breach, "da") == danish
    assert check_name("Kvartal", ["Halvår"]) == []


def test_recipients_can_read():
    assert check_recipients([1], {1, 2}, {1: "Bo"}) == []
    [nobody] = check_recipients([], {1}, {})
    assert sentence_text(nobody, "en") == (
        "Choose at least one person who is told when the report is ready."
    )
    [outsider] = check_recipients([1, 3], {1, 2}, {1: "Bo", 3: "Ida"})
    assert sentence_text(outsider, "en") == (
        "Ida has no seat on the grant that reads its rows, and could not open the report. Give "
        "the person a seat first, or choose somebody else."
    )
    assert sentence_text(outsider, "da") == (
        "Ida har ingen plads på tilsagnet, der giver adgang til dets poster, og kunne ikke åbne "
        "rapporten. Giv personen en plads først, eller vælg en anden."
    )
