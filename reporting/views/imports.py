"""A sheet on its way into a report: handed in, asked about, previewed, written or dropped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.exchange.sheets import open_book
from consortium.models import Job
from consortium.queries import clock
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from reporting.actions.import_jobs import (
    CHECK,
    WRITE,
    WRITING,
    is_quick,
    is_silent,
    order_import,
    restart_import,
    stop_import,
    written_so_far,
)
from reporting.actions.imports import (
    IMPORTABLE,
    check,
    write,
)
from reporting.actions.kept_sheets import (
    answer_sheet,
    drop_sheet,
    kind_of,
    layout_kept,
    note_outcome,
    receive_sheet,
    source_of,
)
from reporting.exchange.columns import AMOUNT, SheetKind
from reporting.exchange.cost_sheet import COSTS
from reporting.exchange.layout import header_samples, moved, sample, sheet_of
from reporting.exchange.marking import marked, marked_name
from reporting.exchange.template import template
from reporting.forms.imports import LayoutForm, SheetForm
from reporting.models import SheetImport
from reporting.queries.references import report_ref
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import load_report, may_write, show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAITING = (Job.QUEUED, Job.RUNNING)
# So many cells and rows are shown; the marked workbook holds all that were kept.
SHOWN = 100


def import_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Fetch the report's workbook, and hand in a sheet."""
    report = load_report(request, pk, only_to_write=True)
    listed = _importable(kind)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        by, at = request.user, clock.now()
        try:
            sheet = receive_sheet(report, kind=kind, content=upload, name=upload.name, by=by, at=at)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return _next(request, sheet)
    context = {
        "heading": _("Import: %(what)s") % {"what": _(listed.label)},
        "form": form,
        "kind": kind,
        "hints": [_(hint) for hint in listed.hints],
        "earlier": report.imports.filter(kind=kind).exclude(state=SheetImport.DROPPED)[:10],
    }
    return show(request, report, "reporting/imports/new.html", context)


