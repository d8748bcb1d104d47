"""Coordination: other projects, regional tasks, areas, and the Dialogforum (003, W-10, R-72)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consortium.forms.editing import EditedForm
from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant, GrantPartner
from grants.views.grants import crumbs
from reporting.actions import coordination as deeds
from reporting.forms.coordination import (
    OF_AREA,
    OF_MEETING,
    OF_TASK,
    RELATED,
    AreaForm,
    MeetingForm,
    MemberForm,
    RelatedForm,
    TaskForm,
)
from reporting.models import ForumMember, RegionalTask
from reporting.queries.coordination import (
    areas_of,
    meetings_of,
    members_of,
    related_of,
    tasks_of,
)
from reporting.queries.newsletters import writing_seats
from reporting.views.newsletters import project_for, seat_of

Save = Callable[..., Any]


@require_GET
def coordination(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything on one page."""
    grant = project_for(request, ref)
    seats = writing_seats(request.user, grant)
    context = {
        "grant": grant,
        "heading": _("Coordination"),
        "breadcrumbs": crumbs(grant, (_("Coordination"), None)),
        "tasks": tasks_of(grant),
        "related": related_of(grant),
        "areas": areas_of(grant),
        "own": {one.pk for one in seats},
        "seats": seats,
        "may_plan": actor_of(request.user).can(C.PLAN_PROJECT, grant),
        "may_see_money": actor_of(request.user).can(C.VIEW_ROWS, grant),
    }
    return render(request, "reporting/coordination/page.html", context)


@require_GET
def forum(request: HttpRequest, ref: str) -> HttpResponse:
    """The Dialogforum: whose seats, which meetings, what was said."""
    grant = project_for(request, ref)
    members = list(members_of(grant))
    names = {one.pk: one.body for one in members}
    context = {
        **place(grant, _("The Dialogforum")),
        "members": members,
        "meetings": [
            (one, [names[key] for key in one.present if key in names]) for one in meetings_of(grant)
        ],
        "may_plan": actor_of(request.user).can(C.PLAN_PROJECT, grant),
    }
    return render(request, "reporting/coordination/forum.html", context)


def related_project(request: HttpRequest, ref: str, pk: int | None = None) -> HttpResponse:
    """Enter a project of others, or correct it."""
    grant = _planned(request, ref)
    row = get_object_or_404(related_of(grant), pk=pk) if pk else None
    form = RelatedForm(request.POST or None, initial=_initial(row, RELATED))

    def save(**told: Any) -> None:
        deeds.save_related_project(grant, form.facts(), project=row, **told)

    return _edited(request, grant, form, save, _("Related project"))


def regional_task(request: HttpRequest, ref: str, pk: int | None = None) -> HttpResponse:
    """Give a task to a partner; that partner writes its plan and follow-up."""
    grant = project_for(request, ref)
    may_plan = actor_of(request.user).can(C.PLAN_PROJECT, grant)
    rows = with_version(RegionalTask.objects.filter(grant=grant))
    row = get_object_or_404(rows.select_related("kind", "responsible"), pk=pk) if pk else None
    own = [one.pk for one in writing_seats(request.user, grant)]
    if not may_plan and (row is None or row.responsible_id not in own):
        raise PermissionDenied
    initial = _initial(row, ("kind", "responsible", *OF_TASK))
    form = TaskForm(request.POST or None, initial=initial, grant=grant, may_plan=may_plan)

    def save(**told: Any) -> None:
        given = form.cleaned_data
        partner = GrantPartner.objects.select_related("grant", "organisation").get(
            pk=given["responsible"].pk
        )
        deeds.save_regional_task(grant, given["kind"], partner, form.facts(), task=row, **told)

    return _edited(request, grant, form, save, _("Regional task"))


def local_area(request: HttpRequest, ref: str, partner: int, pk: int | None = None) -> HttpResponse:
    """A partner tells how an area is organised."""
    grant = project_for(request, ref)
    seat = seat_of(grant, partner)
    if seat not in writing_seats(request.user, grant):
        raise PermissionDenied
    row = get_object_or_404(areas_of(grant), grant_partner=seat, pk=pk) if pk else None
    form = AreaForm(request.POST or None, initial=_initial(row, OF_AREA))

    def save(**told: Any) -> None:
        deeds.save_local_area(seat, form.facts(), area=row, **told)

    return _edited(request, grant, form, save, _("How we are organised here"))


def forum_member(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a body its seat."""
    grant = _planned(request, ref)
    form = MemberForm(request.POST or None, initial={"starts_on": today()})

    def save(**told: Any) -> None:
        told.pop("edited_from", None)
        deeds.add_forum_member(grant, **form.cleaned_data, **told)

    return _edited(request, grant, form, save, _("New member of the Dialogforum"), "forum")


@require_POST
def forum_member_end(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """The seat ends."""
    grant = _planned(request, ref)
    rows = ForumMember.objects.select_related("grant")
    member = get_object_or_404(rows, grant=grant, pk=pk)
    deeds.end_forum_member(member, by=reader(request), at=now())
    messages.success(request, _("The seat has ended."))
    return redirect("reporting:forum", ref=ref)


def forum_meeting(request: HttpRequest, ref: str, pk: int | None = None) -> HttpResponse:
    """Call a meeting, or write its minutes."""
    grant = _planned(request, ref)
    row = get_object_or_404(meetings_of(grant), pk=pk) if pk else None
    initial = _initial(row, (*OF_MEETING, "present"))
    form = MeetingForm(request.POST or None, initial=initial, members=list(members_of(grant)))

    def save(**told: Any) -> None:
        present = list(form.cleaned_data["present"])
        deeds.save_forum_meeting(grant, form.facts(), present, meeting=row, **told)

    return _edited(request, grant, form, save, _("Meeting of the Dialogforum"), "forum")


def _planned(request: HttpRequest, ref: str) -> Grant:
    grant = project_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    return grant


def place(grant: Grant, heading: str) -> dict[str, Any]:
    """Where a page of the coordination is."""
    hub = (_("Coordination"), reverse("reporting:coordination", args=[grant.ref]))
    return {
        "grant": grant,
        "tab": "coordination",
        "heading": heading,
        "breadcrumbs": crumbs(grant, hub, (heading, None)),
    }


def _initial(row: models.Model | None, names: tuple[str, ...]) -> dict[str, Any]:
    if row is None:
        return {}
    return {**{name: getattr(row, name) for name in names}, "edited_from": version_of(row)}


def _edited(
    request: HttpRequest,
    grant: Grant,
    form: Any,
    save: Save,
    heading: str,
    page: str = "coordination",
) -> HttpResponse:
    """The page of one form, which goes back to where it came from."""
    if isinstance(form, EditedForm):
        editing(request, form)
    back = reverse(f"reporting:{page}", args=[grant.ref])

    def deed(values: dict[str, Any]) -> str:
        told: dict[str, Any] = {"by": reader(request), "at": now()}
        save(edited_from=values.get("edited_from"), **told)
        return back

    context = {**place(grant, heading), "cancel_url": back}
    return form_page(request, form, deed, context=context, done=_("It is written down."))
