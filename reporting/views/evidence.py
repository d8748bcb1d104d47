"""Hands out a file that proves something, to those who may see the row it proves."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from consortium.models import EvidenceFile
from grants.models import ChangeRequest, Grant
from reporting.models import Expenditure, ExpenditureFile, PartnerReport, ReportFile

# Shown in the browser; all else is only ever saved, so that no upload can run as a page of ours.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, if the reader may see a cost, a report or a grant that it belongs to; else 404."""
    costs = Expenditure.objects.visible_to(request.user)
    reports = PartnerReport.objects.visible_to(request.user)
    proves = ExpenditureFile.objects.filter(file=OuterRef("pk"), expenditure__in=costs)
    belongs = ReportFile.objects.filter(file=OuterRef("pk"), report__in=reports)
    grants = Grant.objects.visible_to(request.user)
    letters = ChangeRequest.objects.filter(letter=OuterRef("pk"), grant__in=grants)
    visible = EvidenceFile.objects.filter(
        Q(Exists(proves)) | Q(Exists(belongs)) | Q(Exists(letters))
    )
    evidence = get_object_or_404(visible, pk=pk)
    shown = evidence.content_type in SHOWN
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=not shown,
        filename=evidence.name,
        content_type=evidence.content_type if shown else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
