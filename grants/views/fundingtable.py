"""The funding table: as it stands, with totals both ways; and a copied table looked at first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader, require
from consortium.views.problems import add_refusal
from grants.actions.fundingtable import enter_funding_lines
from grants.forms.measures import GridRowForm, GridTextForm
from grants.models import FundingTable, Grant, PriceIndex
from grants.queries.fundingtable import law_of, stated_of, tables_of
from grants.rules.fundinggrid import read_grid
from grants.rules.fundingtable import FundingTable as Law
from grants.rules.fundingtable import Index, converted, row_faults
from grants.views.grants import crumbs, find


def funding_tables(request: HttpRequest, ref: str) -> HttpResponse:
    """The tables, each at its own price level, or at one that an index leads to."""
    grant = find(request, ref)
    indexes = list(PriceIndex.objects.filter(grant=grant))
    chosen = request.GET.get("index", "")
    index = next((one for one in indexes if str(one.pk) == chosen), None)
    tables = tables_of(grant)
    lines = [line for one in tables for line in one.lines.all()]
    linked = {line.source_grant_id for line in lines if line.source_grant_id}
    visible = Grant.objects.visible_to(request.user)
    context = {
        "grant": grant,
        "heading": _("Funding table"),
        "breadcrumbs": crumbs(grant, *_way(grant), (_("Funding table"), None)),
        "tables": [_shown(one, index) for one in tables],
        "open_grants": set(visible.filter(pk__in=linked).values_list("pk", flat=True)),
        "indexes": indexes,
        "index": index,
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "grants/measures/funding.html", context)


def _shown(table: FundingTable, index: PriceIndex | None) -> dict[str, Any]:
    law = law_of(table)
    is_converted = index is not None and index.from_level == law.price_level
    if index is not None and is_converted:
        law = converted(law, Index(index.from_level, index.to_level, index.factor, index.source))
    return {
        "row": table,
        "law": law,
        "groups": [_group(law, group, table) for group in law.groups],
        "totals": law.column_totals(),
        "total": law.total(),
        "faults": row_faults(law),
        # What a text says stands at the table's own price level.
        "stated": [] if is_converted else stated_of(table, law),
    }


def _group(law: Law, group: str, table: FundingTable) -> dict[str, Any]:
    lines = zip(table.lines.all(), law.rows, strict=True)
    return {
        "name": group,
        "rows": [(line, row) for line, row in lines if row.group == group],
        "totals": law.column_totals(group),
        "total": law.total(group),
    }


def funding_grid(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """A copied table: first its text, then the grid as it was read, then it is kept (C28)."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    tables = FundingTable.objects.select_related("grant")
    table = get_object_or_404(tables, grant=grant, number=number)
    form = GridTextForm(request.POST or None)
    rows: list[GridRowForm] = []
    if request.method == "POST" and form.is_valid():
        read = read_grid(form.cleaned_data["text"], table.years)
        sent = request.POST if "r0-label" in request.POST else None
        rows = [
            GridRowForm(sent, years=table.years, place=place, row=row)
            for place, row in enumerate(read)
        ]
        if not rows:
            form.add_error("text", _("No line of the text ends with an amount."))
        elif sent and not any(row.errors for row in rows):
            try:
                lines = [row.facts() for row in rows]
                enter_funding_lines(table, lines, by=reader(request), at=now())
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("The rows are kept."))
                return redirect("grants:funding-tables", ref=ref)
    context = {
        "grant": grant,
        "heading": _("Read a table"),
        "breadcrumbs": crumbs(grant, *_way(grant), (_("Read a table"), None)),
        "table": table,
        "form": form,
        "rows": rows,
        "cancel_url": reverse("grants:funding-tables", args=[ref]),
    }
    return render(request, "grants/measures/grid.html", context)


def _way(grant: Grant) -> tuple[tuple[str, str | None], ...]:
    return ((_("Register of proposals"), reverse("grants:measure-list", args=[grant.ref])),)
