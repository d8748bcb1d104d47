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
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
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
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/indicators/list.html", context)


def indicator_new(request: HttpRequest, ref: str) -> HttpResponse:
    """One more."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    last = grant.indicators.aggregate(last=Max("number"))["last"] or 0
    return _page(request, grant, None, {"number": last + 1, "target": 0})


def indicator_edit(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Change one."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    indicator = get_object_or_404(grant.indicators, number=number)
    initial = {name: getattr(indicator, name) for name in ("number", *FIELDS)}
    return _page(request, grant, indicator, initial)


def _page(
    request: HttpRequest, grant: Grant, indicator: Indicator | None, initial: dict[str, Any]
) -> HttpResponse:
    form = IndicatorForm(request.POST or None, initial=initial)
    if indicator:
        form.fields["number"].disabled = True
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
