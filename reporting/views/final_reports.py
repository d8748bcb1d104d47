"""The final report of a grant: read, written, sent to the auditor, submitted, accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from consortium.views.editing import editing
from grants.models import Grant
from reporting.actions.final_reports import (
    FinalTexts,
    accept_final_report,
    save_final_report,
    send_final_report_to_auditor,
    submit_final_report,
    take_back_final_report,
)
from reporting.forms.final_reports import AcceptedOnForm, FinalReportForm
from reporting.forms.steps import ReasonForm
from reporting.models import FinalReport
from reporting.queries.final_reports import final_claim, final_report_breaches
from reporting.queries.passages import counted_final
from reporting.rules.final_report import SECTIONS
from reporting.views.lead_pages import crumbs, done, grant_for, rights_on

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "audit": (
        send_final_report_to_auditor,
        gettext_noop("The final report is with the auditor."),
    ),
    "submit": (
        submit_final_report,
        gettext_noop("The final report is submitted; its figures are frozen."),
    ),
}


@require_GET
def final_report(request: HttpRequest, ref: str) -> HttpResponse:
    """The report with what is missing in it and its next step."""
    grant = grant_for(request, ref, C.VIEW_ROWS, C.VIEW_FROZEN)
    rights = rights_on(request, grant)
    report = _visible(request, grant).first()
    if report is None and not rights[C.VIEW_ROWS.value]:
        raise Http404
    is_draft = report is None or report.state == "draft"
    counted = counted_final(grant)
    context = {
        "grant": grant,
        "report": report,
        "heading": _("Final report"),
        "sections": [
            (name, _(title), getattr(report, name, ""), *counted.get(name, (0, 0)))
            for name, title in SECTIONS.items()
        ],
        "claim": final_claim(grant),
        "breaches": final_report_breaches(report, clock.now()) if report and is_draft else [],
        "is_draft": is_draft,
        "rights": rights,
        "breadcrumbs": _way(grant, None),
    }
    return render(request, "reporting/claims/final_report.html", context)


def final_report_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Write in the report."""
    grant = grant_for(request, ref)
    require(request, C.BUILD_CLAIM, grant)
    report = with_version(FinalReport.objects.filter(grant=grant)).first()
    initial = {name: getattr(report, name, "") for name in vars(FinalTexts())}
    initial["edited_from"] = version_of(report)
    form = FinalReportForm(request.POST or None, initial=initial)
    editing(request, form)

    def save(given: dict[str, Any]) -> None:
        read = given.pop("edited_from", None)
        texts = FinalTexts(**given)
        save_final_report(grant, texts, edited_from=read, by=request.user, at=clock.now())

    if request.method == "POST" and done(form, save):
        messages.success(request, _("The final report is saved."))
        return redirect("reporting:final-report", ref)
    return _page(request, grant, form, _("Write the final report"), _("Save"))


def final_report_take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Make it a draft again."""
    report = _for(request, ref, C.BUILD_CLAIM)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda given: take_back_final_report(report, **given, by=request.user, at=clock.now()),
    ):
        messages.success(request, _("The final report is a draft again."))
        return redirect("reporting:final-report", ref)
    return _page(request, report.grant, form, _("Take the final report back"), _("Take back"))


def final_report_accept(request: HttpRequest, ref: str) -> HttpResponse:
    """The funder accepts it."""
    report = _for(request, ref, C.DECIDE_CLAIM)
    form = AcceptedOnForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and done(
        form, lambda given: accept_final_report(report, **given, by=request.user, at=clock.now())
    ):
        messages.success(request, _("The final report is accepted."))
        return redirect("reporting:final-report", ref)
    return _page(request, report.grant, form, _("Accept the final report"), _("Accept"))


@require_POST
def final_report_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """Take one step; a refusal comes as a page with its sentence."""
    if step not in STEPS:
        raise Http404
    grant = grant_for(request, ref, C.VIEW_ROWS, C.VIEW_FROZEN)
    act, told = STEPS[step]
    act(get_object_or_404(_visible(request, grant)), by=request.user, at=clock.now())
    messages.success(request, _(told))
    return redirect("reporting:final-report", ref)


def _visible(request: HttpRequest, grant: Grant) -> Any:
    reports = FinalReport.objects.visible_to(request.user).filter(grant=grant)
    return reports.select_related("grant", "claim__period", "written_by", "signed_by", "snapshot")


def _for(request: HttpRequest, ref: str, right: C) -> FinalReport:
    grant = grant_for(request, ref, C.VIEW_ROWS, C.VIEW_FROZEN)
    report: FinalReport = get_object_or_404(_visible(request, grant))
    require(request, right, grant)
    return report


def _way(grant: Grant, last: str | None) -> list[Any]:
    here = reverse("reporting:final-report", args=[grant.ref]) if last else None
    return crumbs(
        grant,
        (_("Claims"), reverse("reporting:claim-list", args=[grant.ref])),
        (_("Final report"), here),
        *([(last, None)] if last else []),
    )


def _page(
    request: HttpRequest, grant: Grant, form: forms.Form, heading: str, submit: str
) -> HttpResponse:
    context = {
        "grant": grant,
        "heading": heading,
        "form": form,
        "submit": submit,
        "cancel_url": reverse("reporting:final-report", args=[grant.ref]),
        "breadcrumbs": _way(grant, heading),
    }
    return render(request, "components/confirm.html", context)
