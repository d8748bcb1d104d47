"""Sheets that are read and not kept: draft budgets, and participants, whose names must not stay."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries import clock
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import BudgetVersion, Grant
from partners.actions.participants import read_participants
from partners.queries.participants import headcount
from reporting.forms.passing import PassingForm
from reporting.views.passing_sheets import file, page, taken
from reporting.views.report_pages import load_report, show
from reporting.views.rows import TYPES

GROUPS = {
    "age_group": gettext_noop("Age"),
    "work": gettext_noop("Work"),
    "education": gettext_noop("Education"),
}


def budget_import(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """A draft budget from a sheet: shown first, written when it is sent with that deed."""
    version = _draft(request, ref, number)
    form = PassingForm(request.POST or None, request.FILES or None)
    found = taken(request, form, version, "budgets")
    if found and "marked" in request.POST:
        return found.marked()
    back = reverse("grants:budget-detail", args=[ref, number])
    context = {
        "grant": version.grant,
        "tab": "budget",
        "heading": _("Budget, version %(number)s: import") % {"number": number},
        "breadcrumbs": [
            (_("Grants"), reverse("grants:grant-list")),
            (ref, reverse("grants:grant-detail", args=[ref])),
            (_("Version %(number)s") % {"number": number}, back),
            (_("Import"), None),
        ],
        "back": back,
        "files": _files("reporting:budget-rows", ref, number),
        "writable": True,
        **page(form, found, "budgets"),
    }
    return render(request, "reporting/imports/budget.html", context)


@require_GET
def budget_rows(request: HttpRequest, ref: str, number: int, extension: str) -> HttpResponse:
    """The amounts of a draft as a file that the import takes."""
    return file(_draft(request, ref, number), "budgets", extension)


def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people took part, and a sheet of them; nobody's name is kept (G-05)."""
    report = load_report(request, pk)
    form = PassingForm(request.POST or None, request.FILES or None)
    found = taken(request, form, report, "participants")
    if found and "marked" in request.POST:
        return found.marked()
    partner = report.grant_partner
    counted = headcount(partner.organisation, partner.grant.ref)
    context = {
        "heading": _("Participants"),
        "counted": counted,
        "groups": [(_(GROUPS[name]), rows) for name, rows in counted.groups],
        **page(form, found, "participants"),
    }
    return show(request, report, "reporting/imports/participants.html", context)


@require_POST
def participant_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The list without names, as a file; who fetches it stands in the log (G-08)."""
    report = load_report(request, pk)
    partner = report.grant_partner
    read_participants(
        partner.organisation, grant_ref=partner.grant.ref, by=request.user, at=clock.now()
    )
    return file(report, "participants", "xlsx")


def _draft(request: HttpRequest, ref: str, number: int) -> BudgetVersion:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), ref=ref)
    require(request, C.PLAN_PROJECT, grant)
    drafts = BudgetVersion.objects.select_related("grant").filter(state="draft")
    return get_object_or_404(drafts, grant=grant, number=number)


def _files(name: str, *args: Any) -> list[tuple[str, str]]:
    return [(one.upper(), reverse(name, args=[*args, one])) for one in TYPES]
