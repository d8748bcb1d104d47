"""T6 with milestones and ratios, the common indicators, and the paper of the evaluation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from grants.models import Indicator
from grants.rules.indicators import Figure
from partners.actions.participants import register_participant
from reporting.actions.documents import submit_document
from reporting.documents.charts_counts import period_chart, targets_chart
from reporting.documents.parts import PROJECT_EVALUATION
from reporting.documents.project_evaluation import in_job_words, project_evaluation
from reporting.documents.t_indicators import (
    common_table,
    figure_cell,
    indicator_table,
    targets_picture,
)
from reporting.documents.tables import Words
from reporting.models import PartnerReport
from reporting.queries.common_indicators import SEXES, common_counts
from reporting.queries.indicators import Standing, standings_of, steps_of
from reporting.rules.spouses import InJob
from tests.copies import laid_out
from tests.reporting.paperwork import counted
from tests.reporting.results_story import results_world

FIVE = Figure(Fraction(5))


def counted_world():
    """The same, with the report verified as far as its counts go."""
    world = results_world()
    counted(world, world.draft)
    PartnerReport.objects.filter(pk=world.draft.pk).update(state="verified")
    return world


@pytest.fixture
def told(db):
    return laid_out(counted_world)


def test_an_indicator_stands_against_its_milestone(told):
    (one,) = standings_of(told.grant, told.periods[0])
    assert (one.this, one.cumulative, one.state) == (FIVE, FIVE, "below")
    assert one.share == Fraction(5, 4000)
    (row,) = indicator_table([one]).rows
    assert [cell if isinstance(cell, int) else str(cell) for cell in row.cells[3:7]] == [
        4000,
        "500–800",
        5,
        5,
    ]
    steps = steps_of(told.indicator)
    assert [step.cumulative.part if step.cumulative else None for step in steps][:2] == [5, None]


def test_the_database_and_the_rule_add_up_alike(told):
    by_database = standings_of(told.grant, told.periods[0])[0]
    by_rule = steps_of(told.indicator)[0]
    assert (by_database.this, by_database.cumulative) == (by_rule.this, by_rule.cumulative)
    # The same counts, added up otherwise, are read one by one.
    Indicator.objects.update(over_time="max")
    assert standings_of(told.grant, told.periods[0])[0].cumulative == by_rule.cumulative


def test_a_ratio_is_told_with_both_its_sides():
    assert figure_cell(None) == 0
    told = [
        figure_cell(Figure(Fraction(36), Fraction(48))),
        figure_cell(Figure(Fraction(1), Fraction(3))),
        figure_cell(Figure(Fraction(0), Fraction(0))),
        figure_cell(Figure(Fraction(7, 2))),
    ]
    assert told == [
        Words("36 af 48 (75 procent)", "36 of 48 (75 per cent)"),
        Words("1 af 3 (33,3 procent)", "1 of 3 (33.3 per cent)"),
        Words("0 af 0", "0 of 0"),
        Words("3,5", "3.5"),
    ]


def test_the_target_of_a_ratio_is_per_cent_wherever_it_stands():
    """ "71" beside "36 of 48" would be taken for a count, and 0 for a result."""
    share = Indicator(
        number=1,
        name_da="I job",
        name_en="In a job",
        unit_da="ægtefæller",
        unit_en="spouses",
        target=71,
        over_partners="ratio",
    )
    count = Indicator(number=2, name_da="Møder", name_en="Meetings", target=1200)
    rows = [
        Standing(share, None, Figure(Fraction(36), Fraction(48)), dict.fromkeys(SEXES, 0)),
        Standing(count, None, None, dict.fromkeys(SEXES, 0)),
    ]
    table = indicator_table(rows)
    told = [[row.cells[table.place(name)] for name in ("target", "this")] for row in table.rows]
    assert told == [[Words("71 procent", "71 per cent"), None], [1200, 0]]
    [picture] = targets_picture(rows)
    assert [row[0] for row in picture.rows] == [
        Words("I job, procent", "In a job, per cent"),
        Words("Møder", "Meetings"),
    ]


def test_charts_say_in_words_what_they_show():
    rows = [("Deltagere", Decimal(4000), Decimal(5)), ("Uden mål", Decimal(0), Decimal(3))]
    chart = targets_chart(rows, "en")
    assert chart.description == "Deltagere: 5 of 4,000. Uden mål: 3, no target."
    assert chart.rows[0] == ("Deltagere", "4,000", "5")
    assert "<title" in chart.svg
    assert period_chart("Deltagere", rows, "da").title == "Deltagere"


def test_a_person_counts_once_and_only_with_all_answers(told):
    facts = {"sex": "women", "work": "long_term", "education": "isced_5_8"}
    people = [
        ("Ana Silva", 1988, facts),
        ("Bo Lind", 1950, {**facts, "sex": "men", "work": "employed"}),
        ("Cai Dam", 1990, {**facts, "work": ""}),
    ]
    for name, born, answers in people:
        register_participant(
            told.aarhus.organisation,
            grant_ref=told.grant.ref,
            name=name,
            birth_year=born,
            started_on=told.clock().date(),
            by=told.pu,
            at=told.clock(),
            **answers,
        )
    counts = common_counts(told.grant)
    by_code = {one.code: (one.women, one.men, one.total) for one in counts.rows}
    assert by_code["unemployed"] == by_code["long_term"] == (1, 0, 1)
    assert by_code["employed"] == by_code["from_55"] == (0, 1, 1)
    assert by_code["isced_5_8"] == (1, 1, 2)
    assert (counts.total.total, counts.incomplete) == (2, 1)
    assert common_table(counts).rows[-1].cells[1:] == (1, 1, 0, 2)


def test_the_paper_tells_everything_and_no_small_count(told):
    paper = project_evaluation(told.grant, told.clock())
    titles = [section.title.en for section in paper.sections]
    assert titles == [
        "Plan of the evaluation",
        "Questions and answers",
        "Before the project",
        "Jobs for spouses",
    ]
    tables = {table.code: table for table in paper.tables}
    assert list(tables) == ["E1", "E2", "E3", "E4.1"]
    assert tables["E2"].rows[0].cells[3] == "Kurserne."
    spouses = [str(cell) for cell in tables["E3"].rows[0].cells[1:]]
    assert spouses[0] == "6"
    assert spouses[1:3] == ["skjult", "skjult"]
    answers = [str(cell) for row in tables["E4.1"].rows for cell in row.cells[1:]]
    assert "3" not in answers
    assert len(paper.charts) == 1


def test_the_paper_is_frozen_by_who_signs(told):
    made = submit_document(PROJECT_EVALUATION, told.grant, None, by=told.ls, at=told.clock())
    assert made.kind == PROJECT_EVALUATION


def test_a_share_of_few_is_not_told():
    assert in_job_words(InJob(0, 0)).en.startswith("No pair has ended yet")
    assert in_job_words(InJob(9, 12)).en.startswith("Too few pairs")
    assert "75.0%" in in_job_words(InJob(15, 20)).en
    assert "Not above the comparison." in in_job_words(InJob(14, 20)).en
