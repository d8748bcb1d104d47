"""Beside the lines of a report under verification: checklist, sample, visits, and their record."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.queries.editing import with_version
from consortium.views.editing import editing, saved_answer, saves_by_itself
from reporting.actions.checklists import save_checklist
from reporting.actions.sampling import confirm_sampled, draw_sample
from reporting.actions.visits import record_visit
from reporting.forms.controls import SampleForm, VisitForm, answers_told
from reporting.models import OnSiteCheck, PartnerReport, ReportChecklist
from reporting.queries.samples import agrees, coverage_of, population_of
from reporting.rules.sampling import least_size
from reporting.views.lead_pages import done, rights_on
from reporting.views.verification import load_report, way_to
from reporting.views.verification_lines import load_line
from reporting.views.work import (
    asked_of,
    checklist_form,
    filter_query,
    line_url,
    list_url,
)


def report_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist of a report: saved as it is filled in, question by question."""
    report = load_report(request, pk, only_to_write=True)
    form = checklist_form(report, request.POST or None)
    editing(request, form)

    def keep(given: dict[str, Any]) -> None:
        asked = given.get("edited_from")
        save_checklist(report, form.answers(), edited_from=asked, by=request.user, at=clock.now())

    if request.method == "POST" and done(form, keep):
        if saves_by_itself(request):
            saved = with_version(ReportChecklist.objects.all()).get(report=report)
            return saved_answer(request, form, saved)
        messages.success(request, _("The checklist is saved."))
        return redirect(list_url(report))
    context = {
        "grant": report.grant_partner.grant,
        "heading": _("Checklist: %(partner)s") % {"partner": report.grant_partner},
        "form": form,
        "cancel_url": list_url(report),
        "breadcrumbs": way_to(report, _("Checklist")),
    }
    return render(request, "components/form_page.html", context)


def report_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The samples of a report, how to draw them again, and one more."""
    report = load_report(request, pk)
    units = population_of(report)
    initial = {"method": "simple", "size": least_size(len(units))}
    form = SampleForm(request.POST or None, initial=initial)

    def deed(given: dict[str, Any]) -> None:
        seed = secrets.token_hex(16)
        draw_sample(report, seed=seed, **given, by=request.user, at=clock.now())

    if request.method == "POST" and done(form, deed):
        messages.success(request, _("The sample is drawn. Decide on each of its lines by hand."))
        return redirect("reporting:report-sample", pk)
    context = {
        "grant": report.grant_partner.grant,
        "report": report,
        "heading": _("Sample: %(partner)s") % {"partner": report.grant_partner},
        "form": form,
        "population": len(units),
        "least": least_size(len(units)),
        "coverage": coverage_of(report),
        "samples": _samples(report),
        "rights": rights_on(request, report.grant_partner.grant),
        "breadcrumbs": way_to(report, _("Sample")),
    }
    return render(request, "reporting/verification/sample.html", context)


@require_POST
def item_checked(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """A drawn line that was decided before has been looked at by hand."""
    item = load_line(request, pk, item_pk)
    confirm_sampled(item, by=request.user, at=clock.now())
    messages.success(request, _("%(voucher)s is checked.") % {"voucher": item.voucher_no})
    return redirect(line_url(item.report, item.pk, filter_query(asked_of(request))))


def visit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an on-the-spot check, or a better record of one."""
    report = load_report(request, pk, only_to_write=True)
    replaces = _replaced(request, report)
    initial = VisitForm.values_of(replaces) if replaces else None
    form = VisitForm(request.POST or None, request.FILES or None, initial=initial)

    def deed(_given: dict[str, Any]) -> None:
        record_visit(
            report,
            form.visit(),
            files=form.files_given(),
            replaces=replaces,
            by=request.user,
            at=clock.now(),
        )

    if request.method == "POST" and done(form, deed):
        messages.success(request, _("The on-the-spot check is recorded."))
        return redirect("reporting:verification-record", pk)
    context = {
        "grant": report.grant_partner.grant,
        "heading": _("On-the-spot check: %(partner)s") % {"partner": report.grant_partner},
        "form": form,
        "pairs": True,
        "submit": _("Record the check"),
        "cancel_url": list_url(report),
        "breadcrumbs": way_to(report, _("On-the-spot check")),
    }
    return render(request, "components/form_page.html", context)


@require_GET
def verification_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the verification of a report rests on, to be read and printed."""
    report = load_report(request, pk)
    visits = report.visits.select_related("recorded_by", "replaced_by").prefetch_related(
        "files__file"
    )
    context = {
        "grant": report.grant_partner.grant,
        "report": report,
        "heading": _("Record of the verification: %(partner)s") % {"partner": report.grant_partner},
        "answers": answers_told(report),
        "concluded": report.verifications.select_related("verified_by"),
        "coverage": coverage_of(report),
        "samples": _samples(report),
        "visits": visits,
        "rights": rights_on(request, report.grant_partner.grant),
        "breadcrumbs": way_to(report, _("Record")),
    }
    return render(request, "reporting/verification/record.html", context)


def _samples(report: PartnerReport) -> list[dict[str, Any]]:
    """Each sample with its lines, and whether the stored seed draws the same ones again."""
    samples = report.samples.select_related("drawn_by").prefetch_related(
        "lines__expenditure", "lines__checked_by"
    )
    return [
        {
            "sample": one,
            "lines": (lines := list(one.lines.all())),
            "size": len(one.population),
            "agrees": agrees(one, lines),
        }
        for one in samples
    ]


def _replaced(request: HttpRequest, report: PartnerReport) -> OnSiteCheck | None:
    key = request.GET.get("replaces", "")
    if not key.isdigit():
        return None
    return get_object_or_404(OnSiteCheck, pk=int(key), report=report)
