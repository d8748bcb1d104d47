"""The last step of a report: what is missing, and who moves it on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from reporting.actions.gates import HeldBack
from reporting.actions.reports import approve_report, send_back_report, submit_report
from reporting.forms.steps import ReasonForm
from reporting.models import PartnerReport
from reporting.queries.gates import Findings
from reporting.queries.reports import report_total, sums_by_line
from reporting.rules import completeness as steps
from reporting.views.ledger_checks import told_findings
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import (
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
    request: HttpRequest,
    report: PartnerReport,
    form: ReasonForm,
    refused: Refused | None = None,
    found: Findings | None = None,
) -> HttpResponse:
    progress = progress_now(report)
    lines = sums_by_line(report)
    sees = actor_of(request.user).can(C.VIEW_DESK, report.grant_partner.organisation)
    gaps = gaps_by_step(report, progress, sees_people=sees) if progress else []
    context: dict[str, Any] = {
        "progress": progress,
        "missing": gaps,
        "lines": lines,
        "total": report_total(lines),
        "parked_total": sum(line.parked for line in lines),
        "approves": may_approve(request, report),
        "form": form,
        "breaches": refused.breaches if refused else (),
        "found": told_findings(found, report) if found else None,
        "send_url": reverse("reporting:report-submit", args=[report.pk]),
        "send_label": _("Submit the report"),
    }
    status = 409 if refused or found else 200
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
        submit_report(report, request.POST.get("seen", ""), by=request.user, at=clock.now())
    except HeldBack as held:
        return _check_page(request, report, ReasonForm(), found=held.found)
    except Refused as refused:
        return _check_page(request, report, ReasonForm(), refused)
    messages.success(request, _("The report is with the lead. Its lines are locked now."))
    return redirect("reporting:report-detail", report.pk)
