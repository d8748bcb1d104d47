"""The evaluation of a project: questions answered, results, self-evaluations, surveys (003).

It is made to be passed on, so small counts of surveys and of jobs for spouses are hidden (G-07);
the authority reads them in full on its page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from consortium.queries.texts import percent_text, span_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from reporting.documents.material import choice
from reporting.documents.parts import KINDS, PROJECT_EVALUATION, day_words
from reporting.documents.t_indicators import indicator_table, targets_picture
from reporting.documents.tables import (
    INT,
    TOTAL,
    Cell,
    Column,
    Document,
    Meta,
    Row,
    Section,
    Signature,
    Table,
    Words,
    both,
)
from reporting.models import EvaluationPlan, SelfEvaluation
from reporting.queries.documents import VERIFIED_REPORTS
from reporting.queries.indicators import latest_period, standings_of
from reporting.queries.spouses import SpouseSums, spouse_sums
from reporting.queries.surveys import Survey, surveys_of
from reporting.rules.spouses import COMPARISON, COUNTS, InJob
from reporting.rules.suppression import LARGEST, SMALLEST, suppressed

EMPTY = Words("", "")
HIDDEN = both(_("hidden"))
COUNT_LABELS = {
    "cases": _("New cases"),
    "offers": _("Offers made"),
    "matches": _("Matches"),
    "followed_up": _("Followed up after six months"),
    "in_job": _("Of these in a job"),
}


def project_evaluation(grant: Grant, at: dt.datetime) -> Document:
    """The evaluation from the rows as they stand at *at*."""
    plan = EvaluationPlan.objects.filter(grant=grant).first()
    period = latest_period(grant)
    counted = standings_of(grant, period) if period else []
    spouses = spouse_sums(grant)
    indicators = indicator_table(counted)
    return Document(
        kind=PROJECT_EVALUATION,
        meta=_meta(grant, plan, at),
        statement=Words(grant.fund.statement_da, grant.fund.statement_en),
        sections=(*_planned(plan), *_answers(plan), *_baseline(grant), _in_job(spouses)),
        tables=(
            Table("E1", indicators.title, indicators.columns, indicators.rows, indicators.notes),
            self_table(grant),
            spouse_table(spouses),
            *(survey_table(one) for one in surveys_of(grant, public=True)),
        ),
        charts=targets_picture(counted),
        signatures=_signatures(plan),
    )


def _meta(grant: Grant, plan: EvaluationPlan | None, at: dt.datetime) -> Meta:
    facts: list[tuple[Words, Cell]] = [
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("Lead partner")), grant.lead.name),
    ]
    if plan:
        facts.append((both(_("Who evaluates")), plan.evaluator))
        facts.append((both(_("Report due on")), plan.due_on))
    return Meta(
        title=both(KINDS[PROJECT_EVALUATION]),
        grant=grant.ref,
        file_part="evaluation",
        facts=tuple(facts),
        period="",
        made_at=at.isoformat(),
    )


def _signatures(plan: EvaluationPlan | None) -> tuple[Signature, ...]:
    """Who evaluates, and the lead who passes it on."""
    evaluator = Signature(both(_("Evaluator")), plan.evaluator if plan else "")
    return (evaluator, Signature(both(_("Project manager")), ""))


def _planned(plan: EvaluationPlan | None) -> tuple[Section, ...]:
    if plan is None:
        return ()
    parts = ((both(_("Purpose")), plan.purpose), (both(_("Method")), plan.method))
    return (Section(both(_("Plan of the evaluation")), parts),)


def _answers(plan: EvaluationPlan | None) -> tuple[Section, ...]:
    waiting = both(_("Not answered yet."))
    rows = list(plan.questions.all()) if plan else []
    if not rows:
        return ()
    paragraphs = tuple((Words(str(one), str(one)), one.answer or waiting) for one in rows)
    return (Section(both(_("Questions and answers")), paragraphs),)


def _baseline(grant: Grant) -> tuple[Section, ...]:
    """How things stood before: one line for each figure, with its year and its source."""
    message = _("%(year)s: %(value)s. Source: %(source)s")
    found: list[tuple[Words, str | Words]] = []
    last = EMPTY
    for one in grant.baselines.all():
        name = Words(one.name_da, one.name_en)
        value = one.value if one.out_of is None else f"{one.value}/{one.out_of}"
        said = both(message, year=one.year, value=value, source=one.source)
        # Two years of the same thing stand under one heading.
        found.append((EMPTY if name == last else name, said))
        last = name
    paragraphs = tuple(found)
    return (Section(both(_("Before the project")), paragraphs),) if paragraphs else ()


def _in_job(sums: SpouseSums) -> Section:
    return Section(both(_("Jobs for spouses")), ((EMPTY, in_job_words(sums.at_end)),))


def in_job_words(one: InJob) -> Words:
    """The share in a job against the comparison; small counts are not told."""
    if one.ratio is None:
        return both(_("No pair has ended yet, so there is no share to compare."))
    rest = one.asked - one.in_job
    if any(SMALLEST <= count <= LARGEST for count in (one.in_job, rest)):
        return both(_("Too few pairs have ended for their share to be told in public."))
    verdict = _("Above the comparison.") if one.is_above else _("Not above the comparison.")
    message = _(
        "%(in_job)s of %(asked)s mentees are in a job at the end of their course: %(share)s, held "
        "against more than %(compared)s in the lead's other mentor programme. %(verdict)s"
    )
    return both(
        message,
        in_job=one.in_job,
        asked=one.asked,
        share=Words(*(percent_text(one.ratio, 1, language) for language in ("da", "en"))),
        compared=Words(*(percent_text(COMPARISON, 0, language) for language in ("da", "en"))),
        verdict=both(verdict),
    )


def self_table(grant: Grant) -> Table:
    """What partners said of their half years, in verified reports."""
    columns = (
        Column("period", both(_("Period")), width=14),
        Column("partner", both(_("Partner")), width=14),
        Column("mark", both(_("Aims reached")), width=14),
        Column("worked", both(_("What worked")), width=20),
        Column("hindered", both(_("What stood in the way")), width=20),
        Column("learned", both(_("What we do otherwise from now on")), width=18),
    )
    rows = SelfEvaluation.objects.filter(
        report__grant_partner__grant=grant, report__state__in=VERIFIED_REPORTS
    ).select_related("report__period", "report__grant_partner__organisation")
    body = tuple(
        Row(
            (
                _period(one.report.period),
                one.report.grant_partner.organisation.short_name,
                choice([(str(mark), label) for mark, label in one.MARKS], str(one.mark)),
                one.worked,
                one.hindered,
                one.learned,
            )
        )
        for one in rows
    )
    notes = () if body else (both(_("No partner has evaluated itself in a verified report.")),)
    return Table("E2", both(_("Self-evaluations of the partners")), columns, body, notes)


def _period(period: ReportingPeriod) -> Words:
    days = (span_text(period.starts_on, period.ends_on, one) for one in ("da", "en"))
    return Words(*(f"{period.number}: {span}" for span in days))


def spouse_table(sums: SpouseSums) -> Table:
    """Counts by partner, small ones hidden; each kind of count is a group of its own."""
    columns = (
        Column("partner", both(_("Partner"))),
        *(Column(name, both(COUNT_LABELS[name]), INT) for name in COUNTS),
    )
    by_count = _hidden_counts(sums) if sums.rows else []
    body = [
        Row((row.partner.organisation.short_name, *(_cell(lines[at][0]) for lines in by_count)))
        for at, row in enumerate(sums.rows)
    ]
    if body:
        body.append(Row((both(_("Total")), *(_cell(lines[-1][0]) for lines in by_count)), TOTAL))
    return Table("E3", both(_("Jobs for spouses")), columns, tuple(body), _notes(by_count))


def _hidden_counts(sums: SpouseSums) -> list[tuple[tuple[int | None, ...], ...]]:
    """Each count in the order of `COUNTS`, by partner and in all.

    Matches are a part of the offers and jobs of the cases followed up: what is left must not tell a
    small count either, so a part, the rest and the whole are hidden as one table.
    """
    cases = suppressed([[row.counts["cases"]] for row in sums.rows])
    offers, jobs = (
        suppressed([[row.counts[part], row.counts[whole] - row.counts[part]] for row in sums.rows])
        for part, whole in (("matches", "offers"), ("in_job", "followed_up"))
    )
    return [
        cases,
        tuple((line[2],) for line in offers),
        tuple((line[0],) for line in offers),
        tuple((line[2],) for line in jobs),
        tuple((line[0],) for line in jobs),
    ]


def survey_table(survey: Survey) -> Table:
    """One question of a survey, as the public may see it."""
    table = survey.table
    columns = (
        Column("answer", both(_("Answer"))),
        *(
            Column(f"group{place}", Words(name, name), INT)
            for place, name in enumerate(survey.groups, start=1)
        ),
        Column("total", both(_("Total")), INT),
    )
    body = [Row((answer, *map(_cell, counts))) for answer, counts in survey.lines]
    body.append(Row((both(_("Total")), *map(_cell, survey.total)), TOTAL))
    message = _("%(audience)s, %(day)s: %(answered)s of %(invited)s answered. Source: %(source)s.")
    told = both(
        message,
        audience=table.audience,
        day=day_words(table.asked_on),
        answered=HIDDEN if survey.answered is None else survey.answered,
        invited=table.invited,
        source=table.source,
    )
    notes = (told, *_notes([[counts for _answer, counts in survey.lines]]))
    title = Words(table.question, table.question)
    return Table(f"E4.{table.number}", title, columns, tuple(body), notes)


def _cell(count: int | None) -> Cell:
    return HIDDEN if count is None else count


def _notes(grids: Iterable[Iterable[Iterable[int | None]]]) -> tuple[Words, ...]:
    if not any(count is None for grid in grids for row in grid for count in row):
        return ()
    return (both(_("Counts from 1 to 4 are hidden, and others where they would tell them.")),)
