"""Reporting periods and their steps."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader
from grants.actions import periods as deeds
from grants.models import ReportingPeriod
from grants.views.grants import crumbs, find


def period_list(request: HttpRequest, ref: str) -> HttpResponse:
    """The term in periods, with their deadlines."""
    grant = find(request, ref)
    actor = actor_of(request.user)
    periods = list(grant.periods.all())
    context = {
        "grant": grant,
        "heading": _("Reporting periods"),
        "breadcrumbs": crumbs(grant, (_("Periods"), None)),
        "periods": periods,
        "on": today(),
        "may_plan": actor.can(C.PLAN_PROJECT, grant),
        "may_close": actor.can(C.VERIFY_REPORT, grant),
        "may_reopen": actor.can(C.VERIFY_REPORT, grant) or actor.can(C.SIGN_AS_LEAD, grant),
    }
    return render(request, "grants/periods/list.html", context)


@require_POST
def period_lay_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Cut the term by the funder's calendar."""
    made = deeds.lay_out_periods(find(request, ref), by=reader(request), at=now())
    messages.success(request, _("%(count)s periods are laid out.") % {"count": len(made)})
    return redirect("grants:period-list", ref=ref)


@require_POST
def period_open(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Let the partners report."""
    return _step(request, ref, number, deeds.open_period, _("The period is open."))


@require_POST
def period_close(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Close it for the partners."""
    done = _("The period is closed for the partners.")
    return _step(request, ref, number, deeds.close_period, done)


def _step(
    request: HttpRequest, ref: str, number: int, deed: Callable[..., ReportingPeriod], done: str
) -> HttpResponse:
    period = get_object_or_404(find(request, ref).periods, number=number)
    deed(period, by=reader(request), at=now())
    messages.success(request, done)
    return redirect("grants:period-list", ref=ref)
