"""Absence: planned and cancelled by the employee, the partner's user or the approver (R-35)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Sum

from consortium.actions.base import NotAllowed, action, record
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from partners.models import Employee
from reporting.models import Absence, TimeEntry
from reporting.queries.absences import may_plan_for
from reporting.rules.absences import AbsenceFacts, check_absence


class AbsenceRefused(Refused):
    """The absence cannot be planned as it is."""

    code = "ABSENCE_REFUSED"


@action
def plan_absence(
    employee: Employee,
    *,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date,
    is_whole_day: bool = True,
    by: Any,
    at: dt.datetime,
) -> Absence:
    """Write down that somebody is away; hours on whole days of it are refused from now on."""
    employee = locked_employees([employee.pk])[0]
    _must_plan_for(employee, by)
    others = Absence.objects.filter(employee=employee, ends_on__gte=starts_on)
    declared = TimeEntry.objects.filter(
        time_sheet__employee=employee, day__gte=starts_on, day__lte=ends_on
    )
    facts = AbsenceFacts(
        starts_on=starts_on,
        ends_on=ends_on,
        is_whole_day=is_whole_day,
        employment=Span(employee.employed_from, employee.employed_to or dt.date.max),
        others=[Span(one.starts_on, one.ends_on) for one in others.order_by("starts_on")],
        hours=dict(declared.order_by().values_list("day").annotate(Sum("hours"))),
    )
    refuse_if([*_check_kind(kind), *check_absence(facts)], AbsenceRefused)
    absence = Absence.objects.create(
        employee=employee,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        is_whole_day=is_whole_day,
    )
    record("absence.planned", absence, after=_told(absence))
    return absence


@action
def cancel_absence(absence: Absence, *, by: Any, at: dt.datetime) -> Absence:
    """Take an absence back: the days can hold hours again; its versions stay in the history."""
    locked_employees([absence.employee_id])
    absence = Absence.objects.select_related("employee__organisation").get(pk=absence.pk)
    _must_plan_for(absence.employee, by)
    record("absence.cancelled", absence, before=_told(absence))
    absence.delete()
    return absence


def locked_employees(keys: list[int]) -> list[Employee]:
    """The employees, locked: an absence and hours on the same day cannot slip past each other."""
    rows = Employee.objects.select_for_update(of=("self",)).select_related("organisation")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def _must_plan_for(employee: Employee, by: Any) -> None:
    if not may_plan_for(by, employee):
        raise NotAllowed.because(
            _("%(person)s does not plan the absence of %(name)s."),
            rule="rules 3.0",
            person=str(by),
            name=employee.name,
        )


def _check_kind(kind: str) -> list[Breach]:
    if kind in dict(Absence.KINDS):
        return []
    message = _("An absence is holiday, sickness or leave, not “%(kind)s”.")
    return [Breach("ABSENCE_KIND_UNKNOWN", message, "kind", {"kind": kind}, "R-35")]


def _told(absence: Absence) -> dict[str, Any]:
    """What the event says: the days, never the kind, which can tell of somebody's health."""
    return {
        "starts_on": absence.starts_on,
        "ends_on": absence.ends_on,
        "is_whole_day": absence.is_whole_day,
    }
