"""Targets and results: every indicator against its target, one over time, the common ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.models.access import actor_of
from consortium.queries.texts import number_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import require
from grants.models import Grant, TargetChange
from grants.rules.indicators import ABOVE, BELOW, WITHIN, Figure
from grants.views.grants import crumbs
from reporting.documents.charts_counts import period_chart, targets_chart
from reporting.documents.t_indicators import exact, figure_cell
from reporting.queries.common_indicators import common_counts
from reporting.queries.indicators import by_partner, latest_period, standings_of, steps_of
from reporting.views.documents import visible_grant


def _words(state: str) -> str:
    return {
        BELOW: _("Below the target"),
        WITHIN: _("On target"),
        ABOVE: _("Above the target"),
    }.get(state, "–")


def _cell(figure: Figure | None) -> str:
    """The figure as the reader's language writes it."""
    cell = figure_cell(figure)
    return number_text(cell) if isinstance(cell, int) else str(cell)


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    here = reverse("reporting:indicator-results", args=[grant.ref]) if last else None
    first = (_("Indicators"), reverse("grants:indicator-list", args=[grant.ref]))
    return crumbs(grant, first, (_("Targets and results"), here), *last)


@require_safe
def indicator_results(request: HttpRequest, ref: str) -> HttpResponse:
    """Every indicator by the end of the newest period that is verified, against its target."""
    grant = visible_grant(request, ref)
    require(request, C.VIEW_FROZEN, grant)
    period = latest_period(grant)
    rows = standings_of(grant, period) if period else []
    drawn = [
        (str(one.indicator), Decimal(one.indicator.target), exact(one.cumulative)) for one in rows
    ]
    context = {
        "grant": grant,
        "period": period,
        "heading": _("Targets and results"),
        "breadcrumbs": _way(grant),
        "rows": [_shown(one) for one in rows],
        "chart": targets_chart(drawn, get_language() or "da") if rows else None,
        "common": common_counts(grant),
    }
    return render(request, "reporting/indicators/results.html", context)


def _shown(one: Any) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "this": _cell(one.this),
        "cumulative": _cell(one.cumulative),
        "share": one.share,
        "target": one.target,
        "state": _words(one.state),
    }


@require_safe
def indicator_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One indicator, period by period, with its baseline, its changes and each partner's part."""
    grant = visible_grant(request, ref)
    require(request, C.VIEW_FROZEN, grant)
    indicator = get_object_or_404(grant.indicators.all(), number=number)
    indicator.grant = grant
    steps = steps_of(indicator)
    drawn = [
        (
            str(one.period),
            Decimal(one.target.minimum if one.target else 0),
            exact(one.cumulative),
        )
        for one in steps
        if one.cumulative
    ]
    sees_rows = actor_of(request.user).can(C.VIEW_ROWS, grant)
    changes = TargetChange.objects.filter(indicator=indicator)
    context = {
        "grant": grant,
        "indicator": indicator,
        "heading": indicator.name,
        "breadcrumbs": _way(grant, (indicator.name, None)),
        "steps": [{**_shown_step(one), "period": one.period} for one in steps],
        "chart": period_chart(indicator.name, drawn, get_language() or "da") if drawn else None,
        "baselines": indicator.baselines.all(),
        "changes": changes.select_related("period"),
        "partners": [(p, _cell(f)) for p, f in by_partner(indicator)] if sees_rows else [],
    }
    return render(request, "reporting/indicators/detail.html", context)


def _shown_step(one: Any) -> dict[str, Any]:
    return {
        "this": _cell(one.this) if one.cumulative else None,
        "cumulative": _cell(one.cumulative) if one.cumulative else None,
        "target": one.target,
        "state": _words(one.state),
    }
