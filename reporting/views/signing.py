"""The signatory signs a frozen paper; whoever may read it may fetch what was signed."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.queries import clock
from consortium.queries.texts import day_text
from consortium.rules.refusals import Breach, Refused
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from reporting.actions.signing import sign_paper
from reporting.documents.editions import CONTENT_TYPES, PDF
from reporting.documents.signing import pen
from reporting.forms.signing import SigningForm
from reporting.models import ReportSnapshot, SignedPaper
from reporting.queries.texts import language_of
from reporting.rules.signing import check_certificate
from reporting.views.documents import visible_grant
from reporting.views.lead_pages import crumbs


def paper_sign(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Ask in which language, then sign; without a certificate the page says what is missing."""
    grant = visible_grant(request, ref)
    snapshots = ReportSnapshot.objects.visible_to(request.user).filter(grant=grant)
    snapshot = get_object_or_404(snapshots, pk=pk)
    require(request, C.SUBMIT_REPORTS, grant)
    back = reverse("reporting:document", args=[ref, pk])
    initial = {"language": language_of(grant.pk, snapshot.kind) or "da"}
    form = SigningForm(request.POST or None, initial=initial)

    def deed(given: dict[str, Any]) -> str:
        sign_paper(snapshot, given["language"], by=reader(request), at=clock.now())
        return back

    facts, breaches = _certificate()
    heading = _("Sign the PDF")
    context = {
        "grant": grant,
        "heading": heading,
        "facts": facts,
        "breaches": breaches,
        "consequences": [
            _("The signature is put behind the PDF, whose own bytes stay as they are."),
            _("The signed file is kept beside the paper and goes into the audit package."),
            _("Whoever opens it sees whose certificate signed it, and whether a byte has changed."),
        ],
        "submit": heading,
        "cancel_url": back,
        "breadcrumbs": crumbs(
            grant,
            (_("Documents"), reverse("reporting:documents", args=[ref])),
            (_("The paper as it was sent"), back),
            (heading, None),
        ),
    }
    done = _("The PDF is signed and kept.")
    return form_page(
        request, form, deed, context=context, done=done, template="components/confirm.html"
    )


def _certificate() -> tuple[list[tuple[str, str]], list[Breach]]:
    """The certificate that would sign, and what stands against signing with it now."""
    try:
        one = pen().certificate
    except Refused as refused:
        return [], list(refused.breaches)
    facts = [
        (_("Certificate of"), one.subject),
        (_("Issued by"), one.issuer),
        (_("Valid until"), day_text(one.valid_until.date())),
    ]
    return facts, check_certificate(one, clock.now())


@require_safe
def signed_file(request: HttpRequest, ref: str, pk: int, language: str) -> HttpResponseBase:
    """The signed PDF, byte for byte as it was signed."""
    grant = visible_grant(request, ref)
    snapshots = ReportSnapshot.objects.visible_to(request.user).filter(grant=grant)
    rows = SignedPaper.objects.filter(snapshot__in=snapshots)
    kept = get_object_or_404(rows, snapshot=pk, language=language)
    return FileResponse(
        kept.file.open("rb"),
        as_attachment=True,
        filename=kept.name,
        content_type=CONTENT_TYPES[PDF],
    )
