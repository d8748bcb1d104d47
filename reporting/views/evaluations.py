"""A year's evaluation of a municipal agreement and its path; completion notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
from reporting.actions import evaluations as deeds
from reporting.forms import status as forms_of
from reporting.models import AnnualEvaluation, CompletionNote
from reporting.queries.evaluations import figures_of
from reporting.queries.status import unspent_of
from reporting.rules.status import next_body
from reporting.views.documents import visible_grant
from reporting.views.lead_pages import crumbs

TAB = "evaluations"


def find_evaluation(request: HttpRequest, ref: str, year: int) -> tuple[Grant, AnnualEvaluation]:
    """The grant and its evaluation of a year as far as the reader may see them, or 404."""
    grant = visible_grant(request, ref)
    rows = with_version(AnnualEvaluation.objects.visible_to(request.user))
    evaluation = get_object_or_404(rows.select_related("submitted_by"), grant=grant, year=year)
    evaluation.grant = grant
    return grant, evaluation


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    page = reverse("reporting:evaluation-list", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Evaluations"), page), *last)


@require_safe
def evaluation_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every year's evaluation, and the projects that have ended."""
    grant = visible_grant(request, ref)
    actor = actor_of(request.user)
    context = {
        "grant": grant,
        "heading": _("Evaluations"),
        "breadcrumbs": _way(grant),
        "evaluations": AnnualEvaluation.objects.visible_to(request.user).filter(grant=grant),
        "notes": CompletionNote.objects.filter(grant=grant).select_related("area"),
        "may_write": actor.can(C.PLAN_PROJECT, grant),
        "may_complete": actor.can(C.SUBMIT_REPORTS, grant),
    }
    return render(request, "reporting/evaluations/list.html", context)


@require_safe
def evaluation_detail(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """Words, economy and path of one year."""
    grant, evaluation = find_evaluation(request, ref, year)
    actor = actor_of(request.user)
    lines = figures_of(evaluation)
    bodies = list(grant.municipal.bodies.all())
    decisions = list(evaluation.decisions.select_related("body", "letter", "recorded_by", "link"))
    done = [one.body.number for one in decisions if one.round == evaluation.round]
    turn = next_body([body.number for body in bodies], done)
    is_draft, is_sent = evaluation.state == "draft", evaluation.state == "submitted"
    plans = actor.can(C.PLAN_PROJECT, grant)
    heading = _("Evaluation of %(year)s") % {"year": year}
    context = {
        "grant": grant,
        "evaluation": evaluation,
        "heading": heading,
        "breadcrumbs": _way(grant, (heading, None)),
        "areas": evaluation.areas.select_related("area"),
        "lines": lines,
        "unspent": unspent_of(lines),
        "decisions": decisions,
        "waiting": [body for body in bodies if body.number not in done],
        "turn": next((body for body in bodies if is_sent and body.number == turn), None),
        "may_edit": is_draft and plans,
        "may_submit": is_draft and actor.can(C.SUBMIT_REPORTS, grant),
        "may_ask": is_sent and plans,
        "sees_links": actor.can(C.VIEW_ROWS, grant),
        "may_decide": is_sent and (plans or actor.can(C.DECIDE_AS_MUNICIPALITY, grant)),
    }
    return render(request, "reporting/evaluations/detail.html", context)


def evaluation_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin a year's evaluation."""
    grant = visible_grant(request, ref)
    form = forms_of.YearForm(request.POST or None, initial={"year": today().year - 1})

    def deed(values: dict[str, Any]) -> str:
        deeds.begin_evaluation(grant, by=reader(request), at=now(), **values)
        return reverse("reporting:evaluation-detail", args=[ref, values["year"]])

    said = (_("Begin an evaluation"), _("The evaluation is begun from its statuses."))
    return _page(request, grant, form, deed, said)


def evaluation_summary(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """Write the summary."""
    grant, evaluation = find_evaluation(request, ref, year)
    initial = {"summary": evaluation.summary, "edited_from": version_of(evaluation)}
    form = forms_of.SummaryForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        deeds.save_evaluation(evaluation, by=reader(request), at=now(), **values)
        return reverse("reporting:evaluation-detail", args=[ref, year])

    return _page(request, grant, form, deed, (_("Summary"), _("The summary is saved.")))


def evaluation_area(request: HttpRequest, ref: str, year: int, pk: int) -> HttpResponse:
    """Write what is said of one area."""
    grant, evaluation = find_evaluation(request, ref, year)
    rows = with_version(evaluation.areas.select_related("area", "evaluation"))
    row = get_object_or_404(rows, pk=pk)
    initial = {name: getattr(row, name) for name in deeds.WORDS}
    initial["edited_from"] = version_of(row)
    form = forms_of.EvaluationAreaForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        deeds.save_evaluation_area(row, by=reader(request), at=now(), **values)
        return reverse("reporting:evaluation-detail", args=[ref, year])

    return _page(request, grant, form, deed, (str(row.area), _("The area is saved.")))


@require_POST
def evaluation_submit(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """Freeze it and send it to the first body."""
    _grant, evaluation = find_evaluation(request, ref, year)
    deeds.submit_evaluation(evaluation, by=reader(request), at=now())
    messages.success(request, _("The evaluation is frozen and sent."))
    return redirect("reporting:evaluation-detail", ref=ref, year=year)


def evaluation_decide(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """The body whose turn it is decides."""
    grant, evaluation = find_evaluation(request, ref, year)
    if not actor_of(request.user).can(C.DECIDE_AS_MUNICIPALITY, grant):
        require(request, C.PLAN_PROJECT, grant)
    bodies = list(grant.municipal.bodies.all())
    done = evaluation.decisions.filter(round=evaluation.round).values_list(
        "body__number", flat=True
    )
    turn = next_body([body.number for body in bodies], done)
    whose = next((body.pk for body in bodies if body.number == turn), None)
    form = forms_of.DecisionForm(
        request.POST or None,
        request.FILES or None,
        initial={"decided_on": today(), "body": whose},
        grant=grant,
    )

    def deed(values: dict[str, Any]) -> str:
        deeds.decide_evaluation(evaluation, by=reader(request), at=now(), **values)
        return reverse("reporting:evaluation-detail", args=[ref, year])

    said = (_("Record a decision"), _("The decision is recorded."))
    return _shown(request, grant, form, deed, said)


def completion_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Tell the council that a project has ended."""
    grant = visible_grant(request, ref)
    require(request, C.SUBMIT_REPORTS, grant)
    form = forms_of.CompletionForm(
        request.POST or None, initial={"completed_on": today()}, grant=grant
    )

    def deed(values: dict[str, Any]) -> str:
        deeds.write_completion_note(values.pop("area"), by=reader(request), at=now(), **values)
        return reverse("reporting:evaluation-list", args=[ref])

    said = (_("Write a completion note"), _("The note is written and its paper frozen."))
    return _shown(request, grant, form, deed, said)


def _page(
    request: HttpRequest,
    grant: Grant,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
    said: tuple[str, str],
) -> HttpResponse:
    require(request, C.PLAN_PROJECT, grant)
    if isinstance(form, EditedForm):
        editing(request, form)
    return _shown(request, grant, form, deed, said)


def _shown(
    request: HttpRequest,
    grant: Grant,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
    said: tuple[str, str],
) -> HttpResponse:
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": said[0],
        "breadcrumbs": _way(grant, (said[0], None)),
        "cancel_url": reverse("reporting:evaluation-list", args=[grant.ref]),
    }
    return form_page(request, form, deed, context=context, done=said[1])
