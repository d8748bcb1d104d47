"""A closed period opens again: asked for on one page, signed or refused on the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from grants.models import Grant, ReportingPeriod
from reporting.actions.reopening import ask_reopening, refuse_reopening, sign_reopening
from reporting.forms.steps import ReasonForm
from reporting.models import PeriodReopening
from reporting.views.lead_pages import crumbs


def period_reopen(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Ask for it and say why; while it waits, the signatory reads the reason here."""
    grant, period = _find(request, ref, number)
    actor = actor_of(request.user)
    asks = actor.can(C.VERIFY_REPORT, grant)
    if not asks and not actor.can(C.SIGN_AS_LEAD, grant):
        raise PermissionDenied
    address = reverse("grants:period-list", args=[ref])
    waiting = _waiting(period)
    context = {
        "grant": grant,
        "tab": "periods",
        "heading": _("Reopen period %(number)s") % {"number": number},
        "breadcrumbs": crumbs(grant, (_("Periods"), address), (str(number), None)),
        "submit": _("Ask for the reopening"),
        "cancel_url": address,
        "number": number,
    }
    if waiting is not None or not asks:
        context |= {
            "waiting": waiting,
            "facts": _facts(waiting),
            "may_sign": waiting is not None and actor.can(C.SIGN_AS_LEAD, grant),
        }
        return render(request, "reporting/closing/reopening.html", context)

    def deed(values: dict[str, Any]) -> str:
        ask_reopening(period, reason=values["reason"], by=reader(request), at=clock.now())
        return address

    done = _("The reopening is asked for; the signatory has been told.")
    return form_page(request, ReasonForm(request.POST or None), deed, context=context, done=done)


@require_POST
def reopening_sign(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The signatory agrees."""
    _grant, period = _find(request, ref, number)
    reopening = get_object_or_404(PeriodReopening, period=period, state="proposed")
    sign_reopening(reopening, by=reader(request), at=clock.now())
    messages.success(request, _("The period is open again."))
    return redirect("grants:period-list", ref)


def reopening_refuse(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The signatory says no, and why."""
    grant, period = _find(request, ref, number)
    require(request, C.SIGN_AS_LEAD, grant)
    reopening = get_object_or_404(PeriodReopening, period=period, state="proposed")
    address = reverse("grants:period-list", args=[ref])

    def deed(values: dict[str, Any]) -> str:
        refuse_reopening(reopening, reason=values["reason"], by=reader(request), at=clock.now())
        return address

    context = {
        "grant": grant,
        "tab": "periods",
        "heading": _("Keep period %(number)s closed") % {"number": number},
        "breadcrumbs": crumbs(grant, (_("Periods"), address), (str(number), None)),
        "facts": _facts(reopening),
        "cancel_url": address,
    }
    form = ReasonForm(request.POST or None)
    return form_page(request, form, deed, context=context, done=_("The period stays closed."))


def _find(request: HttpRequest, ref: str, number: int) -> tuple[Grant, ReportingPeriod]:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), ref=ref)
    return grant, get_object_or_404(grant.periods, number=number)


def _waiting(period: ReportingPeriod) -> PeriodReopening | None:
    rows = PeriodReopening.objects.filter(period=period, state="proposed")
    return rows.select_related("asked_by").first()


def _facts(reopening: PeriodReopening | None) -> list[tuple[str, object]]:
    if reopening is None:
        return []
    return [
        (_("Asked for by"), reopening.asked_by),
        (_("Asked"), reopening.asked_at),
        (_("Reason"), reopening.reason),
    ]
