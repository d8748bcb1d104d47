"""Results of the demo: targets by period, what 003 tells of before, evaluation, jobs for spouses.

Figures from before are those of 003. Counts, answers and people are demo data, and say so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.models import User
from grants.actions.indicator_plans import keep_baseline, set_target
from grants.actions.indicators import set_indicator
from grants.models import Indicator
from grants.rules.indicators import RATIO
from partners.actions.participants import register_participant
from reporting.actions.delivery import count_indicator
from reporting.actions.project_evaluations import ask_question, evaluate_self, plan_evaluation
from reporting.actions.spouses import count_spouses, end_pair, follow_up_pair, match_pair
from reporting.actions.surveys import publish_survey, take_in_survey
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.management.demo.promise import Promise
from reporting.models import EvaluationPlan, PartnerReport

FROM_003 = "Oplæg til Vækstforum: Videreførelse af indsatsen (003)"
# What 003 tells of 2007 and of the end of the first phase (Randers opens in 2012).
BASELINE = (
    ("schools", "Internationale skoler", "International schools", {2007: 1, 2011: 5}),
    ("ib", "IB-gymnasier", "Upper secondary schools with IB", {2007: 2, 2011: 4}),
    ("consortia", "Lokale konsortier", "Local consortia", {2011: 7}),
)
QUESTIONS = (
    ("Har flere virksomheder fået hjælp til at modtage udenlandske medarbejdere?", 1),
    ("Er den offentlige modtagelse blevet lettere for de udenlandske medarbejdere?", None),
    ("Kommer medfølgende ægtefæller i job?", 2),
)
WORKED = (
    "Individuel vejledning af virksomheder nåede længere end store møder (demotekst).",
    "De sociale arrangementer samlede mange, også dem der ikke kom til kurser (demotekst).",
    "Samarbejdet om virksomhedsnetværket på tværs af konsortierne (demotekst).",
)
HINDERED = "Færre nytilkomne end ventet efter krisen (demotekst)."
LEARNED = "Vi holder færre og mindre møder og følger op enkeltvis (demotekst)."
# Matched, ended, in a job then, in a job six months later; None has not come to it yet.
PAIRS = (
    ("2012-10-01", "2013-01-31", "yes", "yes"),
    ("2012-10-01", "2013-01-31", "yes", "yes"),
    ("2012-10-08", "2013-02-08", "no", "yes"),
    ("2013-02-04", "2013-05-31", "yes", "yes"),
    ("2013-02-04", "2013-05-31", "yes", "no"),
    ("2013-03-01", "2013-06-28", "yes", "yes"),
    ("2013-08-19", "2013-12-13", "yes", None),
    ("2013-08-19", "2013-12-13", "no", None),
    ("2013-09-02", "2013-12-20", "yes", None),
    ("2014-02-03", None, None, None),
)
IN_JOB = "spouses_in_job"
# Who takes part: partner, born, sex, work, education; an empty answer makes a record incomplete.
PARTICIPANTS = (
    ("aarhus", 1979, "women", "unemployed", "isced_5_8"),
    ("aarhus", 1984, "women", "unemployed", "isced_5_8"),
    ("aarhus", 1988, "men", "long_term", "isced_3_4"),
    ("aarhus", 1991, "women", "inactive", "isced_5_8"),
    ("aarhus", 1975, "men", "employed", "isced_5_8"),
    ("aarhus", 1955, "women", "employed", "isced_3_4"),
    ("aarhus", 1986, "women", "", "isced_5_8"),
    ("randers", 1982, "men", "employed", "isced_5_8"),
    ("randers", 1990, "women", "unemployed", "isced_3_4"),
    ("randers", 1993, "women", "inactive", "isced_0_2"),
    ("randers", 1958, "men", "employed", "isced_3_4"),
    ("randers", 1987, "", "employed", "isced_5_8"),
    ("viborg", 1981, "women", "long_term", "isced_5_8"),
    ("viborg", 1977, "men", "employed", "isced_5_8"),
    ("viborg", 1992, "women", "unemployed", ""),
)
ANSWERS = (
    "Svar;Virksomheder;Medarbejdere;Ægtefæller\n"
    "I høj grad;34;61;9\nI nogen grad;21;38;12\nI mindre grad;6;11;4\nSlet ikke;2;5;3\n"
)


def plan_results(people: People, promise: Promise, clock: Clock) -> None:
    """Targets by period with milestones, what was before, and the plan of the evaluation."""
    by = people["lead"]
    last = len(promise.periods)
    for indicator in promise.indicators:
        for period in promise.periods:
            share = indicator.target * period.number // last
            set_target(
                indicator,
                period,
                minimum=share * 9 // 10,
                maximum=share * 12 // 10,
                is_milestone=period.number % 2 == 0,
                by=by,
                at=clock(),
            )
    for code, danish, english, values in BASELINE:
        for year, value in values.items():
            keep_baseline(
                promise.grant,
                code=code,
                name_da=danish,
                name_en=english,
                year=year,
                value=value,
                source=FROM_003,
                by=by,
                at=clock(),
            )
    _promise_jobs(promise, by, clock)
    _plan(promise, by, clock)


def _promise_jobs(promise: Promise, by: User, clock: Clock) -> None:
    """The share of followed-up spouses in a job, against the comparison of 002: more than 70 %."""
    set_indicator(
        promise.grant,
        number=len(promise.indicators) + 1,
        code=IN_JOB,
        name_da="Medfølgende ægtefæller i job et halvt år efter",
        name_en="Accompanying spouses in a job half a year later",
        unit_da="ægtefæller",
        unit_en="spouses",
        count_rule="I job, ud af dem der er fulgt op på i perioden; tæller og nævner gemmes.",
        source="Partnernes opfølgning efter seks måneder",
        by_sex=False,
        over_time=RATIO,
        over_partners=RATIO,
        target=71,
        by=by,
        at=clock(),
    )


def _plan(promise: Promise, by: User, clock: Clock) -> None:
    plan = plan_evaluation(
        promise.grant,
        purpose=(
            "At vise, om modtagelse og fastholdelse af udenlandsk arbejdskraft er blevet lettere "
            "for virksomheder og myndigheder (003)."
        ),
        method=(
            "Indikatorer hvert halvår, partnernes selvevalueringer, et spørgeskema til "
            "virksomheder, medarbejdere og ægtefæller og opfølgning på mentorforløb (demo)."
        ),
        evaluator="Dialogforums enhed (demo)",
        due_on=dt.date(2015, 5, 1),
        by=by,
        at=clock(),
    )
    for number, (text, place) in enumerate(QUESTIONS, start=1):
        _ask(plan, promise, number, (text, place, ""), by, clock)


def _ask(
    plan: EvaluationPlan,
    promise: Promise,
    number: int,
    said: tuple[str, int | None, str],
    by: User,
    clock: Clock,
) -> None:
    text, place, answer = said
    ask_question(
        plan,
        number=number,
        text=text,
        source="Indikatorer og spørgeskema",
        indicator=None if place is None else promise.indicators[place],
        answer=answer,
        by=by,
        at=clock(),
    )


def lower_a_target(people: People, promise: Promise, clock: Clock) -> None:
    """Fewer companies in the third half year: the crisis that 003 tells of."""
    indicator, period = promise.indicators[1], promise.periods[2]
    share = indicator.target * period.number // len(promise.periods)
    set_target(
        indicator,
        period,
        minimum=share * 8 // 10,
        maximum=share * 11 // 10,
        change_code="outside",
        change_text=(
            "Den økonomiske krise bremser antallet af nytilkomne, og få virksomheder taler om "
            "deres behov (003)."
        ),
        by=people["lead"],
        at=clock(),
    )


def say_of_itself(report: PartnerReport, by: Any, clock: Clock) -> None:
    """A partner's mark of its half year, and its counts of jobs for spouses."""
    period, partner = report.period.number, report.grant_partner.number
    evaluate_self(
        report,
        mark=3 + (period + partner) % 3,
        worked=WORKED[(period + partner) % len(WORKED)],
        hindered=HINDERED if partner % 2 else "",
        learned=LEARNED if period % 2 else "",
        by=by,
        at=clock(),
    )
    cases = 8 + partner
    asked = 0 if period == 1 else 6
    in_job = asked - 1 - partner % 2 if asked else 0
    count_spouses(
        report,
        cases=cases,
        offers=cases - 2,
        matches=cases - 4 - partner % 2,
        followed_up=asked,
        in_job=in_job,
        by=by,
        at=clock(),
    )
    count_indicator(
        report,
        indicator=Indicator.objects.get(grant=report.grant_partner.grant, code=IN_JOB),
        value=in_job,
        out_of=asked,
        evidence_note="Opfølgningsskema i sagsmappen",
        by=by,
        at=clock(),
    )


