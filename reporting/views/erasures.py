"""Requests for erasure: the lead sees them all, each controller its own (GDPR 12 and 17, G-10)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.texts import day_text
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader
from grants.models import Grant
from grants.views.grants import crumbs
from partners.actions import erasures as deeds
from partners.forms.erasures import AnswerForm, ErasureForm, LongerForm
from partners.models import ErasureRequest
from partners.rules.erasures import CONTACT
from reporting.queries.newsletters import own_seats, writing_seats
from reporting.views.newsletters import project_for, seat_of

TAB = "coordination"


@require_GET
def erasure_list(request: HttpRequest, ref: str) -> HttpResponse:
    """All of the project for who reads its rows; a partner sees what it answers itself."""
    grant = project_for(request, ref)
    rows = ErasureRequest.objects.filter(grant_ref=ref).select_related("organisation")
    if not actor_of(request.user).can(C.VIEW_ROWS, grant):
        seats = own_seats(request.user, grant)
        rows = rows.filter(organisation__in=[one.organisation_id for one in seats])
    found = list(rows.order_by("answered_on", "due_on", "number"))
    seats = writing_seats(request.user, grant)
    on = today()
    waiting = [one for one in found if one.answered_on is None]
    context = {
        **_place(grant, (_("Requests for erasure"), None)),
        "requests": found,
        "seats": seats,
        "own": {one.organisation_id for one in seats},
        "today": on,
        "waiting": len(waiting),
        "overdue": sum(one.due_on < on for one in waiting),
    }
    return render(request, "reporting/erasures/list.html", context)


def erasure_new(request: HttpRequest, ref: str, partner: int) -> HttpResponse:
    """Somebody has asked a partner; whoever stands in a list is found there."""
    grant = project_for(request, ref)
    seat = seat_of(grant, partner)
    if seat not in writing_seats(request.user, grant):
        raise PermissionDenied
    form = ErasureForm(request.POST or None, initial={"asked_on": today()})
    page = _page(grant)

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        deeds.note_erasure(seat.organisation, form.facts(), grant_ref=grant.ref, **told)
        return page

    heading = _("New request for erasure")
    intro = _("It is answered within a month (GDPR article 12(3)). No name is written down here.")
    context = {**_below(grant, heading), "intro": intro}
    return form_page(request, form, deed, context=context, done=_("The request is written down."))


def erasure_answer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Answer it: a contact is deleted in the same deed."""
    grant, found = _asked(request, ref, number)
    form = AnswerForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        deeds.answer_erasure(found, form.facts(), by=reader(request), at=now())
        return _page(grant)

    heading = _("Answer request %(number)s") % {"number": number}
    intro = (
        _("Where the answer is “Deleted”, the contact is deleted at once. This cannot be undone.")
        if found.about == CONTACT
        else _("Here the answer is written down; delete first what is to be deleted.")
    )
    context = {**_below(grant, heading), "intro": intro, "facts": _facts(found)}
    return form_page(request, form, deed, context=context, done=_("The answer is written down."))


def erasure_longer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Take two more months, once."""
    grant, found = _asked(request, ref, number)
    form = LongerForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        deeds.prolong_erasure(found, reason=values["reason"], **told)
        return _page(grant)

    heading = _("More time for request %(number)s") % {"number": number}
    intro = _("Two more months, once, where the request is complex (GDPR article 12(3)).")
    context = {**_below(grant, heading), "intro": intro, "facts": _facts(found)}
    return form_page(request, form, deed, context=context, done=_("The time is prolonged."))


def _asked(request: HttpRequest, ref: str, number: int) -> tuple[Grant, ErasureRequest]:
    grant = project_for(request, ref)
    rows = ErasureRequest.objects.select_related("organisation", "contact")
    found = get_object_or_404(rows, grant_ref=ref, number=number)
    own = {one.organisation_id for one in writing_seats(request.user, grant)}
    if found.organisation_id not in own:
        raise PermissionDenied
    return grant, found


def _facts(found: ErasureRequest) -> list[tuple[str, str]]:
    return [
        (_("Data controller"), found.organisation.name),
        (_("What it is about"), found.get_about_display()),
        (_("Filed as"), found.reference),
        (_("Requested on"), day_text(found.asked_on)),
        (_("To be answered by"), day_text(found.due_on)),
    ]


def _page(grant: Grant) -> str:
    return reverse("reporting:erasure-list", args=[grant.ref])


def _place(grant: Grant, *way: tuple[str, str | None]) -> dict[str, Any]:
    # Who reads the rows reads this list too, and not the contacts themselves (G-08).
    hub = (_("Coordination"), reverse("reporting:coordination", args=[grant.ref]))
    heading = way[-1][0]
    return {
        "grant": grant,
        "tab": TAB,
        "heading": heading,
        "breadcrumbs": crumbs(grant, hub, *way),
    }


def _below(grant: Grant, heading: str) -> dict[str, Any]:
    page = _page(grant)
    way = ((_("Requests for erasure"), page), (heading, None))
    return {**_place(grant, *way), "cancel_url": page}
