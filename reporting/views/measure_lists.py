"""A register of proposals on its way in: read, shown, written, not kept (004)."""

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
from reporting.forms.passing import MappedForm
from reporting.views.passing_sheets import file, page, taken, workbook
from reporting.views.rows import TYPES

KIND = "measures"


def measure_import(request: HttpRequest, ref: str) -> HttpResponse:
    """Proposals from a sheet: shown first, written when it is sent with that deed."""
    grant = _find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = MappedForm(request.POST or None, request.FILES or None)
    found = taken(request, form, grant, KIND)
    if found and "marked" in request.POST:
        return found.marked()
    back = reverse("grants:measure-list", args=[ref])
    context = {
        "grant": grant,
        "heading": _("Read proposals from a sheet"),
        "breadcrumbs": crumbs(grant, (_("Register of proposals"), back), (_("Import"), None)),
        "back": back,
        "files": [
            (one.upper(), reverse("reporting:measure-rows", args=[ref, one])) for one in TYPES
        ],
        "workbooks": [
            (label, reverse("reporting:measure-book", args=[ref, code]))
            for code, label in (("da", _("Danish")), ("en", _("English")))
        ],
        "writable": True,
        **page(form, found, KIND),
    }
    return render(request, "reporting/imports/measures.html", context)


@require_GET
def measure_book(request: HttpRequest, ref: str, language: str) -> HttpResponse:
    """The workbook to fill in."""
    grant = _find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    return workbook(grant, KIND, language)


@require_GET
def measure_rows(request: HttpRequest, ref: str, extension: str) -> HttpResponse:
    """The register as a file that the import takes, with the row keys."""
    grant = _find(request, ref)
    require(request, C.VIEW_ROWS, grant)
    return file(grant, KIND, extension)


def _find(request: HttpRequest, ref: str) -> Grant:
    visible = Grant.objects.visible_to(request.user).select_related("lead", "fund")
    return get_object_or_404(visible, ref=ref)
