"""Flat corrections: choose a supplier, its rows, and the step of the scale (R-83)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader, require
from reporting.actions.flat_corrections import propose_flat_correction
from reporting.forms.flat_corrections import FlatCorrectionForm
from reporting.queries.corrections import claimed_suppliers, rows_of_supplier
from reporting.views.lead_pages import crumbs, done, grant_for


def correction_flat(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose one flat correction on many rows of a contract."""
    grant = grant_for(request, ref)
    require(request, C.PROPOSE_CORRECTION, grant)
    suppliers = claimed_suppliers(grant)
    key = request.GET.get("supplier", "")
    chosen = next((one for one in suppliers if one.key == key), None)
    rows = rows_of_supplier(grant, chosen) if chosen else []
    wanted = set(request.POST.getlist("items"))
    marked = [row for row in rows if str(row.pk) in wanted]
    form = FlatCorrectionForm(request.POST or None)

    def propose(given: dict[str, Any]) -> None:
        made = propose_flat_correction(grant, marked, **given, by=reader(request), at=clock.now())
        told = ngettext(
            "%(count)s correction is proposed; the partner has been asked.",
            "%(count)s corrections are proposed; the partners have been asked.",
            len(made),
        )
        messages.success(request, told % {"count": len(made)})

    if request.method == "POST" and chosen and done(form, propose):
        return redirect("reporting:correction-list", ref)
    listed = reverse("reporting:correction-list", args=[ref])
    context = {
        "grant": grant,
        "heading": _("Flat correction of a contract"),
        "suppliers": suppliers,
        "chosen": chosen,
        "rows": [(row, request.method != "POST" or str(row.pk) in wanted) for row in rows],
        "form": form,
        "cancel_url": listed,
        "breadcrumbs": crumbs(grant, (_("Corrections"), listed), (_("Flat correction"), None)),
    }
    return render(request, "reporting/corrections/flat.html", context)
