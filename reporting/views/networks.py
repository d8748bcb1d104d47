"""The regional overview of those who help, for the lead and all partners (003, G-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.actions.base import NotAllowed
from consortium.queries.clock import now
from consortium.views.deeds import reader
from grants.models import Grant
from grants.views.grants import crumbs, find
from partners.models import Contact, ContactList
from reporting.actions.networks import read_network
from reporting.exchange.network_sheet import NETWORK
from reporting.exchange.resources import exported
from reporting.forms.networks import NetworkFilter
from reporting.queries.networks import Reach, reach_of, words_of
from reporting.views.passing_sheets import attached
from reporting.views.rows import TYPES


@require_GET
def shared_contacts(request: HttpRequest, ref: str) -> HttpResponse:
    """Those whom the partners share, with their consent; each read is logged (G-08)."""
    grant, reach, asked = _asked(request, ref, request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    kinds = dict(ContactList.KINDS)
    context = {
        "grant": grant,
        "heading": _("Shared contacts"),
        "breadcrumbs": crumbs(grant, (_("Shared contacts"), None)),
        "people": _read(request, grant, wanted, "shared"),
        "reach": [(kinds[one.kind], one) for one in reach],
        "filter": {"form": asked, "is_bound": bool(request.GET)},
        "hidden": [(name, value) for name, value in wanted.items() if value],
    }
    return render(request, "reporting/contacts/shared.html", context)


@require_POST
def shared_contacts_file(request: HttpRequest, ref: str, extension: str) -> HttpResponse:
    """The overview as a file: names and channels only of those who may be published (G-02)."""
    if extension not in TYPES:
        raise Http404
    grant, _reach, asked = _asked(request, ref, request.POST)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    found = _read(request, grant, wanted, f"export {extension}")
    prefetch_related_objects(found, Contact.held_now())
    language = "da" if (get_language() or "da").startswith("da") else "en"
    content = exported(NETWORK, found, language, extension)
    return attached(content, extension, f"{grant.ref}-{_('contacts')}.{extension}")


def _asked(
    request: HttpRequest, ref: str, given: Any
) -> tuple[Grant, Sequence[Reach], NetworkFilter]:
    grant = find(request, ref)
    reach = reach_of(grant)
    return grant, reach, NetworkFilter(given, words=words_of(reach))


def _read(request: HttpRequest, grant: Grant, wanted: Mapping[str, str], how: str) -> list[Contact]:
    """Whom the reader may see; 403 to who sits neither for the lead nor for a partner."""
    try:
        return read_network(grant, wanted, how=how, by=reader(request), at=now())
    except NotAllowed as refused:
        raise PermissionDenied from refused
