"""Copy from the last period: ticks become forms filled in part, never rows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consortium.actions.form_drafts import keep_form_draft
from consortium.models.form_drafts import KEPT_FOR
from consortium.queries import clock
from consortium.rules.refusals import Refused
from consortium.views.editing import own_drafts
from reporting.forms.copying import CopyForm, Prefilled, prefilled, without_rate
from reporting.forms.steps import TextsForm
from reporting.models import PartnerReport
from reporting.queries.copying import Material, material_for
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import load_report, may_write, show
from reporting.views.steps import count_forms


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """What the last report holds that this one is likely to hold again, each with a tick."""
    report = load_report(request, pk, only_to_write=True)
    if not may_write(request, report):
        return redirect("reporting:report-detail", report.pk)
    material = material_for(report)
    context: dict[str, Any] = {"heading": _("Copy from the last period"), "material": material}
    if material is not None:
        form = _form_of(request, report, material)
        if request.method == "POST" and form.is_valid():
            kept = _keep(request, form, prefilled(report, material, form, count_forms(report)))
            if kept:
                messages.success(request, _told(kept))
                return redirect("reporting:report-detail", report.pk)
        context |= {
            "form": form,
            "texts": _texts(report, material.earlier),
            "bare": without_rate(material.people),
            "kept_days": KEPT_FOR.days,
        }
    return show(request, report, "reporting/reports/copy.html", context)


def _form_of(request: HttpRequest, report: PartnerReport, material: Material) -> CopyForm:
    home = reverse("reporting:report-detail", args=[report.pk])
    waiting = {draft.key for draft in own_drafts(request, home)}
    data = request.POST if request.method == "POST" else None
    return CopyForm(data, material=material, waiting=waiting)


def _keep(request: HttpRequest, form: CopyForm, drafts: list[Prefilled]) -> int:
    """Keep all drafts or none, and say how many there are."""
    try:
        with transaction.atomic():
            # The newest draft is listed first: so they stand in the order of the ticks.
            for one in reversed(drafts):
                keep_form_draft(
                    request.user,
                    one.address,
                    one.fields,
                    key=one.key,
                    title=one.title,
                    at=clock.now(),
                )
    except Refused as refused:
        add_refusal(form, refused)
        return 0
    return len(drafts)


def _told(number: int) -> str:
    told = ngettext(
        "%(number)s form is filled in part. It counts when you have completed and sent it.",
        "%(number)s forms are filled in part. Each counts when you have completed and sent it.",
        number,
    )
    return told % {"number": number}


def _texts(report: PartnerReport, earlier: PartnerReport) -> list[tuple[str, str, str]]:
    """The last report's texts whose place is still empty, with the way to use them as a start."""
    page = reverse("reporting:report-texts", args=[report.pk])
    return [
        (str(field.label), getattr(earlier, name), f"{page}?start={name}#id_{name}")
        for name, field in TextsForm.base_fields.items()
        if getattr(earlier, name) and not getattr(report, name)
    ]
