"""The project's evaluation: plan, questions, self-evaluations, surveys in full and in public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.forms.editing import EditedForm
from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant
from grants.views.grants import crumbs
from reporting.actions.project_evaluations import PLAN, ask_question, plan_evaluation
from reporting.actions.surveys import publish_survey, take_in_survey, withdraw_survey
from reporting.forms import results as forms_of
from reporting.models import EvaluationPlan, EvaluationQuestion, SelfEvaluation, SurveyTable
from reporting.queries.spouses import spouse_sums
from reporting.queries.surveys import survey_of, surveys_of
from reporting.rules.spouses import COMPARISON
from reporting.views.documents import visible_grant


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    page = reverse("reporting:project-evaluation", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Evaluation of the project"), page), *last)


@require_safe
def project_evaluation(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan with its questions, what partners say of themselves, and the surveys."""
    grant = visible_grant(request, ref)
    require(request, C.VIEW_FROZEN, grant)
    plan = EvaluationPlan.objects.filter(grant=grant).first()
    said = SelfEvaluation.objects.visible_to(request.user).filter(
        report__grant_partner__grant=grant
    )
    context = {
        "grant": grant,
        "heading": _("Evaluation of the project"),
        "breadcrumbs": _way(grant),
        "plan": plan,
        "questions": plan.questions.select_related("indicator") if plan else [],
        "said": said.select_related("report__period", "report__grant_partner__organisation"),
        "surveys": surveys_of(grant, public=False),
        "spouses": spouse_sums(grant),
        "comparison": COMPARISON,
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "reporting/results/evaluation.html", context)


def evaluation_plan(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the plan."""
    grant = visible_grant(request, ref)
    plan = with_version(EvaluationPlan.objects.filter(grant=grant)).first()
    initial: dict[str, Any] = {name: getattr(plan, name) for name in PLAN} if plan else {}
    form = forms_of.PlanForm(
        request.POST or None, initial={**initial, "edited_from": version_of(plan)}
    )

    def deed(values: dict[str, Any]) -> None:
        plan_evaluation(grant, by=reader(request), at=now(), **values)

    return _page(request, grant, form, deed, (_("Plan of the evaluation"), _("The plan is saved.")))


def evaluation_question(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Ask a question, change it, or answer it."""
    grant = visible_grant(request, ref)
    plan = get_object_or_404(EvaluationPlan.objects.select_related("grant"), grant=grant)
    row = with_version(EvaluationQuestion.objects.filter(plan=plan, number=number)).first()
    names = ("text", "source", "indicator", "answer")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {}
    form = forms_of.QuestionForm(
        request.POST or None, initial={**initial, "edited_from": version_of(row)}, grant=grant
    )

    def deed(values: dict[str, Any]) -> None:
        ask_question(plan, number=number, by=reader(request), at=now(), **values)

    heading = _("Question %(number)s") % {"number": number}
    return _page(request, grant, form, deed, (heading, _("The question is saved.")))


def survey_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Take in the counts of one question."""
    grant = visible_grant(request, ref)
    form = forms_of.SurveyForm(
        request.POST or None, request.FILES or None, initial={"asked_on": today()}
    )

    def deed(values: dict[str, Any]) -> None:
        take_in_survey(grant, by=reader(request), at=now(), **values)

    said = (_("Take in a survey"), _("The table is taken in."))
    return _page(request, grant, form, deed, said)


@require_safe
def survey_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One table in full, and as the public sees it."""
    grant, table = _table(request, ref, number)
    heading = str(table)
    context = {
        "grant": grant,
        "heading": heading,
        "breadcrumbs": _way(grant, (heading, None)),
        "table": table,
        "full": survey_of(table, public=False),
        "public": survey_of(table, public=True),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant) and not table.withdrawn_at,
    }
    return render(request, "reporting/results/survey.html", context)


@require_POST
def survey_publish(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show the table to everybody, with small counts hidden."""
    grant, table = _table(request, ref, number)
    require(request, C.PLAN_PROJECT, grant)
    publish_survey(table, by=reader(request), at=now())
    messages.success(request, _("The table is published; small counts are hidden."))
    return redirect("reporting:survey-detail", ref=ref, number=number)


def survey_withdraw(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Take it out of papers and off the public page."""
    grant, table = _table(request, ref, number)
    form = forms_of.ReasonForm(request.POST or None)

    def deed(values: dict[str, Any]) -> None:
        withdraw_survey(table, by=reader(request), at=now(), **values)

    said = (_("Withdraw the table"), _("The table is withdrawn."))
    return _page(request, grant, form, deed, said)


@login_not_required
@require_safe
def survey_public(request: HttpRequest, ref: str) -> HttpResponse:
    """The published tables of a project, for everybody: small counts are hidden (G-07)."""
    rows = SurveyTable.objects.standing().filter(grant__ref=ref, published_at__isnull=False)
    tables = list(rows.select_related("grant").prefetch_related("cells"))
    if not tables:
        raise Http404
    context = {
        "heading": _("Surveys: %(title)s") % {"title": tables[0].grant.title},
        "surveys": [survey_of(one, public=True) for one in tables],
    }
    return render(request, "reporting/results/public.html", context)


def _table(request: HttpRequest, ref: str, number: int) -> tuple[Grant, SurveyTable]:
    grant = visible_grant(request, ref)
    require(request, C.VIEW_FROZEN, grant)
    rows = SurveyTable.objects.visible_to(request.user).select_related("grant")
    return grant, get_object_or_404(rows, grant=grant, number=number)


def _page(
    request: HttpRequest,
    grant: Grant,
    form: forms.Form,
    deed: Any,
    said: tuple[str, str],
) -> HttpResponse:
    require(request, C.PLAN_PROJECT, grant)
    if isinstance(form, EditedForm):
        editing(request, form)
    back = reverse("reporting:project-evaluation", args=[grant.ref])

    def done(values: dict[str, Any]) -> str:
        deed(values)
        return back

    context = {
        "grant": grant,
        "tab": "project-evaluation",
        "heading": said[0],
        "breadcrumbs": _way(grant, (said[0], None)),
        "cancel_url": back,
    }
    return form_page(request, form, done, context=context, done=said[1])
