"""Writing in the funding table: a table, a row with its grant, an index, a stated total (C28)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions import fundingtable as deeds
from grants.forms.fundingtable import (
    FundingLineForm,
    FundingTableForm,
    PriceIndexForm,
    StatedTotalForm,
    line_values,
)
from grants.models import FundingLine, FundingTable, Grant
from grants.queries.measures import linkable
from grants.views.grants import crumbs, find


def _find(request: HttpRequest, ref: str) -> Grant:
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    return grant


def _table(grant: Grant, number: int) -> FundingTable:
    rows = with_version(FundingTable.objects.filter(grant=grant)).select_related("grant")
    return get_object_or_404(rows, number=number)


def _context(grant: Grant, heading: str) -> dict[str, Any]:
    page = reverse("grants:funding-tables", args=[grant.ref])
    return {
        "grant": grant,
        "tab": "funding",
        "heading": heading,
        "breadcrumbs": crumbs(grant, (_("Funding table"), page), (heading, None)),
        "cancel_url": page,
    }


def table_edit(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponse:
    """Begin a table, or correct its head."""
    grant = _find(request, ref)
    table = _table(grant, number) if number else None
    initial = {name: getattr(table, name) for name in deeds.HEAD} if table else {}
    form = FundingTableForm(
        request.POST or None, initial={**initial, "edited_from": version_of(table)}
    )
    editing(request, form)
    context = _context(grant, _("Change the funding table") if table else _("New funding table"))

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        if table is None:
            values.pop("edited_from")
            deeds.open_funding_table(grant, **values, **told)
        else:
            deeds.change_funding_table(table, **values, **told)
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The table is saved."))


def line_edit(
    request: HttpRequest, ref: str, number: int, place: int | None = None
) -> HttpResponse:
    """Add a row by hand, or correct one; it may name the grant that its money comes from."""
    grant = _find(request, ref)
    table = _table(grant, number)
    lines = with_version(FundingLine.objects.filter(table=table)).select_related("table__grant")
    line = get_object_or_404(lines, place=place) if place else None
    initial = line_values(line) if line else {}
    form = FundingLineForm(
        request.POST or None,
        initial={**initial, "edited_from": version_of(line)},
        years=table.years,
        grants=linkable(request.user, line.source_grant_id if line else None),
    )
    editing(request, form)
    context = _context(grant, _("Change the row") if line else _("New row"))

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        facts = form.facts(values)
        if line is None:
            deeds.enter_funding_lines(table, [facts], **told)
        else:
            deeds.change_funding_line(line, facts, edited_from=values["edited_from"], **told)
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The row is saved."))


def index_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Name what one price level is at another, and who says so (R-96)."""
    grant = _find(request, ref)
    form = PriceIndexForm(request.POST or None)
    context = _context(grant, _("New price index"))

    def deed(values: dict[str, Any]) -> str:
        deeds.name_price_index(grant, form.index(values), by=reader(request), at=now())
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The index is kept."))


def stated_new(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Keep a total that a text states, so that a difference is warned of (C28)."""
    grant = _find(request, ref)
    table = _table(grant, number)
    groups = list(dict.fromkeys(table.lines.values_list("group", flat=True)))
    form = StatedTotalForm(request.POST or None, groups=groups)
    context = _context(grant, _("A total that a text states"))

    def deed(values: dict[str, Any]) -> str:
        deeds.state_total(table, **values, by=reader(request), at=now())
        return str(context["cancel_url"])

    return form_page(request, form, deed, context=context, done=_("The total is kept."))
