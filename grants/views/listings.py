"""The grant's line in the public list of operations, written by the lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.listings import write_public_entry
from grants.forms.listings import PublicEntryForm
from grants.models import PublicEntry
from grants.rules.listings import FACTS, EntryFacts
from grants.views.grants import crumbs, find


def public_entry(request: HttpRequest, ref: str) -> HttpResponse:
    """Write what the public is told; it is published from the documents of the grant."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    entry = with_version(PublicEntry.objects.filter(grant=grant)).first()
    initial: dict[str, Any] = {name: getattr(entry, name) for name in FACTS} if entry else {}
    initial["edited_from"] = version_of(entry)
    form = PublicEntryForm(request.POST or None, initial=initial)
    editing(request, form)
    documents = reverse("reporting:documents", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        facts = EntryFacts(**{name: values[name] for name in FACTS})
        edited_from = values.get("edited_from")
        write_public_entry(grant, facts, edited_from=edited_from, by=reader(request), at=now())
        return documents

    context = {
        "grant": grant,
        "tab": "documents",
        "heading": _("Line in the public list of operations"),
        "breadcrumbs": crumbs(grant, (_("Public list"), None)),
        "cancel_url": documents,
    }
    done = _("The line is written. It is published when you submit it among the documents.")
    return form_page(request, form, deed, context=context, done=done)
