"""The evaluation's plan, self-evaluations, surveys, jobs for spouses, and counts by age."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from consortium.actions.base import NotAllowed
from grants.actions.indicators import FIELDS, set_indicator
from reporting.actions.delivery import CountRefused, count_indicator
from reporting.actions.drafts import ReportClosed
from reporting.actions.project_evaluations import (
    EvaluationPlanRefused,
    SelfEvaluationRefused,
    ask_question,
    evaluate_self,
    plan_evaluation,
)
from reporting.actions.spouses import SpouseRefused, count_spouses, end_pair, follow_up_pair
from reporting.actions.surveys import SurveyRefused, publish_survey, withdraw_survey
from reporting.models import (
    EvaluationPlan,
    MentorPair,
    PartnerReport,
    SelfEvaluation,
    SpouseCount,
    SurveyCell,
    SurveyTable,
)
from tests.copies import laid_out
from tests.reporting.results_story import COUNTS, pair, results_world, survey, survey_file
from tests.reporting.sentences import said


@pytest.fixture
def told(db):
    return laid_out(results_world)


def test_the_story_stands(told):
    assert EvaluationPlan.objects.get().questions.get().indicator == told.indicator
    assert SelfEvaluation.objects.get().mark == 4
    assert SpouseCount.objects.get().cases == 6
    assert SurveyCell.objects.count() == 4
    assert SurveyTable.objects.get().published_at
    assert len(MentorPair.objects.get().mentor_key) == 64


def test_there_is_no_place_for_a_case_file():
    """No column of a pair or a count takes words: keys and answers of a list alone."""
    for model in (MentorPair, SpouseCount):
        for column in model._meta.concrete_fields:
            words = column.get_internal_type() in ("TextField", "CharField")
            assert not words or column.choices or column.name.endswith("_key"), column.name


def test_a_plan_and_a_question_that_say_nothing_are_refused(told):
    plan = EvaluationPlan.objects.get()
    facts: dict[str, Any] = {
        "purpose": "A",
        "method": " ",
        "evaluator": "B",
        "due_on": dt.date(2015, 1, 1),
    }
    with pytest.raises(EvaluationPlanRefused) as refusal:
        plan_evaluation(told.grant, by=told.pm, at=told.clock(), **facts)
    assert said(refusal)[0].startswith(
        "A plan says what it is for, how it is carried out and by whom."
    )
    assert said(refusal, "da")[0].startswith("En plan siger, hvad den er til for")
    with pytest.raises(EvaluationPlanRefused):
        early = {**facts, "method": "C", "due_on": dt.date(2011, 1, 1)}
        plan_evaluation(told.grant, by=told.pm, at=told.clock(), **early)
    with pytest.raises(EvaluationPlanRefused):
        ask_question(plan, number=2, text="?", source=" ", by=told.pm, at=told.clock())
    with pytest.raises(NotAllowed):
        ask_question(plan, number=2, text="?", source="A", by=told.pu, at=told.clock())


def test_a_question_is_answered(told):
    plan = EvaluationPlan.objects.get()
    ask_question(
        plan,
        number=1,
        text="Når indsatsen virksomhederne?",
        source="Indikatorer",
        answer="Ja.",
        by=told.pm,
        at=told.clock(),
    )
    assert plan.questions.get().answer == "Ja."


def test_a_self_evaluation_has_a_mark_and_stays_with_its_report(told):
    with pytest.raises(SelfEvaluationRefused) as refusal:
        evaluate_self(told.draft, mark=6, worked="Alt.", by=told.pu, at=told.clock())
    assert said(refusal)[0].startswith("Give a mark from 1 to 5 and say what worked.")
    assert said(refusal, "da")[0].startswith("Giv en karakter fra 1 til 5")
    with pytest.raises(NotAllowed):
        evaluate_self(told.draft, mark=3, worked="Alt.", by=told.pm, at=told.clock())
    PartnerReport.objects.filter(pk=told.draft.pk).update(state="submitted")
    with pytest.raises(ReportClosed):
        evaluate_self(told.draft, mark=3, worked="Alt.", by=told.pu, at=told.clock())
    with pytest.raises(ReportClosed):
        count_spouses(told.draft, **COUNTS, by=told.pu, at=told.clock())


@pytest.mark.parametrize(
    ("text", "changes", "english", "danish"),
    [
        (
            "Svar;A\nJa;mange\n",
            {},
            "“Ja” holds “mange”, which is no count. Write whole numbers, and 0 for none.",
            "»Ja« indeholder »mange«, som ikke er et antal.",
        ),
        (
            "Svar;A\nJa;60\n",
            {},
            "The table counts 60 answers, but only 50 people answered.",
            "Tabellen tæller 60 svar, men kun 50 har svaret.",
        ),
        (
            "Svar;A\nJa;6\n",
            {"answered": 90},
            "90 have answered, but only 80 were invited.",
            "90 har svaret, men kun 80 var inviteret.",
        ),
        (
            "Svar;A\nJa;6\n",
            {"source": " "},
            "Say what was asked, whom, and where the counts are from.",
            "Skriv, hvad der blev spurgt om, hvem der blev spurgt, og hvor tallene er fra.",
        ),
    ],
)
def test_a_survey_that_is_no_table_of_counts_is_refused(told, text, changes, english, danish):
    with pytest.raises(SurveyRefused) as refusal:
        survey(told, text, **changes)
    assert said(refusal)[0].startswith(english)
    assert said(refusal, "da")[0].startswith(danish)
    assert SurveyTable.objects.count() == 1


def test_a_survey_is_withdrawn_with_its_reason_and_stays_so(told):
    with pytest.raises(SurveyRefused):
        publish_survey(told.survey, by=told.pm, at=told.clock())
    with pytest.raises(SurveyRefused) as refusal:
        withdraw_survey(told.survey, reason=" ", by=told.pm, at=told.clock())
    assert said(refusal)[0].startswith("Say why the table is withdrawn.")
    withdraw_survey(told.survey, reason="Forkert ark.", by=told.pm, at=told.clock())
    assert not SurveyTable.objects.standing().exists()
    with pytest.raises(SurveyRefused) as refusal:
        publish_survey(told.survey, by=told.pm, at=told.clock())
    assert said(refusal, "da")[0].startswith("Tabellen er trukket tilbage")
    assert survey(told).number == 2


def test_only_who_plans_takes_surveys_in(told):
    with pytest.raises(NotAllowed):
        survey(told, by=told.lc)
    assert survey_file().name == "svar.csv"


@pytest.mark.parametrize(
    ("changes", "english", "danish"),
    [
        (
            {"mentee": "Ana Silva: syg siden maj"},
            "Write first name and surname alone. They make a key and are not kept, and nothing "
            "else about a person is taken in here: there are no case files.",
            "Skriv kun fornavn og efternavn.",
        ),
        (
            {"mentor": "Ana Silva", "mentor_born": 1988},
            "Nobody is the mentor of himself or herself.",
            "Ingen er mentor for sig selv.",
        ),
        ({}, "This mentee is in a pair that has not ended.", "Denne mentee er i et par"),
        (
            {"consented_on": dt.date(2012, 6, 19), "started_on": dt.date(2012, 6, 18)},
            "Mentor and mentee agree first, and are matched then.",
            "Mentor og mentee siger først ja",
        ),
    ],
)
def test_a_pair_that_cannot_stand_is_refused(told, changes, english, danish):
    with pytest.raises(SpouseRefused) as refusal:
        pair(told, **changes)
    assert said(refusal)[0].startswith(english)
    assert said(refusal, "da")[0].startswith(danish)
    assert MentorPair.objects.count() == 1


def test_a_pair_ends_and_is_followed_up_six_months_later(told):
    now = told.clock()
    with pytest.raises(SpouseRefused) as refusal:
        follow_up_pair(
            told.pair, followed_up_on=now.date(), outcome="yes", by=told.pu, at=told.clock()
        )
    assert said(refusal)[0].startswith("The pair has not ended yet")
    ended = end_pair(told.pair, ended_on=now.date(), outcome="yes", by=told.pu, at=told.clock())
    assert ended.outcome == "yes"
    told.clock.move_to(2013, 1, 20)
    with pytest.raises(SpouseRefused):
        follow_up_pair(
            ended, followed_up_on=dt.date(2012, 12, 1), outcome="no", by=told.pu, at=told.clock()
        )
    done = follow_up_pair(
        ended, followed_up_on=dt.date(2013, 1, 15), outcome="no", by=told.pu, at=told.clock()
    )
    assert done.outcome_later == "no"
    with pytest.raises(NotAllowed):
        end_pair(told.pair, ended_on=now.date(), outcome="no", by=told.pm, at=told.clock())


def test_counts_of_spouses_that_do_not_fit_are_refused(told):
    with pytest.raises(SpouseRefused) as refusal:
        count_spouses(told.draft, **COUNTS | {"followed_up": 1}, by=told.pu, at=told.clock())
    assert said(refusal)[0].startswith("1 followed up so far, but earlier periods have only 0")
    assert said(refusal, "da")[0].startswith("1 er fulgt op indtil nu")


def test_a_count_by_age_status_and_ratio(told):
    terms = {name: getattr(told.indicator, name) for name in FIELDS}
    terms |= {"by_sex": False, "by_age": True, "by_status": True}
    terms |= {"over_time": "ratio", "over_partners": "ratio", "target": 70}
    indicator = set_indicator(
        told.grant, number=2, by=told.pm, at=told.clock(), **{**terms, "code": "in_job"}
    )
    parts: dict[str, Any] = {"under_18": 1, "from_55": 4, "inactive": 2, "employed": 3}
    facts = {"indicator": indicator, "evidence_note": "Liste", "by": told.pu}
    row = count_indicator(told.draft, value=5, out_of=9, at=told.clock(), **facts, **parts)
    assert (row.value, row.out_of, row.from_55, row.employed) == (5, 9, 4, 3)
    with pytest.raises(CountRefused) as refusal:
        count_indicator(told.draft, value=5, at=told.clock(), **facts, **parts)
    assert said(refusal)[0].startswith("“Deltagere i aktiviteter” is a ratio")
    with pytest.raises(CountRefused) as refusal:
        count_indicator(told.draft, value=6, out_of=9, at=told.clock(), **facts, **parts)
    assert [one.split("(")[0].strip() for one in said(refusal)] == [
        "The ages are 5 in all, but the total says 6.",
        "Unemployed, inactive and employed are 5 in all, but the total says 6.",
    ]
