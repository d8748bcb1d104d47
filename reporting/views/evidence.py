"""Hands out a file that proves something, to those who may see the row it proves."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from consortium.models import EvidenceFile
from grants.models import ChangeRequest, Grant
from reporting.models import (
    Claim,
    ClaimDecision,
    ClaimQuestion,
    Expenditure,
    ExpenditureFile,
    OnSiteFile,
    PartnerReport,
    ReportFile,
)
from reporting.queries.hours import letters_of
from reporting.queries.verifiers import sent_to

# Shown in the browser; all else is only ever saved, so that no upload can run as a page of ours.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, if the reader may see a cost, report, rate, claim or grant it proves; else 404."""
    costs = Expenditure.objects.visible_to(request.user)
    reports = PartnerReport.objects.visible_to(request.user)
    proves = ExpenditureFile.objects.filter(file=OuterRef("pk"), expenditure__in=costs)
    belongs = ReportFile.objects.filter(file=OuterRef("pk"), report__in=reports)
    rests = letters_of(request.user).filter(letter=OuterRef("pk"))
    claims = Claim.objects.visible_to(request.user)
    letters = ClaimDecision.objects.filter(letter=OuterRef("pk"), claim__in=claims)
    asked = ClaimQuestion.objects.filter(
        Q(letter=OuterRef("pk")) | Q(answer_file=OuterRef("pk")), claim__in=claims
    )
    grants = Grant.objects.visible_to(request.user)
    changes = ChangeRequest.objects.filter(letter=OuterRef("pk"), grant__in=grants)
    seen = OnSiteFile.objects.filter(file=OuterRef("pk"), visit__report__in=sent_to(request.user))
    ways = (seen, proves, belongs, rests, letters, asked, changes)
    visible = EvidenceFile.objects.filter(reduce(or_, (Q(Exists(way)) for way in ways)))
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
