"""The verifier's board of a period, and the lines of all its reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from consortium.queries import clock
from grants.models import Grant, ReportingPeriod
from reporting.forms.verification import LineFilter
from reporting.models import Expenditure
from reporting.queries.acceptance import BudgetGuard
from reporting.queries.board import (
    begun_periods,
    cards_of,
    chosen_period,
    columns_of,
    sent_lines,
)
from reporting.queries.funding import frozen_profile
from reporting.queries.marks import Marked, mark_limits, marked_lines, risk_limits
from reporting.queries.worklist import (
    ALL_KINDS,
    mark_counts,
    shown_lines,
    wanted_keys,
    wanted_lines,
)
from reporting.rules.risk import LEVELS
from reporting.views.lead_pages import Crumb, crumbs, grant_for, rights_on
from reporting.views.lead_tables import PeriodLineTable
from reporting.views.work import filter_query


@require_GET
def verification_board(request: HttpRequest, ref: str) -> HttpResponse:
    """Every partner's report of a period by its state, with what is open and what is risky."""
    grant = grant_for(request, ref)
    periods = begun_periods(grant)
    period = chosen_period(periods, request.GET.get("period", ""))
    guard = BudgetGuard(grant, frozen_profile(grant), clock.today())
    cards = cards_of(grant, period, guard, on=clock.today()) if period else []
    context = {
        "grant": grant,
        "heading": _("The board of the period"),
        "periods": periods,
        "period": period,
        "cards": cards,
        "columns": columns_of(cards),
        "levels": LEVELS,
        "limits": risk_limits(guard.profile),
        "rights": rights_on(request, grant),
        "breadcrumbs": crumbs(grant, *_way(grant, (_("Board"), None))),
    }
    return render(request, "reporting/verification/board.html", context)


@require_GET
def period_lines(request: HttpRequest, ref: str) -> HttpResponse:
    """The lines of all reports of a period that have been sent, by what deserves a look."""
    grant = grant_for(request, ref)
    periods = begun_periods(grant)
    period = chosen_period(periods, request.GET.get("period", ""))
    guard = BudgetGuard(grant, frozen_profile(grant), clock.today())
    context = {
        "grant": grant,
        "heading": _("Lines of all reports"),
        "periods": periods,
        "period": period,
        "kinds": ALL_KINDS,
        "limits": mark_limits(guard.profile),
        "breadcrumbs": crumbs(grant, *_way(grant, (_("Lines of all reports"), None))),
        **(_lines(request, grant, period, guard) if period else {}),
    }
    return render(request, "reporting/verification/period_lines.html", context)


def lines_asked_for(request: HttpRequest, grant: Grant) -> QuerySet[Expenditure]:
    """All lines of the page as it is filtered and sorted; none before a period has begun."""
    period = chosen_period(begun_periods(grant), request.GET.get("period", ""))
    if period is None:
        return Expenditure.objects.none()
    guard = BudgetGuard(grant, frozen_profile(grant), clock.today())
    return _asked(request, grant, period, guard).shown


@dataclass(frozen=True)
class _Asked:
    form: LineFilter
    marked: Mapping[int, Marked]
    keys: list[int]
    shown: QuerySet[Expenditure]


def _asked(
    request: HttpRequest, grant: Grant, period: ReportingPeriod, guard: BudgetGuard
) -> _Asked:
    rows = sent_lines(period)
    marked = marked_lines(rows, grant, guard)
    budget_lines = [(str(key), str(line)) for key, line in guard.lines.items()]
    partners = [(str(one.pk), str(one)) for one in grant.partners.select_related("organisation")]
    form = LineFilter(request.GET or None, lines=budget_lines, partners=partners)
    keys = wanted_keys(form.wanted(), marked)
    form.count(mark_counts(keys, marked))
    lines = wanted_lines(rows, form.wanted(), marked)
    shown = shown_lines(lines).select_related(
        "grant_partner__organisation",
        *("line", "time_sheet__employee", "time_sheet__rate"),
        *("corrects__report__period", "late_of"),
    )
    return _Asked(form, marked, keys, shown)


def _lines(
    request: HttpRequest, grant: Grant, period: ReportingPeriod, guard: BudgetGuard
) -> dict[str, object]:
    asked = _asked(request, grant, period, guard)
    table = PeriodLineTable(asked.shown, grant=grant, marked=asked.marked)
    table.query = filter_query(request.GET)
    table.data._length = len(asked.keys)  # known already: no need to count again
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return {"filter_form": asked.form, "table": table}


def _way(grant: Grant, last: Crumb) -> tuple[Crumb, Crumb]:
    return (_("Verification"), reverse("reporting:verification-list", args=[grant.ref])), last
