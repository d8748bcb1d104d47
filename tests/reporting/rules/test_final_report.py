"""A final report is whole, or says what is missing (rules.md 3.0, 5.1)."""

from __future__ import annotations

import datetime as dt

import pytest

from consortium.queries.texts import sentence_text
from reporting.rules.final_report import SECTIONS, check_texts, check_visit

FIRST, TODAY = dt.date(2012, 3, 1), dt.date(2015, 9, 1)


def test_each_empty_section_is_named():
    texts = dict.fromkeys(SECTIONS, "Skrevet.") | {"lessons": "  "}
    [breach] = check_texts(texts)
    assert breach.subject == "lessons"
    assert sentence_text(breach, "en") == (
        "The final report says nothing of the main lessons. Write it first."
    )
    assert sentence_text(breach, "da") == (
        "Slutrapporten siger intet om de vigtigste erfaringer. Skriv det først."
    )
    assert check_texts(dict.fromkeys(SECTIONS, "Skrevet.")) == []
    assert [breach.subject for breach in check_texts({})] == list(SECTIONS)


@pytest.mark.parametrize(
    ("on", "by", "note"),
    [(None, "Ma", "Set."), (FIRST, " ", "Set."), (FIRST, "Ma", " ")],
)
def test_a_visit_has_day_person_and_note(on, by, note):
    [breach] = check_visit(on, by, note, starts_on=FIRST, today=TODAY)
    assert breach.code == "VISIT_MISSING"
    assert sentence_text(breach, "en") == (
        "The site visit is not noted. Write its day, who made it and what was found; without it "
        "the final report is not sent."
    )
    assert sentence_text(breach, "da") == (
        "Kontrolbesøget er ikke noteret. Skriv dagen, hvem der aflagde det, og hvad der blev "
        "fundet; uden det sendes slutrapporten ikke."
    )


@pytest.mark.parametrize("on", [FIRST - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)])
def test_a_visit_lies_in_the_project_and_not_ahead(on):
    [breach] = check_visit(on, "Ma", "Set.", starts_on=FIRST, today=TODAY)
    assert breach.code == "VISIT_DAY"
    assert "1.3.2012" in sentence_text(breach, "da")


@pytest.mark.parametrize("on", [FIRST, TODAY])
def test_the_first_and_the_last_day_count(on):
    assert check_visit(on, "Ma", "Set.", starts_on=FIRST, today=TODAY) == []
