"""Targets of an indicator by period, with every change and its reason; figures from before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consortium.models.access import actor_of
from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.actions.indicator_plans import keep_baseline, set_target
from grants.forms.indicators import BaselineForm, TargetForm
from grants.models import Grant, Indicator, IndicatorTarget, TargetChange
from grants.views.grants import crumbs, find

SET = ("minimum", "maximum", "is_milestone")


def _find(request: HttpRequest, ref: str, number: int) -> tuple[Grant, Indicator]:
    grant = find(request, ref)
    indicator = get_object_or_404(grant.indicators.all(), number=number)
    indicator.grant = grant
    return grant, indicator


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return crumbs(
        grant, (_("Indicators"), reverse("grants:indicator-list", args=[grant.ref])), *last
    )


@require_safe
def target_list(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Every period with what is to be reached by its end, and why a target was changed."""
    grant, indicator = _find(request, ref, number)
    targets = {row.period_id: row for row in indicator.targets.all()}
    changes = TargetChange.objects.filter(indicator=indicator)
    context = {
        "grant": grant,
        "indicator": indicator,
        "heading": _("Targets: %(name)s") % {"name": indicator.name},
        "breadcrumbs": _way(grant, (indicator.name, None)),
        "rows": [(period, targets.get(period.pk)) for period in grant.periods.all()],
        "changes": changes.select_related("period", "changed_by"),
        "may_edit": actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "sees_results": actor_of(request.user).can(C.VIEW_FROZEN, grant),
    }
    return render(request, "grants/indicators/targets.html", context)


def target_edit(request: HttpRequest, ref: str, number: int, period_number: int) -> HttpResponse:
    """Set the target of one period, or change it with its reason."""
    grant, indicator = _find(request, ref, number)
    require(request, C.PLAN_PROJECT, grant)
    period = get_object_or_404(grant.periods.all(), number=period_number)
    rows = IndicatorTarget.objects.filter(indicator=indicator, period=period)
    row = with_version(rows).first()
    initial: dict[str, Any] = {name: getattr(row, name) for name in SET} if row else {}
    form = TargetForm(request.POST or None, initial={**initial, "edited_from": version_of(row)})
    editing(request, form)
    back = reverse("grants:target-list", args=[ref, number])

    def deed(values: dict[str, Any]) -> str:
        set_target(indicator, period, by=reader(request), at=now(), **values)
        return back

    heading = _("Target of period %(period)s") % {"period": period}
    context = {
        "grant": grant,
        "tab": "indicators",
        "heading": heading,
        "breadcrumbs": _way(grant, (indicator.name, back), (heading, None)),
        "cancel_url": back,
    }
    return form_page(request, form, deed, context=context, done=_("The target is saved."))


def baseline_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep how things stood before the project, or correct it."""
    grant = find(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = BaselineForm(request.POST or None, grant=grant)
    back = reverse("grants:indicator-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        keep_baseline(grant, by=reader(request), at=now(), **values)
        return back

    heading = _("Figure from before the project")
    context = {
        "grant": grant,
        "tab": "indicators",
        "heading": heading,
        "breadcrumbs": _way(grant, (heading, None)),
        "cancel_url": back,
    }
    return form_page(request, form, deed, context=context, done=_("The figure is kept."))
