"""Quarterly status of a municipal agreement: the list, one quarter, its minutes and actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consortium.forms.editing import EditedForm
from consortium.models.access import actor_of
from consortium.queries.clock import now, today
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from grants.models import Grant
from reporting.actions import status as deeds
from reporting.documents.parts import STATUS
from reporting.forms import status as forms_of
from reporting.models import MeetingAction, ReportSnapshot, StatusMeeting
from reporting.queries.status import carried, shown, unspent_of
from reporting.rules.status import LIGHT_RULE
from reporting.views.documents import visible_grant
from reporting.views.lead_pages import crumbs

TAB = "status"
DECEMBER = 12


def _meeting(request: HttpRequest, ref: str, number: int) -> tuple[Grant, StatusMeeting]:
    grant = visible_grant(request, ref)
    rows = with_version(StatusMeeting.objects.visible_to(request.user))
    meeting = get_object_or_404(
        rows.select_related("period", "closed_by"), grant=grant, period__number=number
    )
    meeting.grant = grant
    return grant, meeting


def _way(grant: Grant, *last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    page = reverse("reporting:status-list", args=[grant.ref]) if last else None
    return crumbs(grant, (_("Quarterly status"), page), *last)


@require_safe
def status_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Every quarter, its meeting, and the actions that are open."""
    grant = visible_grant(request, ref)
    seen = StatusMeeting.objects.visible_to(request.user).filter(grant=grant)
    meetings = {one.period_id: one for one in seen}
    may_write = actor_of(request.user).can(C.PLAN_PROJECT, grant)
    todo = MeetingAction.objects.filter(meeting__in=seen, done_on=None)
    context = {
        "grant": grant,
        "heading": _("Quarterly status"),
        "breadcrumbs": _way(grant),
        "quarters": [(one, meetings.get(one.pk)) for one in grant.periods.order_by("number")],
        "actions": todo.select_related("meeting__period"),
        "today": today(),
        "may_write": may_write,
    }
    return render(request, "reporting/status/list.html", context)


