"""Surveys: taken in as counts by group, published with small counts hidden, withdrawn (G-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from consortium.actions.base import action, must, record
from consortium.exchange.sheets import open_book
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from grants.models import Grant
from reporting.models import SurveyCell, SurveyTable
from reporting.rules.surveys import Answers, check_sum, check_survey, read_answers


class SurveyRefused(Refused):
    """The survey cannot be taken in, published or withdrawn like this."""

    code = "SURVEY_REFUSED"


@action
def take_in_survey(
    grant: Grant,
    *,
    question: str,
    audience: str,
    asked_on: dt.date,
    invited: int,
    answered: int,
    source: str,
    sheet: UploadedFile[Any],
    by: Any,
    at: dt.datetime,
) -> SurveyTable:
    """Keep the counts of one question from a sheet; the file itself is not kept."""
    must(by, C.PLAN_PROJECT, grant)
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    facts = {"question": question, "audience": audience, "source": source}
    refuse_if(check_survey(facts, asked_on, invited, answered, at.date()), SurveyRefused)
    for name, text in facts.items():
        if not text.strip():
            raise SurveyRefused.because(
                _("Say what was asked, whom, and where the counts are from."),
                rule="G-07",
                subject=name,
            )
    answers = _answers(sheet)
    refuse_if(check_sum(answers, answered), SurveyRefused)
    known = SurveyTable.objects.filter(grant=grant).aggregate(last=Max("number"))
    table = SurveyTable.objects.create(
        grant=grant,
        number=(known["last"] or 0) + 1,
        asked_on=asked_on,
        invited=invited,
        answered=answered,
        taken_in_by=by,
        taken_in_at=at,
        **{name: text.strip() for name, text in facts.items()},
    )
    _keep(table, answers)
    after = {"number": table.number, "question": table.question, "answered": answered}
    counts = {"groups": answers.groups, "answers": answers.answers, "counts": answers.counts}
    record("survey.taken_in", table, chain=grant.ref, after={**after, **counts})
    return table


@action
def publish_survey(table: SurveyTable, *, by: Any, at: dt.datetime) -> SurveyTable:
    """Show the table to everybody, with counts from 1 to 4 hidden and what would tell them."""
    table = _standing(table, by)
    if table.published_at is not None:
        raise SurveyRefused.because(_("The table is published already."), rule="G-07")
    table.published_at = at
    table.save()
    record("survey.published", table, chain=table.grant.ref, after={"number": table.number})
    return table


@action
def withdraw_survey(table: SurveyTable, *, reason: str, by: Any, at: dt.datetime) -> SurveyTable:
    """Take the table out of papers and off the public page; its counts stay on record."""
    table = _standing(table, by)
    if not reason.strip():
        raise SurveyRefused.because(
            _("Say why the table is withdrawn."), rule="G-07", subject="reason"
        )
    table.withdrawn_at, table.withdrawn_reason = at, reason.strip()
    table.save()
    record("survey.withdrawn", table, chain=table.grant.ref, reason=reason.strip())
    return table


def _standing(table: SurveyTable, by: Any) -> SurveyTable:
    must(by, C.PLAN_PROJECT, table.grant)
    rows = SurveyTable.objects.select_for_update(of=("self",)).select_related("grant")
    table = rows.get(pk=table.pk)
    if table.withdrawn_at is not None:
        raise SurveyRefused.because(
            _("The table has been withdrawn: take the right counts in as a new one."), rule="G-07"
        )
    return table


def _answers(sheet: UploadedFile[Any]) -> Answers:
    with open_book(sheet, sheet.name or "") as book:
        lines = [cells for _number, cells in book.sheets[0].rows()]
    answers, faults = read_answers(lines)
    refuse_if(faults, SurveyRefused)
    assert answers is not None
    return answers


def _keep(table: SurveyTable, answers: Answers) -> None:
    for row, (answer, counts) in enumerate(zip(answers.answers, answers.counts, strict=True)):
        for column, (group, count) in enumerate(zip(answers.groups, counts, strict=True)):
            SurveyCell.objects.create(
                table=table, row=row, answer=answer, column=column, group=group, count=count
            )
