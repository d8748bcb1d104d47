"""The papers of one cost: sent to it, chosen from what is here already, and untied."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.exchange.papers import read_ahead
from consortium.queries import clock
from consortium.rules.refusals import Refused
from reporting.actions.costs import attach_evidence, detach_evidence
from reporting.actions.evidence import prove_expenditure
from reporting.forms.evidence import EvidenceForm, KeptFileForm
from reporting.models import Expenditure
from reporting.queries.evidence import kept_files, visible_files
from reporting.views.costs import form_of, item_page, load_item
from reporting.views.filing import (
    Outcome,
    answered,
    outcome,
    refused_outcome,
    say_outcome,
)
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import load_report

# Where a file may be sent from besides the page of its cost.
BACK = {
    "costs": "reporting:report-costs",
    "missing": "reporting:papers-missing",
    "papers": "reporting:report-papers",
}


@require_POST
def evidence_add(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Upload vouchers or proofs of payment; one that is refused loses no other."""
    report = load_report(request, pk)
    item = load_item(report, item_pk)
    form = EvidenceForm(request.POST, request.FILES)
    back = BACK.get(request.POST.get("back", ""))
    if not form.is_valid():
        if back:
            messages.error(
                request, _("No file was sent. Choose one or several and send them again.")
            )
            return answered(request, back, report.pk)
        return item_page(request, report, item, form_of(report, item), form)
    said = []
    for sent in form.cleaned_data["file"][: settings.MAX_PILE_FILES]:
        said.append(_proved(request, item, form, sent))
    if back:
        for one in said:
            say_outcome(request, report, one)
        return answered(request, back, report.pk)
    attached = sum(one["tone"] == "success" for one in said)
    if attached:
        many = _("%(number)s files are attached.") % {"number": attached}
        messages.success(request, _("The file is attached.") if attached == 1 else many)
    if form.errors:
        return item_page(request, report, item, form_of(report, item), form)
    return redirect("reporting:expenditure", report.pk, item.pk)


def _proved(request: HttpRequest, item: Expenditure, form: EvidenceForm, sent: Any) -> Outcome:
    """One file kept and tied; a refusal stands in the form and in the answer."""
    role, by, now = form.cleaned_data["role"], request.user, clock.now()
    read_ahead(sent)
    try:
        proof = prove_expenditure(item, content=sent, name=sent.name, role=role, by=by, at=now)
    except Refused as refused:
        add_refusal(form, refused)
        return refused_outcome(sent.name, refused)
    params = {"voucher": item.voucher_no, "role": proof.get_role_display().lower()}
    text = _("Attached to %(voucher)s as %(role)s.") % params
    return outcome(sent.name, "success", text, proof.file_id)


@require_POST
def evidence_choose(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Tie a file that is here already to one more cost."""
    report = load_report(request, pk)
    item = load_item(report, item_pk)
    form = KeptFileForm(request.POST, files=kept_files(report, request.user))
    if form.is_valid():
        file = get_object_or_404(visible_files(request.user), pk=form.cleaned_data["file_here"])
        role, by, now = form.cleaned_data["role_here"], request.user, clock.now()
        try:
            attach_evidence(item, file, role, by=by, at=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The file is attached."))
            return redirect("reporting:expenditure", report.pk, item.pk)
    return item_page(request, report, item, form_of(report, item), kept_form=form)


@require_POST
def evidence_drop(request: HttpRequest, pk: int, item_pk: int, proof_pk: int) -> HttpResponse:
    """Untie a file that was attached by mistake."""
    report = load_report(request, pk)
    item = load_item(report, item_pk)
    proof = get_object_or_404(item.files.select_related("file", "expenditure__report"), pk=proof_pk)
    detach_evidence(proof, by=request.user, at=clock.now())
    messages.success(request, _("The file is detached."))
    if back := BACK.get(request.POST.get("back", "")):
        return redirect(back, report.pk)
    return redirect("reporting:expenditure", report.pk, item.pk)
