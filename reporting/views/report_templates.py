"""Templates of own reports: changed, removed, scheduled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consortium.queries.clock import now
from consortium.queries.editing import version_of, with_version
from consortium.rules.roles import Capability as C
from consortium.views.deeds import form_page, reader, require
from consortium.views.editing import editing
from reporting.actions import report_templates as deeds
from reporting.actions.own_report_notices import readers_of
from reporting.forms.own_reports import ChoiceForm, ScheduleForm, initial_of
from reporting.models import ReportSchedule, ReportTemplate
from reporting.rules.building import Choice
from reporting.views.lead_pages import grant_for
from reporting.views.own_reports import choice_facts, listed, template_of, way


@require_http_methods(["GET", "POST"])
def template_edit(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Another name or another choice."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = with_version(ReportTemplate.objects.visible_to(request.user).filter(grant=grant))
    row = get_object_or_404(rows.select_related("grant"), pk=pk)
    initial = {"name": row.name, **initial_of(Choice.from_json(row.choice))}
    initial["edited_from"] = version_of(row)
    form = ChoiceForm(grant, request.POST or None, initial=initial, is_template=True)
    editing(request, form)

    def deed(given: dict[str, Any]) -> str:
        read = given.get("edited_from")
        by, at = reader(request), now()
        deeds.change_template(row, given["name"], form.choice(), edited_from=read, by=by, at=at)
        return listed(grant)

    context = {
        "heading": row.name,
        "grant": grant,
        "tab": "own-reports",
        "cancel_url": listed(grant),
        "breadcrumbs": way(grant, (row.name, None)),
    }
    return form_page(request, form, deed, context=context, done=_("The template is changed."))


@require_http_methods(["GET", "POST"])
def template_remove(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Ask, then offer it no longer."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    row = template_of(request, grant, pk)
    if request.method == "POST":
        deeds.remove_template(row, by=reader(request), at=now())
        messages.success(request, _("The template is deleted."))
        return redirect(listed(grant))
    context = {
        "heading": _("Delete the template"),
        "grant": grant,
        "question": row.name,
        "consequences": [
            _("Nobody is offered it any more, and it is no longer made by itself."),
            _("Reports that were made of it stay in the list."),
        ],
        "submit": _("Delete"),
        "danger": True,
        "cancel_url": listed(grant),
        "breadcrumbs": way(grant, (row.name, None)),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
def template_schedule(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Have it made by itself on fixed days; the link goes to whom is chosen here."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    row = template_of(request, grant, pk)
    running = row.schedules.filter(stopped_at__isnull=True).first()
    form = ScheduleForm(readers_of(grant), request.POST or None, initial=_start(running))

    def deed(given: dict[str, Any]) -> str:
        people = list(given["recipients"])
        deeds.schedule_report(row, form.rhythm(), people, by=reader(request), at=now())
        return listed(grant)

    context = {
        "heading": _("Make “%(name)s” by itself") % {"name": row.name},
        "grant": grant,
        "tab": "own-reports",
        "facts": choice_facts(grant, Choice.from_json(row.choice)),
        "submit": _("Schedule"),
        "cancel_url": listed(grant),
        "breadcrumbs": way(grant, (_("Schedule"), None)),
    }
    return form_page(request, form, deed, context=context, done=_("The report is scheduled."))


def _start(running: ReportSchedule | None) -> dict[str, Any]:
    if running is None:
        return {}
    return {
        "every": running.every,
        "day": running.day,
        "first_month": running.first_month,
        "recipients": list(running.told.values_list("person", flat=True)),
    }


@require_POST
def schedule_stop(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Make it no longer by itself."""
    grant = grant_for(request, ref)
    require(request, C.PLAN_PROJECT, grant)
    rows = ReportSchedule.objects.visible_to(request.user).filter(template__grant=grant)
    row = get_object_or_404(rows.select_related("template__grant"), pk=pk)
    deeds.stop_schedule(row, by=reader(request), at=now())
    messages.success(request, _("The report is no longer made by itself."))
    return redirect(listed(grant))
