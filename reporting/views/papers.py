"""The files of a report: a pile that finds its rows, and the rows that still lack a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.exchange.papers import read_ahead
from consortium.queries import clock
from consortium.rules.refusals import Refused
from reporting.actions.costs import attach_evidence
from reporting.actions.drafts import OWN_ITEM_STATES
from reporting.actions.evidence import file_paper, match_papers, move_evidence, unpile_paper
from reporting.forms.evidence import ACCEPT, PlaceForm
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, ReportFile
from reporting.queries.completeness import costs_lacking
from reporting.queries.evidence import numbers_of, papers_of, proofs_of, rows_numbered
from reporting.rules import completeness as steps
from reporting.rules.paper_names import role_of
from reporting.views.filing import (
    NOTHING_SENT,
    answered,
    limits,
    oversized,
    refused_outcome,
    say_outcome,
    sent_files,
    taken_outcomes,
    told_of,
)
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import load_report, show

PER_PAGE = 25
# As many voucher numbers as a page offers while one types; all are found.
OFFERED = 300


def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The pile of the report: send many files, see where each went, put right what is wrong."""
    report = load_report(request, pk)
    if request.method != "POST":
        return _papers_page(request, report)
    files, too_many = sent_files(request)
    for oversize in oversized(request):
        say_outcome(request, report, oversize)
    if not files and not request.POST.get("oversize"):
        messages.error(request, NOTHING_SENT)
    for sent in files:
        say_outcome(request, report, _filed(request, report, sent))
    for outcome in too_many:
        say_outcome(request, report, outcome)
    return answered(request, "reporting:report-papers", report.pk)


def _filed(request: HttpRequest, report: PartnerReport, sent: UploadedFile[Any]) -> dict[str, Any]:
    """One file kept, and what to say of it; a refusal is of this file alone."""
    name = str(sent.name)
    read_ahead(sent)
    try:
        filed = file_paper(report, content=sent, name=name, by=request.user, at=clock.now())
    except Refused as refused:
        return refused_outcome(name, refused)
    return told_of(filed, name)


def _papers_page(
    request: HttpRequest, report: PartnerReport, sent: tuple[int, PlaceForm] | None = None
) -> HttpResponse:
    page = Paginator(papers_of(report), PER_PAGE).get_page(request.GET.get("page"))
    files = list(page)
    proofs = proofs_of(files, request.user)
    numbers = numbers_of(report)
    cards: list[dict[str, Any]] = []
    for file in files:
        here = [one for one in proofs.get(file.pk, []) if one.expenditure.report_id == report.pk]
        form = sent[1] if sent and sent[0] == file.pk else _place_form(file, here)
        cards.append({"file": file, "proofs": proofs.get(file.pk, []), "here": here, "form": form})
    context = {
        "heading": _("Papers of the report"),
        "cards": cards,
        "page": page,
        "outcomes": taken_outcomes(request, report),
        "numbers": list(numbers.values())[:OFFERED],
        "has_rows": bool(numbers),
        "own_states": OWN_ITEM_STATES,
        "waiting": any(card["file"].waiting for card in cards),
        "accept": ACCEPT,
        **limits(),
    }
    return show(request, report, "reporting/papers/pile.html", context, step=steps.COSTS)


def _place_form(file: Any, here: list[ExpenditureFile], data: Any = None) -> PlaceForm:
    only = here[0] if len(here) == 1 else None
    initial = {
        "voucher": only.expenditure.voucher_no if only else "",
        "role": only.role if only else role_of(file.name),
    }
    return PlaceForm(data, initial=initial, auto_id=f"id_{file.pk}_%s")


@require_POST
def paper_place(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Tie a file of the pile to a row, or move it there from the row where it is wrong."""
    report = load_report(request, pk)
    file = get_object_or_404(papers_of(report), pk=file_pk)
    tied = ExpenditureFile.objects.filter(file=file, expenditure__report=report)
    here = list(tied.select_related("file", "expenditure__report"))
    form = _place_form(file, here, request.POST)
    item = _row_of(report, form) if form.is_valid() else None
    if item is None:
        return _papers_page(request, report, (file.pk, form))
    role, by, now = form.cleaned_data["role"], request.user, clock.now()
    try:
        if request.POST.get("deed") == "move" and len(here) == 1:
            move_evidence(here[0], item, role, by=by, at=now)
        else:
            attach_evidence(item, file, role, by=by, at=now)
    except Refused as refused:
        add_refusal(form, refused)
        return _papers_page(request, report, (file.pk, form))
    said = _("“%(name)s” proves %(voucher)s now.")
    messages.success(request, said % {"name": file.name, "voucher": item.voucher_no})
    return redirect("reporting:report-papers", report.pk)


def _row_of(report: PartnerReport, form: PlaceForm) -> Expenditure | None:
    """The one row that is meant, or an error in the form."""
    number = form.cleaned_data["voucher"]
    rows = rows_numbered(report, number)
    if len(rows) == 1:
        return rows[0]
    said = (
        _("%(number)s rows of this report have the voucher number “%(voucher)s”. Open the row.")
        if rows
        else _("No row of this report has the voucher number “%(voucher)s”. Enter the cost first.")
    )
    form.add_error("voucher", said % {"number": len(rows), "voucher": number})
    return None


@require_POST
def paper_drop(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file out of the pile that was sent by mistake."""
    report = load_report(request, pk)
    rows = ReportFile.objects.filter(report=report).select_related("file", "report")
    paper = get_object_or_404(rows, file=file_pk)
    unpile_paper(paper, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is out of the pile.") % {"name": paper.file.name})
    return redirect("reporting:report-papers", report.pk)


@require_POST
def papers_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Look again for the rows of the files that wait: rows may have been entered since."""
    report = load_report(request, pk)
    placed = match_papers(report, by=request.user, at=clock.now())
    for filed in placed:
        say_outcome(request, report, told_of(filed, filed.file.name))
    if not placed:
        messages.info(request, _("No waiting file names a row by its voucher number."))
    return redirect("reporting:report-papers", report.pk)


@require_GET
def papers_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that still lack a file, each with a place to send it to (A-01, A-02, A-20, A-21)."""
    report = load_report(request, pk)
    rows = costs_lacking(report).select_related("line").order_by("voucher_no", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": _("Costs that lack papers"),
        "rows": [(row, _lacks(row), row.state in OWN_ITEM_STATES) for row in page],
        "page": page,
        "outcomes": taken_outcomes(request, report),
        "accept": ACCEPT,
        **limits(),
    }
    return show(request, report, "reporting/papers/missing.html", context, step=steps.COSTS)


def _lacks(row: Any) -> list[tuple[str, str]]:
    """What is missing, each with the role of the file that mends it."""
    wanted = (
        (row.lacks_voucher, ExpenditureFile.INVOICE, _("Voucher")),
        (row.lacks_payment, ExpenditureFile.PAYMENT, _("Proof of payment")),
        (row.lacks_delivery, ExpenditureFile.DELIVERY, _("Proof of delivery")),
        (row.lacks_market, ExpenditureFile.MARKET, _("Procurement file or market check")),
    )
    return [(role, label) for lacking, role, label in wanted if lacking]
