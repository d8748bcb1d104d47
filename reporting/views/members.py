"""Bodies that take part in the consortia without a vote (003)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.queries.clock import now, today
from consortium.views.deeds import form_page, reader
from grants.models import Grant
from partners.models import ConsortiumMember
from reporting.actions import members as deeds
from reporting.forms.members import WithoutVoteForm
from reporting.queries.members import members_by_consortium
from reporting.queries.newsletters import writing_seats
from reporting.views.coordination import place
from reporting.views.newsletters import project_for, seat_of


@require_GET
def member_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every consortium with those who take part beside the table, also those who did."""
    grant = project_for(request, ref)
    own = {one.pk for one in writing_seats(request.user, grant)}
    context = {
        **place(grant, _("Members without a vote")),
        "consortia": [
            (partner, rows, partner.pk in own) for partner, rows in members_by_consortium(grant)
        ],
    }
    return render(request, "reporting/coordination/members.html", context)


def member_new(request: HttpRequest, ref: str, partner: int) -> HttpResponse:
    """A body begins to take part."""
    grant = project_for(request, ref)
    seat = seat_of(grant, partner)
    if seat not in writing_seats(request.user, grant):
        raise PermissionDenied
    form = WithoutVoteForm(request.POST or None, initial={"starts_on": today()})
    back = _page(grant)

    def deed(values: dict[str, Any]) -> str:
        deeds.add_member(seat, form.facts(), by=reader(request), at=now())
        return back

    heading = _("New member without a vote")
    intro = _("Consortium: %(name)s") % {"name": seat.organisation.name}
    context = {**place(grant, heading), "cancel_url": back, "intro": intro}
    return form_page(request, form, deed, context=context, done=_("It is written down."))


@require_POST
def member_end(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """A body takes part no longer."""
    grant = project_for(request, ref)
    member = get_object_or_404(ConsortiumMember, grant_ref=ref, pk=pk)
    own = {one.organisation_id: one for one in writing_seats(request.user, grant)}
    if member.organisation_id not in own:
        raise PermissionDenied
    deeds.end_member(member, own[member.organisation_id], by=reader(request), at=now())
    messages.success(request, _("The body takes part no longer."))
    return redirect(_page(grant))


def _page(grant: Grant) -> str:
    return reverse("reporting:member-list", args=[grant.ref])
