"""Absence: one's own, and for the partner's user that of its people."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consortium.actions.reading import ABSENCES
from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.texts import span_text
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.views.deeds import reader
from consortium.views.editing import editing
from consortium.views.reading import log_reading
from reporting.actions.absences import cancel_absence, plan_absence
from reporting.forms.hours import AbsenceForm
from reporting.models import Absence
from reporting.queries.absences import may_plan_for, planned_for_by
from reporting.views.refusals import add_refusal

# What lies further back is read in the month itself.
SHOWN_BACK = dt.timedelta(days=400)


def absences(request: HttpRequest) -> HttpResponse:
    """Who is away when; whoever may, plans one more."""
    log_reading(request, ABSENCES, reader(request))
    people = list(planned_for_by(request.user))
    form = AbsenceForm(request.POST or None, people=people)
    if request.method == "POST":
        if not people:
            raise PermissionDenied
        editing(request, form)
        if form.is_valid() and _planned(request, form):
            messages.success(request, _("The absence is planned."))
            return redirect("reporting:absences")
    elif people:
        editing(request, form)
    since = clock.today() - SHOWN_BACK
    rows = Absence.objects.visible_to(request.user).filter(ends_on__gte=since)
    planned = {person.pk for person in people}
    context = {
        "heading": _("Absence"),
        "breadcrumbs": [_way_back(request), (_("Absence"), None)],
        "form": form if people else None,
        "rows": [
            (row, row.employee_id in planned)
            for row in rows.select_related("employee__organisation")
        ],
    }
    return render(request, "reporting/hours/absences.html", context)


def _way_back(request: HttpRequest) -> tuple[str, str]:
    if actor_of(request.user).can_anywhere(C.VIEW_DESK):
        return _("My desk"), reverse("reporting:desk")
    return _("My hours"), reverse("reporting:hours")


def _planned(request: HttpRequest, form: AbsenceForm) -> bool:
    values = dict(form.cleaned_data)
    try:
        plan_absence(values.pop("employee"), by=request.user, at=clock.now(), **values)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    return True


def absence_drop(request: HttpRequest, absence_pk: int) -> HttpResponse:
    """Take an absence back."""
    rows = Absence.objects.visible_to(request.user).select_related("employee__organisation")
    absence = get_object_or_404(rows, pk=absence_pk)
    if not may_plan_for(request.user, absence.employee):
        raise PermissionDenied
    if request.method == "POST":
        cancel_absence(absence, by=request.user, at=clock.now())
        messages.success(request, _("The absence is removed."))
        return redirect("reporting:absences")
    page = reverse("reporting:absences")
    context = {
        "heading": _("Remove the absence"),
        "breadcrumbs": [_way_back(request), (_("Absence"), page), (_("Remove"), None)],
        "question": f"{absence.employee.name}, {span_text(absence.starts_on, absence.ends_on)}",
        "consequences": [_("Hours can be declared on these days again.")],
        "submit": _("Remove"),
        "cancel_url": page,
    }
    return render(request, "components/confirm.html", context)
