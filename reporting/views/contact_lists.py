"""Lists of contacts where they meet the grant: begun, filled from a sheet, fetched as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.queries.clock import now
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import GrantPartner
from partners.actions.contacts import open_contact_list, read_contacts
from partners.forms.contacts import ContactListForm
from partners.models import Organisation
from partners.views.contacts import find_list, way_to
from reporting.forms.passing import MappedForm
from reporting.views.passing_sheets import file, page, taken, workbook
from reporting.views.rows import TYPES

KIND = "contacts"


def contact_list_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a list in one of the grants that the organisation takes part in."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request, C.WRITE_REPORT, organisation)
    seats = GrantPartner.objects.filter(organisation=organisation).select_related("grant")
    grants = [(one.grant.ref, str(one.grant)) for one in seats.order_by("grant__ref")]
    form = ContactListForm(request.POST or None, grants=grants)

    def deed(values: dict[str, Any]) -> str:
        made = open_contact_list(organisation, by=reader(request), at=now(), **values)
        return reverse("partners:contact-list", args=[made.pk])

    context = {
        "heading": _("New contact list"),
        "breadcrumbs": way_to(organisation, (_("New contact list"), None)),
        "cancel_url": reverse("partners:contact-lists", args=[pk]),
        "intro": _("Your organisation is the controller of the list: only you see who is in it."),
    }
    return form_page(request, form, deed, context=context, done=_("The list is begun."))


def contact_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Contacts from a sheet: shown first, written when it is sent with that deed, not kept."""
    found = find_list(request, pk)
    require(request, C.WRITE_REPORT, found.organisation)
    form = MappedForm(request.POST or None, request.FILES or None)
    sheet = taken(request, form, found, KIND)
    if sheet and "marked" in request.POST:
        return sheet.marked()
    back = reverse("partners:contact-list", args=[pk])
    heading = _("%(list)s: import") % {"list": found.name}
    context = {
        "list": found,
        "heading": heading,
        "breadcrumbs": way_to(found.organisation, (found.name, back), (_("Import"), None)),
        "back": back,
        "writable": True,
        **page(form, sheet, KIND),
    }
    return render(request, "reporting/imports/contacts.html", context)


@require_POST
def contact_book(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The workbook to fill in, with those who are kept; who fetches it stands in the log."""
    found = find_list(request, pk)
    require(request, C.WRITE_REPORT, found.organisation)
    if language not in ("da", "en"):
        raise Http404
    read_contacts(found, how="workbook", by=reader(request), at=now())
    return workbook(found, KIND, language)


@require_POST
def contact_rows(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The list as a file; who fetches it stands in the log (G-08)."""
    found = find_list(request, pk)
    require(request, C.WRITE_REPORT, found.organisation)
    if extension not in TYPES:
        raise Http404
    read_contacts(found, how=extension, by=reader(request), at=now())
    return file(found, KIND, extension)
