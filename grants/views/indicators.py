"""Indicators: list and form."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.indicators import FIELDS, set_indicator
from grants.forms.indicators import IndicatorForm
from grants.models import Grant, Indicator
from grants.views.grants import crumbs, find


def indicator_list(request: HttpRequest, ref: str) -> HttpResponse:
    """What the grant promises to count."""
    grant = find(request, ref)
    context = {
        "grant": grant,
        "heading": _("Indicators"),
        "breadcrumbs": crumbs(grant, (_("Indicators"), None)),
        "indicators": grant.indicators.all(),
        "baselines": grant.baselines.select_related("indicator"),
        "sees_results": actor_of(request.user).can(C.VIEW_FROZEN, grant),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/indicators/list.html", context)


def indicator_new(request: HttpRequest, ref: str) -> HttpResponse:
    """One more."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    last = grant.indicators.aggregate(last=Max("number"))["last"] or 0
    start = {"number": last + 1, "target": 0, "edited_from": 0}
    # Somebody may have defined one of this number meanwhile: then both are shown.
    asked = request.POST.get("number", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    known = with_version(grant.indicators.filter(number=number))
    return _page(request, grant, None, _start(known.first()) or start)


def indicator_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Change one."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    indicator = get_object_or_404(with_version(grant.indicators.all()), number=number)
    return _page(request, grant, indicator, _start(indicator))


def _start(indicator: Indicator | None) -> dict[str, Any]:
    if indicator is None:
        return {}
    values = {name: getattr(indicator, name) for name in ("number", *FIELDS)}
    return {**values, "edited_from": version_of(indicator)}


def _page(
    request: HttpRequest, grant: Grant, indicator: Indicator | None, initial: dict[str, Any]
) -> HttpResponse:
    form = IndicatorForm(request.POST or None, initial=initial)
    if indicator:
        form.fields["number"].disabled = True
    editing(request, form)
    address = reverse("grants:indicator-list", args=[grant.ref])

    def deed(values: dict[str, Any]) -> str:
        set_indicator(grant, by=reader(request), at=now(), **values)
        return address

    heading = indicator.name if indicator else _("New indicator")
    context = {
        "grant": grant,
        "tab": "indicators",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Indicators"), address), (heading, None)),
        "cancel_url": address,
    }
    return form_page(request, form, deed, context=context, done=_("The indicator is saved."))