@require_safe
def status_detail(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One quarter: figures and words of each area, minutes, actions."""
    grant, meeting = _meeting(request, ref, number)
    lines = shown(meeting)
    is_open = meeting.state == "draft"
    may_write = actor_of(request.user).can(C.PLAN_PROJECT, grant)
    keys = dict(meeting.lines.values_list("area_id", "pk"))
    papers = ReportSnapshot.objects.filter(grant=grant, kind=STATUS, period=meeting.period)
    heading = _("Status of quarter %(number)s") % {"number": number}
    context = {
        "grant": grant,
        "meeting": meeting,
        "heading": heading,
        "breadcrumbs": _way(grant, (heading, None)),
        "lines": [(one, keys.get(one.area.pk)) for one in lines],
        "figures": lines,
        "light_rule": _(LIGHT_RULE),
        "unspent": unspent_of(lines) if meeting.period.ends_on.month == DECEMBER else [],
        "actions": carried(meeting),
        "paper": papers.order_by("-version").values_list("pk", flat=True).first(),
        "may_edit": is_open and may_write,
        "may_finish": may_write,
    }
    return render(request, "reporting/status/detail.html", context)


def status_new(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Begin a quarter's status."""
    grant = visible_grant(request, ref)
    period = get_object_or_404(grant.periods, number=number)
    form = forms_of.MeetingDayForm(request.POST or None, initial={"held_on": today()})

    def deed(values: dict[str, Any]) -> str:
        deeds.open_status_meeting(period, by=reader(request), at=now(), **values)
        return reverse("reporting:status-detail", args=[ref, number])

    said = (_("Begin the status of the quarter"), _("The status is begun."))
    return _page(request, grant, form, deed, said)


def status_minutes(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Write the minutes."""
    grant, meeting = _meeting(request, ref, number)
    initial = {name: getattr(meeting, name) for name in deeds.MINUTES}
    initial["edited_from"] = version_of(meeting)
    form = forms_of.MinutesForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        deeds.save_minutes(meeting, by=reader(request), at=now(), **values)
        return reverse("reporting:status-detail", args=[ref, number])

    return _page(request, grant, form, deed, (_("Minutes"), _("The minutes are saved.")))


def status_line(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Write what is said of an area."""
    grant, meeting = _meeting(request, ref, number)
    line = get_object_or_404(with_version(meeting.lines.select_related("area", "meeting")), pk=pk)
    initial = {name: getattr(line, name) for name in deeds.WORDS}
    initial["edited_from"] = version_of(line)
    form = forms_of.StatusLineForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        deeds.save_status_line(line, by=reader(request), at=now(), **values)
        return reverse("reporting:status-detail", args=[ref, number])

    return _page(request, grant, form, deed, (str(line.area), _("The line is saved.")))


def action_new(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Agree on an action."""
    grant, meeting = _meeting(request, ref, number)
    form = forms_of.MeetingActionForm(request.POST or None)

    def deed(values: dict[str, Any]) -> str:
        deeds.add_meeting_action(meeting, by=reader(request), at=now(), **values)
        return reverse("reporting:status-detail", args=[ref, number])

    return _page(request, grant, form, deed, (_("New action"), _("The action is agreed.")))


def action_done(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Close an action."""
    grant = visible_grant(request, ref)
    seen = StatusMeeting.objects.visible_to(request.user).filter(grant=grant)
    todo = get_object_or_404(MeetingAction, meeting__in=seen, number=pk)
    form = forms_of.DoneForm(request.POST or None, initial={"done_on": today()})

    def deed(values: dict[str, Any]) -> str:
        deeds.finish_meeting_action(todo, by=reader(request), at=now(), **values)
        return reverse("reporting:status-list", args=[ref])

    said = (_("Close the action"), _("The action is closed."))
    facts = [(_("Action"), todo.text), (_("Owner"), todo.owner), (_("Due on"), todo.due_on)]
    return _page(request, grant, form, deed, said, facts=facts)


@require_POST
def status_close(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Close the minutes; the paper is frozen."""
    _grant, meeting = _meeting(request, ref, number)
    deeds.close_status_meeting(meeting, by=reader(request), at=now())
    messages.success(request, _("The minutes are closed and the paper is frozen."))
    return redirect("reporting:status-detail", ref=ref, number=number)


def area_cost_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Note money used."""
    grant = visible_grant(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = forms_of.AreaCostForm(request.POST or None, initial={"spent_on": today()}, grant=grant)

    def deed(values: dict[str, Any]) -> str:
        deeds.note_area_cost(values.pop("agreed"), by=reader(request), at=now(), **values)
        return reverse("reporting:status-list", args=[ref])

    return _page(request, grant, form, deed, (_("Note money used"), _("It is noted.")))


def target_result_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a step towards a target."""
    grant = visible_grant(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    form = forms_of.TargetResultForm(
        request.POST or None, initial={"done_on": today()}, grant=grant
    )

    def deed(values: dict[str, Any]) -> str:
        deeds.note_target_result(values.pop("target"), by=reader(request), at=now(), **values)
        return reverse("reporting:status-list", args=[ref])

    return _page(request, grant, form, deed, (_("Note a result"), _("It is noted.")))


def _page(
    request: HttpRequest,
    grant: Grant,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
    said: tuple[str, str],
    **more: Any,
) -> HttpResponse:
    require(request, C.PLAN_PROJECT, grant)
    if isinstance(form, EditedForm):
        editing(request, form)
    context = {
        "grant": grant,
        "tab": TAB,
        "heading": said[0],
        "breadcrumbs": _way(grant, (said[0], None)),
        "cancel_url": reverse("reporting:status-list", args=[grant.ref]),
        **more,
    }
    return form_page(request, form, deed, context=context, done=said[1])
