"""What comes of a project: targets, figures from before, its evaluation, a survey, a pair."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.actions.indicator_plans import keep_baseline, set_target
from reporting.actions.project_evaluations import ask_question, evaluate_self, plan_evaluation
from reporting.actions.spouses import count_spouses, match_pair
from reporting.actions.surveys import publish_survey, take_in_survey
from reporting.models import PartnerReport, SurveyTable
from tests.cast import signed_grant
from tests.reporting.paperwork import begin

COUNTS: dict[str, Any] = {"cases": 6, "offers": 4, "matches": 3, "followed_up": 0, "in_job": 0}
TABLE = "Svar;Virksomheder;Medarbejdere;I alt\nJa;3;20;23\nNej;12;15;27\nI alt;15;35;50\n"


def survey_file(text: str = TABLE) -> SimpleUploadedFile:
    """A table of counts as a sheet."""
    return SimpleUploadedFile("svar.csv", text.encode(), content_type="text/csv")


def survey(world: SimpleNamespace, text: str = TABLE, **changes: Any) -> SurveyTable:
    """The lead takes in the counts of a survey that 50 of 80 have answered."""
    now = world.clock()
    facts = {
        "by": world.pm,
        "question": "Har I fået den hjælp, I havde brug for?",
        "audience": "Virksomheder og medarbejdere",
        "asked_on": now.date() - dt.timedelta(days=2),
        "invited": 80,
        "answered": 50,
        "source": "Spørgeskema (test)",
    }
    sheet = survey_file(text)
    return take_in_survey(world.grant, sheet=sheet, at=now, **{**facts, **changes})


def pair(world: SimpleNamespace, **changes: Any) -> Any:
    """Aarhus matches a mentor and a mentee."""
    day = world.clock().date() - dt.timedelta(days=3)
    facts = {
        "mentor": "Mette Holm",
        "mentor_born": 1975,
        "mentee": "Ana Silva",
        "mentee_born": 1988,
        "consented_on": day,
        "started_on": day,
    }
    return match_pair(world.aarhus, by=world.pu, at=world.clock(), **{**facts, **changes})


def planned(world: SimpleNamespace) -> None:
    """A target, what was before, and the plan of the evaluation with its first question."""
    by = world.pm
    set_target(
        world.indicator,
        world.periods[0],
        minimum=500,
        maximum=800,
        is_milestone=True,
        by=by,
        at=world.clock(),
    )
    keep_baseline(
        world.grant,
        code="schools",
        name_da="Internationale skoler",
        name_en="International schools",
        year=2007,
        value=1,
        source="003",
        by=by,
        at=world.clock(),
    )
    plan = plan_evaluation(
        world.grant,
        purpose="At lære af indsatsen.",
        method="Tal og spørgeskemaer.",
        evaluator="Erhverv Aarhus",
        due_on=dt.date(2015, 6, 1),
        by=by,
        at=world.clock(),
    )
    world.question = ask_question(
        plan,
        number=1,
        text="Når indsatsen virksomhederne?",
        source="Indikatorer",
        indicator=world.indicator,
        by=by,
        at=world.clock(),
    )


def told_of(report: PartnerReport, world: SimpleNamespace) -> None:
    """What the partner says of its half year, and its jobs for spouses."""
    evaluate_self(report, mark=4, worked="Kurserne.", by=world.pu, at=world.clock())
    count_spouses(report, **COUNTS, by=world.pu, at=world.clock())


def with_results(world: SimpleNamespace) -> None:
    """All of it, in a world with an open report in ``world.draft``."""
    planned(world)
    told_of(world.draft, world)
    world.survey = survey(world)
    publish_survey(world.survey, by=world.pm, at=world.clock())
    world.pair = pair(world)


def results_world() -> SimpleNamespace:
    """A signed grant with an open report, and everything above."""
    world = signed_grant()
    world.draft = begin(world)
    with_results(world)
    return world
