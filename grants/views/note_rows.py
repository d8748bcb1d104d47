"""The rows of the register's note on their pages: barriers, key figures, themes, actions (004)."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require, require_to_send
from consortium.views.editing import editing
from grants.actions import notes as deeds
from grants.actions.measures import enter_barrier, enter_owner
from grants.forms.measures import OwnerForm
from grants.forms.notes import ActionForm, BarrierForm, KeyFigureForm, ThemeForm, action_values
from grants.models import Barrier, Grant, KeyFigure, PrioritisedAction
from grants.models.measures import PHASES
from grants.queries.measures import in_their_order
from grants.views.grants import crumbs, find

FIGURE = tuple(one.name for one in fields(deeds.Figure))


def _find(request: HttpRequest, ref: str) -> Grant:
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    return grant


def _context(grant: Grant, heading: str, *, tab: str = "note") -> dict[str, Any]:
    above, name = _("Status note"), "grants:note"
    if tab == "measures":
        above, name = _("Register of proposals"), "grants:measure-list"
    page = reverse(name, args=[grant.ref])
    return {
        "grant": grant,
        "tab": tab,
        "heading": heading,
        "breadcrumbs": crumbs(grant, (above, page), (heading, None)),
        "cancel_url": page,
    }


def barrier_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The barriers by phase; the lead adds one."""
    grant = find(request, ref)
    require_to_send(request, C.PLAN_PROJECT, grant)
    form = BarrierForm(request.POST or None)
    rows = list(Barrier.objects.filter(grant=grant).order_by("phase", "number"))
    context = {
        **_context(grant, _("Barriers"), tab="measures"),
        "phases": [(label, [one for one in rows if one.phase == phase]) for phase, label in PHASES],
        "count": len(rows),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }

    def deed(values: dict[str, Any]) -> str:
        enter_barrier(grant, **values, by=reader(request), at=now())
        return reverse("grants:barrier-list", args=[ref])

    template = "grants/measures/barriers.html"
    done = _("The barrier is entered.")
    return form_page(request, form, deed, context=context, done=done, template=template)


def owner_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Name somebody who is responsible for proposals."""
    grant = _find(request, ref)
    form = OwnerForm(request.POST or None, initial={"is_own": True, "edited_from": 0})
    editing(request, form)
    context = _context(grant, _("New owner"), tab="measures")
    page = reverse("grants:round-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        values.pop("edited_from")
        enter_owner(grant, **values, by=reader(request), at=now())
        return page

    context["cancel_url"] = page
    return form_page(request, form, deed, context=context, done=_("The owner is saved."))


def figure_edit(request: HttpRequest, ref: str, place: int | None = None) -> HttpResponse:
    """Add a key figure, or write that of a new year over the old one."""
    grant = _find(request, ref)
    rows = with_version(KeyFigure.objects.filter(grant=grant)).select_related("grant")
    row = get_object_or_404(rows, place=place) if place else None
    initial = {name: getattr(row, name) for name in FIGURE} if row else {}
    form = KeyFigureForm(request.POST or None, initial={**initial, "edited_from": version_of(row)})
    editing(request, form)
    context = _context(grant, _("Change the key figure") if row else _("New key figure"))

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        edited_from = values.pop("edited_from")
        figure = deeds.Figure(**values)
        if row is None:
            deeds.enter_key_figure(grant, figure, **told)
        else:
            deeds.change_key_figure(row, figure, edited_from=edited_from, **told)
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The figure is saved."))


def theme_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Name a theme of the agenda."""
    grant = _find(request, ref)
    form = ThemeForm(request.POST or None)
    context = _context(grant, _("New theme"))

    def deed(values: dict[str, Any]) -> str:
        deeds.enter_theme(grant, **values, by=reader(request), at=now())
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The theme is saved."))


def action_edit(
    request: HttpRequest, ref: str, theme: int | None = None, number: int | None = None
) -> HttpResponse:
    """Prioritise an action, or write how it stands and what it covers."""
    grant = _find(request, ref)
    rows = with_version(PrioritisedAction.objects.filter(theme__grant=grant))
    found = rows.select_related("theme__grant")
    row = get_object_or_404(found, theme__number=theme, number=number) if theme else None
    initial = action_values(row) if row else {}
    form = ActionForm(
        request.POST or None,
        initial={**initial, "edited_from": version_of(row)},
        grant=grant,
        is_new=row is None,
    )
    editing(request, form)
    change = _("Prioritised action %(theme)s.%(number)s") % {"theme": theme, "number": number}
    context = _context(grant, change if row else _("New prioritised action"))
    before = initial.get("owners", [])

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        edited_from = values.pop("edited_from")
        values["measures"] = list(values["measures"])
        values["owners"] = in_their_order(values["owners"], before)
        if row is None:
            deeds.prioritise(values.pop("theme"), **values, **told)
        else:
            deeds.change_prioritised(row, **values, edited_from=edited_from, **told)
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The action is saved."))
