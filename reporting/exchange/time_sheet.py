"""Time entries as a sheet, for those who register their hours elsewhere (R-35)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from consortium.rules.refusals import gettext_noop as _
from partners.models import Employee
from reporting.exchange.columns import (
    CHOICE,
    DAY,
    HOURS,
    KEY,
    Choice,
    Column,
    Lists,
    SheetKind,
    choices_of,
    told_apart,
)
from reporting.models import PartnerReport, PayRate, TimeEntry

COLUMNS = (
    Column(
        *("employee", _("Employee"), CHOICE),
        is_required=True,
        choices="employees",
        aliases=("Medarbejder", "Medarbejdernr", "Lønnr", "Initialer", "Staff number", "Name"),
    ),
    Column(
        *("day", _("Day"), DAY),
        is_required=True,
        aliases=("Dag", "Dato", "Date", "Arbejdsdag", "Work date"),
    ),
    Column(
        *("hours", _("Hours"), HOURS),
        is_required=True,
        aliases=("Timer", "Antal timer", "Tid", "Time spent", "Duration"),
    ),
    Column(
        *("activity", _("Activity"), CHOICE),
        choices="activities",
        otherwise=None,
        aliases=("Aktivitet", "Projektaktivitet"),
    ),
    Column("task", _("Task"), most=200, aliases=("Opgave", "Beskrivelse", "Tekst", "Description")),
    Column(
        *("method", _("Pay rate"), CHOICE),
        choices="methods",
        otherwise="",
        aliases=("Lønsats", "Sats", "Metode", "Rate"),
        note=_("Only where the person has more than one in the month."),
    ),
    Column(
        *("late_reason", _("Why the month was not reported in its own period")),
        most=2000,
        aliases=("Begrundelse for sen indberetning",),
    ),
)
HINTS = (
    _("One row for each day and task. A month is still signed by the employee afterwards."),
    _("A row that stands already is changed, not entered again; a signed month stays as it is."),
    _("A row that you take out of the sheet stays in the report. Remove it on its page."),
)


def lists(report: PartnerReport) -> Lists:
    """The people and activities of the partner."""
    return {
        "employees": employees_of(report),
        "activities": told_apart(report.activities.order_by("held_on", "pk"), str, by="title"),
        "methods": [one for one in choices_of(PayRate.METHODS) if one.value != PayRate.SHARE],
    }


def employees_of(report: PartnerReport) -> list[Choice]:
    """The partner's employees, by staff number, by both, or by name where only one has it."""
    people = Employee.objects.filter(organisation=report.grant_partner.organisation_id)
    choices = told_apart(people.select_related("organisation").order_by("staff_id"), str, by="name")
    return [Choice(one.value, one.labels, (one.value.staff_id, *one.aliases)) for one in choices]


def rows(report: PartnerReport) -> Iterable[Mapping[str, Any]]:
    """The hours by day, as they stand in the sheet; hours of a whole month have no day."""
    return (values_of(one) for one in standing(report))


def standing(report: PartnerReport) -> QuerySet[TimeEntry]:
    """The entries with what showing them needs."""
    return (
        TimeEntry.objects.filter(time_sheet__report=report, day__isnull=False)
        .select_related("time_sheet__employee__organisation", "time_sheet__rate", "activity")
        .order_by("time_sheet__employee__staff_id", "day", "pk")
    )


def values_of(entry: TimeEntry) -> dict[str, Any]:
    """One entry as the sheet shows it."""
    sheet = entry.time_sheet
    return {
        KEY: f"T{entry.pk}",
        "employee": sheet.employee,
        "day": entry.day,
        "hours": entry.hours,
        "activity": entry.activity,
        "task": entry.task,
        "method": sheet.rate.method,
        "late_reason": sheet.late_reason,
    }


HOURS_SHEET = SheetKind("hours", _("Hours"), COLUMNS, lists, rows, HINTS, total="hours")
