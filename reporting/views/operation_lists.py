"""A public list of operations on its way into the register: read, shown, written, not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import Grant
from grants.views.grants import crumbs
from reporting.forms.passing import OperationListForm
from reporting.views.passing_sheets import file, page, taken
from reporting.views.rows import TYPES

KIND = "operations"


def operation_import(request: HttpRequest, ref: str) -> HttpResponse:
    """A list from a sheet: shown first, written when it is sent with that deed."""
    grant = _find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = OperationListForm(request.POST or None, request.FILES or None)
    # Which list it is counts for this sheet alone; the columns are known again.
    found = taken(request, form, grant, KIND, once=("source",))
    if found and "marked" in request.POST:
        return found.marked()
    back = reverse("grants:operation-list", args=[ref])
    context = {
        "grant": grant,
        "heading": _("Read a list of operations"),
        "breadcrumbs": crumbs(grant, (_("Related operations"), back), (_("Import"), None)),
        "back": back,
        "files": [
            (one.upper(), reverse("reporting:operation-rows", args=[ref, one])) for one in TYPES
        ],
        "writable": True,
        **page(form, found, KIND),
    }
    return render(request, "reporting/imports/operations.html", context)


@require_GET
def operation_rows(request: HttpRequest, ref: str, extension: str) -> HttpResponse:
    """The register as a file that the import takes, with the row keys."""
    grant = _find(request, ref)
    require(request, C.VIEW_ROWS, grant)
    return file(grant, KIND, extension)


def _find(request: HttpRequest, ref: str) -> Grant:
    visible = Grant.objects.visible_to(request.user).select_related("lead", "fund")
    return get_object_or_404(visible, ref=ref)