@require_GET
def import_workbook(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """The workbook of this report, with its own choices and the rows that stand there."""
    report = load_report(request, pk, only_to_write=True)
    if language not in ("da", "en"):
        raise Http404
    content = template(report, _importable(kind), language)
    response = HttpResponse(content, content_type=XLSX)
    name = f"{report_ref(report).replace('/', '-')}-{kind}-{language}.xlsx"
    return _attached(response, name)


def sheet_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which: guessed, and asked about where the sheet does not show it."""
    sheet = _load(request, pk)
    kind, layout = kind_of(sheet), layout_kept(sheet)
    with sheet.file.open("rb") as stream, open_book(stream, sheet.name) as book:
        rows = sample(sheet_of(book, layout))
    form = LayoutForm(
        request.POST or None,
        layout=layout,
        kind=kind,
        lists=kind.lists(sheet.report),
        samples=header_samples(layout, rows),
    )
    if request.method == "POST" and form.is_valid():
        told = form.answered(moved(layout, rows, form.places(), kind))
        answer_sheet(sheet, told, by=request.user, at=clock.now())
        return _next(request, sheet)
    questions = layout.open_questions(kind)
    context = {
        "heading": _("Columns of “%(name)s”") % {"name": sheet.name},
        "form": form,
        "sheet": sheet,
        "asks": {one.about for one in questions},
        "missing": [_(kind.column(one.name).label) for one in questions if one.about == "missing"],
    }
    return show(request, sheet.report, "reporting/imports/columns.html", context)


@require_GET
def sheet_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the sheet would do, row by row, or how far it is."""
    sheet = _load(request, pk, to_write=False)
    job = sheet.job
    waits = job is not None and job.state in WAITING
    language = (get_language() or "da")[:2]
    context: dict[str, Any] = {
        "heading": sheet.name,
        "sheet": sheet,
        "job": job,
        "is_waiting": waits,
        "is_silent": job is not None and is_silent(job, clock.now()),
        "kind_label": _(kind_of(sheet).label),
        **_sum(kind_of(sheet)),
        "language": language,
        "may_write": may_write(request, sheet.report) and not waits,
        **_outcome(sheet, language),
        **_pace(job),
    }
    response = show(request, sheet.report, "reporting/imports/sheet.html", context)
    if waits:
        response["Refresh"] = "2"
    return response


@require_POST
def sheet_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write everything, or nothing."""
    sheet = _load(request, pk)
    by, at = request.user, clock.now()
    if not is_quick(sheet):
        order_import(sheet, WRITE, by=by, at=at)
        return redirect("reporting:sheet-import", pk)
    outcome = write(source_of(sheet, by=by, at=at), sheet)
    if sheet.state != SheetImport.WRITTEN:
        note_outcome(sheet, outcome, by=by, at=at)
        return redirect("reporting:sheet-import", pk)
    counts = outcome.counts
    messages.success(
        request,
        ngettext("%(new)s new row is written", "%(new)s new rows are written", counts["new"])
        % {"new": counts["new"]}
        + "; "
        + ngettext("%(number)s is changed.", "%(number)s are changed.", counts["changed"])
        % {"number": counts["changed"]},
    )
    return redirect("reporting:sheet-import", pk)


@require_POST
def sheet_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the sheet away."""
    sheet = _load(request, pk)
    drop_sheet(sheet, by=request.user, at=clock.now())
    messages.success(request, _("The file is thrown away. Nothing was written."))
    return redirect("reporting:import-new", sheet.report_id, sheet.kind)


@require_POST
def sheet_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a run to stop, or start one anew that has died."""
    sheet = _load(request, pk)
    if sheet.job is None:
        raise Http404
    deed = restart_import if "restart" in request.POST else stop_import
    deed(sheet.job, by=request.user, at=clock.now())
    return redirect("reporting:sheet-import", pk)


@require_GET
def sheet_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook, its faulty cells coloured and commented."""
    sheet = _load(request, pk)
    if not sheet.file or not sheet.outcome:
        raise Http404
    language = (get_language() or "da")[:2]
    with sheet.file.open("rb") as stream:
        content = marked(stream, sheet.name, layout_kept(sheet), sheet.outcome["faults"], language)
    response = HttpResponse(content, content_type=XLSX)
    return _attached(response, marked_name(sheet.name))


def _next(request: HttpRequest, sheet: SheetImport) -> HttpResponse:
    """Ask if anything is open, else check: at once, or in the background if it is long."""
    if layout_kept(sheet).open_questions(kind_of(sheet)):
        return redirect("reporting:sheet-columns", sheet.pk)
    by, at = request.user, clock.now()
    if is_quick(sheet):
        note_outcome(sheet, check(source_of(sheet, by=by, at=at)), by=by, at=at)
    else:
        order_import(sheet, CHECK, by=by, at=at)
    return redirect("reporting:sheet-import", sheet.pk)


def _load(request: HttpRequest, pk: int, *, to_write: bool = True) -> SheetImport:
    sheets = SheetImport.objects.visible_to(request.user).select_related("job")
    sheet = get_object_or_404(sheets, pk=pk)
    sheet.report = load_report(request, sheet.report_id)
    if to_write:
        require(request, C.WRITE_REPORT, sheet.report.grant_partner.organisation)
    if to_write and sheet.state == SheetImport.DROPPED:
        raise Http404
    return sheet


def _importable(kind: str) -> SheetKind:
    if kind not in IMPORTABLE:
        raise Http404
    return IMPORTABLE[kind].kind


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _outcome(sheet: SheetImport, language: str) -> dict[str, Any]:
    """What checking has found, in the reader's language."""
    told = sheet.outcome
    if not told:
        return {}
    counts, amounts = told["counts"], told["amounts"]
    faults = [
        {**one, "label": one["labels"][language], "sentence": one["said"][language]}
        for one in told["faults"][:SHOWN]
    ]
    changes = [
        {
            **one,
            "fields": [
                (field["labels"][language], field["old"][language], field["new"][language])
                for field in one["fields"]
            ],
        }
        for one in told["changes"][:SHOWN]
    ]
    return {
        "rows": [
            (label, counts[name], Decimal(amounts.get(name, "0.00")))
            for name, label in _labels().items()
        ],
        "counts": counts,
        "faults": faults,
        "changes": changes,
        "more_faults": told["fault_count"] - len(faults),
        "more_changes": counts["changed"] - len(changes),
        "totals": ", ".join(str(row) for row in told["totals"]),
        "is_ready": bool(
            sheet.state == SheetImport.CHECKED
            and not counts["refused"]
            and (counts["new"] or counts["changed"])
        ),
    }


def _sum(kind: SheetKind) -> dict[str, str]:
    """What is added up in the preview: money, or what the kind counts."""
    if not kind.total:
        return {"sum_label": _("Amount, DKK") if kind.code == COSTS.code else ""}
    column = kind.column(kind.total)
    is_money = column.form == AMOUNT
    return {
        "sum_label": _("Amount, DKK") if is_money else _(column.label),
        "sum_form": column.form,
    }


def _labels() -> dict[str, str]:
    return {
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "refused": _("Refused"),
    }


def _pace(job: Job | None) -> dict[str, Any]:
    """How much of a running job is done, and how long the rest will take, in whole seconds."""
    if job is None or not job.total or not job.started_at:
        return {}
    if job.phase == WRITING:
        aside = written_so_far(job)
        if aside is None:
            return {"done": 0, "total": job.total}
        spent, done, total = aside.at - aside.began, aside.done, aside.total
    else:
        spent = (job.heartbeat_at or job.started_at) - job.started_at
        done, total = job.progress, job.total
    found: dict[str, Any] = {"done": done, "total": total}
    if done:
        left = spent.total_seconds() / done * max(total - done, 0)
        found |= {"seconds_left": round(left), "done_share": Decimal(done) / total}
    return found
