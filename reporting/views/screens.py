"""The auditor's screens: each asks the rows one question and can be taken away as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability as C
from grants.models import Grant
from grants.rules.desk_limits import DESK_LIMITS
from reporting.documents import screens as purchases
from reporting.documents import screens_people as people
from reporting.documents.editions import CONTENT_TYPES, CSV, SUFFIXES, XLSX, draft_edition
from reporting.documents.printing import printed
from reporting.documents.rendering import render as render_file
from reporting.documents.screen_parts import COST, EVENTS, Screen, Way, screen_document
from reporting.forms.screens import DaysForm, SplitForm
from reporting.queries.funding import frozen_profile
from reporting.views.lead_pages import crumbs, grant_for

FORMATS = (CSV, XLSX)
ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Kind:
    """One screen: its name, what it looks for, and what its reader may set."""

    title: str
    meaning: str
    form: type[forms.Form] | None = None


KINDS: Mapping[str, Kind] = {
    "duplicates": Kind(
        gettext_noop("Duplicates"),
        gettext_noop("Invoices that look like one and the same, over partners, years and grants."),
        DaysForm,
    ),
    "benford": Kind(
        gettext_noop("First digits (Benford)"),
        gettext_noop("Whether amounts begin with the digits that such lists usually begin with."),
    ),
    "splits": Kind(
        gettext_noop("Split purchases"),
        gettext_noop("Purchases from one supplier, each below the procurement limit, all above."),
        SplitForm,
    ),
    "suppliers": Kind(
        gettext_noop("Suppliers in common"),
        gettext_noop("Suppliers that sold to more than one partner, or are a partner themselves."),
    ),
    "free-days": Kind(
        gettext_noop("Weekends and holidays"),
        gettext_noop("Hours on Saturdays, Sundays and public holidays."),
    ),
    "absence": Kind(
        gettext_noop("Hours and absence"),
        gettext_noop("Hours on days on which the employee was away."),
    ),
    "changes": Kind(
        gettext_noop("Changes after approval"),
        gettext_noop("What was changed in a cost after its report had been approved."),
    ),
    "hands": Kind(
        gettext_noop("Four eyes"),
        gettext_noop("Who acted in which roles, and who let pass what whom had made."),
    ),
    "log-ins": Kind(
        gettext_noop("Log-ins"),
        gettext_noop("Who has a seat, and how often they have logged in or failed to."),
    ),
}


@require_safe
def screen_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every screen, and what it looks for."""
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    context = {
        "grant": grant,
        "heading": _("Screens"),
        "breadcrumbs": crumbs(grant, (_("Screens"), None)),
        "screens": [
            (_(kind.title), _(kind.meaning), reverse("reporting:screen", args=[ref, code]))
            for code, kind in KINDS.items()
        ],
    }
    return render(request, "reporting/screens/list.html", context)


@require_safe
def screen_page(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """One screen as it answers now, a page of each table; the files hold every row."""
    grant, kind = _asked(request, ref, code)
    form, values = _values(request, grant, kind)
    found = _found(request, grant, code, values)
    address = reverse("reporting:screen", args=[ref, code])
    # The reader's own words, since an amount is written as the reader writes it.
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "grant": grant,
        "heading": _(kind.title),
        "meaning": _(kind.meaning),
        "breadcrumbs": crumbs(
            grant,
            (_("Screens"), reverse("reporting:screen-list", args=[ref])),
            (_(kind.title), None),
        ),
        "form": form,
        "is_asked": found is not None,
        "tables": _shown(request, grant, found) if found else [],
        "files": [(one, f"{address}{one}{query}") for one in FORMATS] if found else [],
    }
    return render(request, "reporting/screens/screen.html", context)


@require_safe
def screen_file(request: HttpRequest, ref: str, code: str, format_: str) -> HttpResponse:
    """The same as a workbook, or as CSV with a data dictionary."""
    grant, kind = _asked(request, ref, code)
    _form, values = _values(request, grant, kind)
    found = _found(request, grant, code, values)
    if format_ not in FORMATS or found is None:
        raise Http404
    paper = screen_document(grant, code, kind.title, kind.meaning, found, clock.now())
    content = render_file(draft_edition(paper, get_language() or "da"), format_)
    response = HttpResponse(content, content_type=CONTENT_TYPES[format_])
    name = f"{grant.ref}-{code}.{SUFFIXES[format_]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest, ref: str, code: str) -> tuple[Grant, Kind]:
    grant = grant_for(request, ref, C.VIEW_HISTORY)
    if code not in KINDS:
        raise Http404
    return grant, KINDS[code]


def _values(
    request: HttpRequest, grant: Grant, kind: Kind
) -> tuple[forms.Form | None, dict[str, Any]]:
    """The form as it was sent or as the house begins it, and what it says; nothing if it errs."""
    if kind.form is None:
        return None, {}
    limit = frozen_profile(grant).market_check_from
    start = {"days": int(DESK_LIMITS["twin_days"]), "limit": limit}
    if any(name in request.GET for name in start):
        form = kind.form(request.GET)
        return form, form.cleaned_data if form.is_valid() else {}
    form = kind.form(initial=start)
    values = {name: start[name] for name in form.fields}
    return form, {} if None in values.values() else values


def _found(request: HttpRequest, grant: Grant, code: str, values: dict[str, Any]) -> Screen | None:
    """What the screen finds; None as long as its reader has not said what to look for."""
    if KINDS[code].form is not None and not values:
        return None
    if code == "duplicates":
        mine = actor_of(request.user).ids(C.VIEW_ROWS, Grant)
        return purchases.twins_screen(grant, mine, values["days"])
    if code == "splits":
        return purchases.splits_screen(grant, Decimal(values["limit"]), values["days"])
    if code == "log-ins":
        return people.log_ins_screen(grant, clock.now())
    return PLAIN[code](grant)


PLAIN: Mapping[str, Callable[[Grant], Screen]] = {
    "benford": purchases.benford_screen,
    "suppliers": purchases.suppliers_screen,
    "free-days": people.free_days_screen,
    "absence": people.absence_screen,
    "changes": people.changes_screen,
    "hands": people.hands_screen,
}


def _shown(request: HttpRequest, grant: Grant, found: Screen) -> list[dict[str, Any]]:
    """The tables as the page shows them: a page of each, its rows with the way to their own."""
    shown = []
    for table, ways in zip(found.tables, found.ways, strict=True):
        page = Paginator(table.rows, ROWS_A_PAGE).get_page(request.GET.get(table.code))
        first = page.paginator.per_page * (page.number - 1)
        told = printed(replace(table, rows=tuple(page.object_list)), get_language() or "da")
        addresses = [_address(grant, way) for way in ways[first : first + ROWS_A_PAGE]]
        rows = list(zip(told.rows, addresses, strict=True))
        shown.append({"table": told, "rows": rows, "page": page})
    return shown


def _address(grant: Grant, way: Way | None) -> str:
    if way is None:
        return ""
    if way.kind == COST:
        return reverse("reporting:verification-item", args=way.parts)
    if way.kind == EVENTS:
        person, verb = way.parts
        asked = urlencode({"by": person, **({"verb": verb} if verb else {})})
        return f"{reverse('reporting:event-log', args=[grant.ref])}?{asked}"
    return reverse("reporting:object-history", args=way.parts)
