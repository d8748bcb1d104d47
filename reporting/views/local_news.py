"""Local newsletters and sums of reach, on the lead's and the partners' pages (003)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.queries.clock import now, today
from consortium.views.deeds import form_page, reader
from grants.models import Grant, GrantPartner
from reporting.actions import local_news as deeds
from reporting.forms.local_news import LocalIssueForm, ReachForm
from reporting.queries.local_news import local_issues_of, reach_figures_of
from reporting.queries.newsletters import writing_seats
from reporting.queries.visibility import issued_of
from reporting.views.newsletters import place, project_for, seat_of


@require_GET
def local_news(request: HttpRequest, ref: str) -> HttpResponse:
    """The local issues, and the sums of all issues and pages."""
    grant = project_for(request, ref)
    context = {
        **place(grant, (_("Local newsletters and reach"), None)),
        "issues": local_issues_of(grant),
        "figures": reach_figures_of(grant),
        "seats": writing_seats(request.user, grant),
    }
    return render(request, "reporting/communication/local.html", context)


def local_issue_new(request: HttpRequest, ref: str, partner: int) -> HttpResponse:
    """An issue of the own newsletter is out."""
    grant, seat = _written(request, ref, partner)
    form = LocalIssueForm(request.POST or None, initial={"issued_on": today()})

    def deed(values: dict[str, Any]) -> str:
        deeds.note_local_issue(seat, form.facts(), by=reader(request), at=now())
        return _page(grant)

    context = _below(grant, seat, _("New local issue"))
    return form_page(request, form, deed, context=context, done=_("It is written down."))


def reach_new(request: HttpRequest, ref: str, partner: int) -> HttpResponse:
    """A sum of readers or visits."""
    grant, seat = _written(request, ref, partner)
    common = list(issued_of(grant)) if seat.is_lead else []
    local = list(local_issues_of(grant, seat))
    form = ReachForm(request.POST or None, common=common, local=local)

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"issue": form.chosen(), "by": reader(request), "at": now()}
        deeds.note_reach(seat, form.facts(), **told)
        return _page(grant)

    context = _below(grant, seat, _("New sum of reach"))
    context["intro"] = _("A sum of the same days of the same issue takes the place of the old one.")
    return form_page(request, form, deed, context=context, done=_("It is written down."))


def _written(request: HttpRequest, ref: str, partner: int) -> tuple[Grant, GrantPartner]:
    grant = project_for(request, ref)
    seat = seat_of(grant, partner)
    if seat not in writing_seats(request.user, grant):
        raise PermissionDenied
    return grant, seat


def _page(grant: Grant) -> str:
    return reverse("reporting:local-news", args=[grant.ref])


def _below(grant: Grant, seat: GrantPartner, heading: str) -> dict[str, Any]:
    page = _page(grant)
    way = ((_("Local newsletters and reach"), page), (heading, None))
    intro = _("Consortium: %(name)s") % {"name": seat.organisation.name}
    return {**place(grant, *way), "cancel_url": page, "intro": intro}
