"""The project's evaluation: its plan and questions, and what partners say of their half year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability as C
from grants.models import Grant, Indicator
from reporting.actions.drafts import open_for_writing
from reporting.models import EvaluationPlan, EvaluationQuestion, PartnerReport, SelfEvaluation
from reporting.rules.vouchers import check_personal

PLAN = ("purpose", "method", "evaluator", "due_on")
SAID = ("worked", "hindered", "learned")


class EvaluationPlanRefused(Refused):
    """The plan or its question cannot stand as it is."""

    code = "EVALUATION_PLAN_REFUSED"


class SelfEvaluationRefused(Refused):
    """What the partner says of itself cannot stand as it is."""

    code = "SELF_EVALUATION_REFUSED"


@action
def plan_evaluation(
    grant: Grant,
    *,
    purpose: str,
    method: str,
    evaluator: str,
    due_on: dt.date,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> EvaluationPlan:
    """Say what the evaluation is for, how it is made, by whom and by when."""
    grant = _planned(grant, by)
    plan = EvaluationPlan.objects.filter(grant=grant).first()
    must_be_unchanged(plan, edited_from, chain=grant.ref)
    texts = {"purpose": purpose, "method": method, "evaluator": evaluator}
    for name, text in texts.items():
        if not text.strip():
            raise EvaluationPlanRefused.because(
                _("A plan says what it is for, how it is carried out and by whom."),
                rule="rules 6.1",
                subject=name,
            )
    if due_on <= grant.starts_on:
        raise EvaluationPlanRefused.because(
            _("The report is due after the project has begun on %(first)s."),
            rule="rules 6.1",
            subject="due_on",
            first=grant.starts_on,
        )
    refuse_if(check_personal(texts), EvaluationPlanRefused)
    before = {name: getattr(plan, name) for name in PLAN} if plan else {}
    plan = plan or EvaluationPlan(grant=grant)
    for name, text in texts.items():
        setattr(plan, name, text.strip())
    plan.due_on = due_on
    plan.save()
    after = {name: getattr(plan, name) for name in PLAN}
    record("project_evaluation.planned", plan, chain=grant.ref, before=before, after=after)
    return plan


@action
def ask_question(
    plan: EvaluationPlan,
    *,
    number: int,
    text: str,
    source: str,
    indicator: Indicator | None = None,
    answer: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> EvaluationQuestion:
    """Put a question to the plan, or change or answer it."""
    grant = _planned(plan.grant, by)
    row = EvaluationQuestion.objects.filter(plan=plan, number=number).first()
    must_be_unchanged(row, edited_from, chain=grant.ref)
    if not text.strip() or not source.strip():
        raise EvaluationPlanRefused.because(
            _("A question says where its answer comes from."),
            rule="rules 6.1",
            subject="source" if text.strip() else "text",
        )
    if indicator is not None and indicator.grant_id != grant.pk:
        raise EvaluationPlanRefused.because(
            _("This indicator belongs to another grant."), rule="A-23", subject="indicator"
        )
    refuse_if(
        check_personal({"text": text, "source": source, "answer": answer}), EvaluationPlanRefused
    )
    before = {"text": row.text, "answer": row.answer} if row else {}
    row = row or EvaluationQuestion(plan=plan, number=number)
    row.text, row.source, row.answer = text.strip(), source.strip(), answer.strip()
    row.indicator = indicator
    row.save()
    after = {"number": number, "text": row.text, "answer": row.answer}
    record("project_evaluation.question_asked", row, chain=grant.ref, before=before, after=after)
    return row


@action
def evaluate_self(
    report: PartnerReport,
    *,
    mark: int,
    worked: str,
    hindered: str = "",
    learned: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> SelfEvaluation:
    """Say how far the aims of the period were reached, and what was learned."""
    report = open_for_writing(report, by)
    chain = report.grant_partner.grant.ref
    row = SelfEvaluation.objects.filter(report=report).first()
    must_be_unchanged(row, edited_from, chain=chain)
    texts = {"worked": worked, "hindered": hindered, "learned": learned}
    if mark not in dict(SelfEvaluation.MARKS) or not worked.strip():
        raise SelfEvaluationRefused.because(
            _("Give a mark from 1 to 5 and say what worked."),
            rule="rules 6.1",
            subject="worked" if mark in dict(SelfEvaluation.MARKS) else "mark",
        )
    refuse_if(check_personal(texts), SelfEvaluationRefused)
    before = {"mark": row.mark} if row else {}
    row = row or SelfEvaluation(report=report)
    row.mark = mark
    for name, text in texts.items():
        setattr(row, name, text.strip())
    row.save()
    record("self_evaluation.written", row, chain=chain, before=before, after={"mark": mark})
    return row


def _planned(grant: Grant, by: Any) -> Grant:
    must(by, C.PLAN_PROJECT, grant)
    return Grant.objects.select_for_update(no_key=True, of=("self",)).get(pk=grant.pk)
