"""Publicity: what was proven and what is missing (A-33)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from reporting.actions.publicity import note_publicity
from reporting.forms.publicity import PublicityForm
from reporting.models import PublicityProof
from reporting.rules.publicity import KINDS, missing_proof
from reporting.views.lead_pages import crumbs, grant_for


@require_safe
def publicity_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every proof, and what there is none of."""
    grant = grant_for(request, ref, C.VIEW_ROWS)
    proofs = list(PublicityProof.objects.filter(grant=grant).select_related("file", "noted_by"))
    missing = missing_proof({one.kind for one in proofs}, has_claimed=True)
    context = {
        "grant": grant,
        "heading": _("Publicity"),
        "breadcrumbs": crumbs(grant, (_("Publicity"), None)),
        "proofs": proofs,
        "missing": [_(KINDS[kind]) for kind in missing],
        "may_note": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "reporting/publicity/list.html", context)


def publicity_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a proof."""
    grant = grant_for(request, ref, C.VIEW_ROWS)
    require(request, C.PLAN_PROJECT, grant)
    form = PublicityForm(request.POST or None, request.FILES or None, initial={"seen_on": today()})
    address = reverse("reporting:publicity", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        note_publicity(grant, **values, by=reader(request), at=now())
        return address

    heading = _("Note a proof of publicity")
    context = {
        "grant": grant,
        "tab": "publicity",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Publicity"), address), (heading, None)),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The proof is kept."))
