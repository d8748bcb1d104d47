"""The last step of a report: what is missing, and who moves it on; and the lead's questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from reporting.actions.queries_answers import ANSWERABLE, answer
from reporting.actions.reports import approve_report, send_back_report, submit_report
from reporting.forms.steps import ReasonForm, ReplyForm
from reporting.models import PartnerReport, Query
from reporting.queries.reports import report_total, sums_by_line
from reporting.rules import completeness as steps
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import (
    edit_in,
    gaps_by_step,
    load_report,
    may_approve,
    progress_now,
    show,
)


@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, each with the way to it; and the buttons that move the report on."""
    report = load_report(request, pk)
    return _check_page(request, report, ReasonForm())


def _check_page(
    request: HttpRequest, report: PartnerReport, form: ReasonForm, refused: Refused | None = None
) -> HttpResponse:
    progress = progress_now(report)
    lines = sums_by_line(report)
    context: dict[str, Any] = {
        "progress": progress,
        "missing": gaps_by_step(report, progress) if progress else [],
        "lines": lines,
        "total": report_total(lines),
        "parked_total": sum(line.parked for line in lines),
        "approves": may_approve(request, report),
        "form": form,
        "breaches": refused.breaches if refused else (),
    }
    status = 409 if refused else 200
    template = "reporting/reports/check.html"
    return show(request, report, template, context, step=steps.CHECK, status=status)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The approver stands in for the report."""
    report = load_report(request, pk, C.APPROVE_REPORT)
    try:
        approve_report(report, by=request.user, at=clock.now())
    except Refused as refused:
        return _check_page(request, report, ReasonForm(), refused)
    messages.success(request, _("The report is approved. Submit it to the lead."))
    return redirect("reporting:report-check", report.pk)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The approver hands the report back to its writer."""
    report = load_report(request, pk, C.APPROVE_REPORT)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            send_back_report(report, reason=reason, by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The report is back with its writer."))
            return redirect("reporting:report-detail", report.pk)
    return _check_page(request, report, form)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report to the lead."""
    report = load_report(request, pk, C.APPROVE_REPORT)
    try:
        submit_report(report, by=request.user, at=clock.now())
    except Refused as refused:
        return _check_page(request, report, ReasonForm(), refused)
    messages.success(request, _("The report is with the lead. Its lines are locked now."))
    return redirect("reporting:report-detail", report.pk)


def _cards(report: PartnerReport, sent: dict[int, ReplyForm] | None = None) -> list[Any]:
    asked = with_version(report.queries.all())
    found = asked.select_related("expenditure__line", "asked_by", "answered_by")
    return [
        (
            query,
            (sent or {}).get(query.pk) or _reply_form(query),
        )
        for query in found
    ]


def _reply_form(query: Query, data: Any = None) -> ReplyForm:
    initial = {"text": query.answer, "edited_from": version_of(query)}
    return ReplyForm(data, prefix=f"q{query.pk}", initial=initial)


@require_GET
def queries(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's questions as a list of things to do."""
    report = load_report(request, pk)
    return _queries_page(request, report, _cards(report))


def _queries_page(request: HttpRequest, report: PartnerReport, cards: list[Any]) -> HttpResponse:
    organisation = report.grant_partner.organisation
    context = {
        "heading": _("Questions from the lead"),
        "cards": cards,
        "writes": actor_of(request.user).can(C.WRITE_REPORT, organisation),
        "takes_answers": report.state in ANSWERABLE,
        "today": clock.today(),
    }
    return show(request, report, "reporting/reports/queries.html", context)


@require_POST
def query_answer(request: HttpRequest, pk: int, query_pk: int) -> HttpResponse:
    """Answer one question."""
    report = load_report(request, pk)
    rows = with_version(Query.objects.filter(report=report)).select_related("report")
    asked = get_object_or_404(rows, pk=query_pk)
    form = _reply_form(asked, request.POST)
    edit_in(request, report, form, back=reverse("reporting:report-queries", args=[report.pk]))
    if form.is_valid():
        try:
            answer(asked, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The answer is saved."))
            return redirect("reporting:report-queries", report.pk)
    return _queries_page(request, report, _cards(report, {asked.pk: form}))