def ask_and_match(people: People, promise: Promise, clock: Clock) -> None:
    """A survey that is published, Aarhus' pairs, and the first answer of the evaluation."""
    lead, by = people["lead"], people["aarhus"]
    aarhus = promise.partners["aarhus"]
    for number, (matched, ended, outcome, later) in enumerate(PAIRS, start=1):
        day = dt.date.fromisoformat(matched)
        pair = match_pair(
            aarhus,
            mentor=f"Mentor {chr(64 + number)}",
            mentor_born=1960 + number,
            mentee=f"Mentee {chr(64 + number)}",
            mentee_born=1980 + number,
            consented_on=day - dt.timedelta(days=7),
            started_on=day,
            by=by,
            at=clock(),
        )
        if ended and outcome:
            end = dt.date.fromisoformat(ended)
            end_pair(pair, ended_on=end, outcome=outcome, by=by, at=clock())
            if later:
                on = end + dt.timedelta(days=190)
                follow_up_pair(pair, followed_up_on=on, outcome=later, by=by, at=clock())
    _take_part(people, promise, clock)
    _ask_everybody(promise, lead, clock)
    plan = EvaluationPlan.objects.get(grant=promise.grant)
    text, place = QUESTIONS[0]
    answer = (
        "Ja. Måltallet er nået i de første tre halvår; ved udgangen af det fjerde ligger antallet "
        "lige under (demo)."
    )
    _ask(plan, promise, 1, (text, place, answer), lead, clock)


def _take_part(people: People, promise: Promise, clock: Clock) -> None:
    """Participants' records, complete and not, so that the common indicators show (G-05, G-06)."""
    for number, (key, born, sex, work, education) in enumerate(PARTICIPANTS, start=1):
        register_participant(
            promise.partners[key].organisation,
            grant_ref=promise.grant.ref,
            name=f"Deltager {number}",
            birth_year=born,
            started_on=dt.date(2014, 3, 1 + number),
            sex=sex,
            work=work,
            education=education,
            by=people[key],
            at=clock(),
        )


def _ask_everybody(promise: Promise, lead: User, clock: Clock) -> None:
    table = take_in_survey(
        promise.grant,
        question="Har I fået den hjælp, I havde brug for?",
        audience="Virksomheder, medarbejdere og ægtefæller i de syv konsortier",
        asked_on=dt.date(2014, 3, 14),
        invited=420,
        answered=206,
        source="Spørgeskema marts 2014 (demotal)",
        sheet=SimpleUploadedFile("svar.csv", ANSWERS.encode(), content_type="text/csv"),
        by=lead,
        at=clock(),
    )
    publish_survey(table, by=lead, at=clock())
