"""Hands out a file that proves something, to those who may see the row it proves."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.actions.reading import PERSONAL_FILE
from consortium.exchange.previews import first_text, page_picture
from consortium.models import DestroyedFile, EvidenceFile
from consortium.models.access import actor_of
from consortium.rules.roles import Capability as C
from consortium.views.reading import log_reading
from reporting.models import ExpenditureFile, PartnerReport
from reporting.queries.evidence import proofs_of, shows_person, visible_files
from reporting.views.report_pages import report_title

# What a program of the reader's may open by its type; all else is only bytes.
NAMED = frozenset({"application/pdf", "image/png", "image/jpeg"})
# No upload runs as a page of ours, whatever a browser makes of it.
INERT = "default-src 'none'; sandbox"


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file to be saved, if the reader may see something that it proves; else 404."""
    evidence = _seen(request, pk)
    if destroyed := _destroyed(request, evidence):
        return destroyed
    named = evidence.content_type in NAMED
    try:
        stored = evidence.file.open("rb")
    except (OSError, ValueError) as error:
        return gone(request, evidence, error)
    response = FileResponse(
        stored,
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.content_type if named else "application/octet-stream",
    )
    return inert(response)


@require_GET
def evidence_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The file shown in a page of ours: pictures of its pages or its text, and what it proves."""
    evidence = _seen(request, pk)
    if destroyed := _destroyed(request, evidence):
        return destroyed
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    way_back = _way_back(request, evidence)
    context: dict[str, Any] = {
        "heading": evidence.name,
        "in_report": len(way_back) > 1,
        "file": evidence,
        "number": number,
        "rows": _rows(request, evidence),
        "breadcrumbs": [*way_back, (evidence.name, None)],
    }
    try:
        if evidence.is_pictured:
            drawn = page_picture(evidence, number)
            context |= {"pages": drawn.pages, "drawn": bool(drawn.content)}
        elif evidence.is_readable:
            text, more = first_text(evidence)
            context |= {"text": text, "more": more}
    except (OSError, ValueError) as error:
        return gone(request, evidence, error)
    return render(request, "reporting/papers/view.html", context)


@require_GET
def evidence_picture(request: HttpRequest, pk: int, page: int) -> HttpResponseBase:
    """One page as a picture that this house has drawn; nothing of the file itself is sent."""
    evidence = _seen(request, pk)
    if not evidence.is_pictured:
        raise Http404
    if destroyed := _destroyed(request, evidence):
        return destroyed
    try:
        drawn = page_picture(evidence, page)
    except (OSError, ValueError) as error:
        return gone(request, evidence, error)
    if not drawn.content:
        raise Http404
    return inert(HttpResponse(drawn.content, content_type=drawn.content_type))


def _seen(request: HttpRequest, pk: int) -> EvidenceFile:
    """The file, if the reader may see it; the first look of the day at a person's is noted."""
    evidence = get_object_or_404(visible_files(request.user), pk=pk)
    if shows_person(evidence):
        log_reading(request, PERSONAL_FILE, evidence)
    return evidence


def _way_back(request: HttpRequest, evidence: EvidenceFile) -> list[tuple[str, str | None]]:
    """The newest report that the file belongs to, and all of its papers."""
    belongs = Q(files__file=evidence) | Q(expenditure__files__file=evidence)
    reports = PartnerReport.objects.visible_to(request.user).filter(belongs)
    report = reports.select_related("period", "grant_partner__organisation").order_by("-pk").first()
    if report is None:
        return [(_("Papers"), None)]
    return [
        (report_title(report), reverse("reporting:report-detail", args=[report.pk])),
        (_("Papers of the report"), reverse("reporting:report-papers", args=[report.pk])),
    ]


def _rows(request: HttpRequest, evidence: EvidenceFile) -> list[tuple[ExpenditureFile, str]]:
    """The rows it proves that the reader may see, each with the page where the reader sees it."""
    actor = actor_of(request.user)
    rows = []
    for proof in proofs_of([evidence], request.user).get(evidence.pk, []):
        item = proof.expenditure
        where = (item.report_id, item.pk)
        if actor.can(C.VIEW_DESK, item.grant_partner.organisation):
            rows.append((proof, reverse("reporting:expenditure", args=where)))
        elif item.report.submitted_at is not None:
            rows.append((proof, reverse("reporting:verification-item", args=where)))
        else:
            rows.append((proof, ""))
    return rows


def _destroyed(request: HttpRequest, evidence: EvidenceFile) -> HttpResponse | None:
    """The page that says so, if the file's time is over: no machine shows what it once drew."""
    found = DestroyedFile.objects.filter(file=evidence).first()
    if found is None:
        return None
    context = {"heading": _("The file is destroyed"), "file": evidence, "destroyed": found}
    return render(request, "reporting/papers/gone.html", context, status=410)


def gone(request: HttpRequest, evidence: EvidenceFile, error: Exception) -> HttpResponse:
    """The row is here and its bytes are not: lost (410), or the store does not answer (503)."""
    lost = isinstance(error, (FileNotFoundError, ValueError))
    context = {"heading": _("The file cannot be shown"), "file": evidence, "lost": lost}
    return render(request, "reporting/papers/gone.html", context, status=410 if lost else 503)


def inert(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer with nothing left for a browser to guess or to run."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = INERT
    response["Cache-Control"] = "private, no-store"
    return response
