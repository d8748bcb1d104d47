"""What the lead writes for the status note: its texts, and counts that others print."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.notes import save_note_text, state_figure
from grants.forms.measures import NoteTextForm, StatedForm
from grants.models import ActionMeasure, KeyFigure, NoteText, PrioritisedAction
from grants.models.notes import COUNTS, TEXT_KEYS
from grants.queries.measures import compared, register_of
from grants.rules.notes import filled
from grants.views.grants import crumbs, find


def note(request: HttpRequest, ref: str) -> HttpResponse:
    """The texts with their counts filled in, the key figures, the actions, and the differences."""
    grant = find(request, ref)
    require(request, C.VIEW_ROWS, grant)
    register = register_of(grant)
    texts = {one.key: one.text for one in NoteText.objects.filter(grant=grant)}
    actions = PrioritisedAction.objects.filter(theme__grant=grant).select_related("theme")
    context = {
        "grant": grant,
        "heading": _("Status note"),
        "breadcrumbs": crumbs(grant, (_("Status note"), None)),
        "texts": [
            (key, label, filled(texts.get(key, ""), register.counts)) for key, label in TEXT_KEYS
        ],
        "figures": KeyFigure.objects.filter(grant=grant),
        "actions": actions.prefetch_related(
            Prefetch("covered", queryset=ActionMeasure.objects.select_related("measure"))
        ),
        "compared": [(dict(COUNTS)[one.key], one) for one in compared(grant, register.counts)],
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "has_paper": grant.profile_code == "funding-register",
    }
    return render(request, "grants/measures/note.html", context)


def note_text(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Write one text of the note."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    if key not in dict(TEXT_KEYS):
        raise Http404
    row = with_version(NoteText.objects.filter(grant=grant, key=key)).first()
    initial = {"text": row.text, "edited_from": version_of(row)} if row else {}
    form = NoteTextForm(request.POST or None, initial=initial)
    editing(request, form)
    page = reverse("grants:note", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        save_note_text(grant, key=key, **values, by=reader(request), at=now())
        return page

    heading = str(dict(TEXT_KEYS)[key])
    context = {
        "grant": grant,
        "tab": "note",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Status note"), page), (heading, None)),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("The text is saved."))


def note_stated(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep a count that a document prints, with the reason where ours differs."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = StatedForm(request.POST or None)
    page = reverse("grants:note", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        state_figure(grant, **values, by=reader(request), at=now())
        return page

    context = {
        "grant": grant,
        "tab": "note",
        "heading": _("A count that a document prints"),
        "breadcrumbs": crumbs(grant, (_("Status note"), page), (_("Printed count"), None)),
        "cancel_url": page,
    }
    return form_page(request, form, deed, context=context, done=_("The count is kept."))
