"""The writes of the API: drafts of costs, activities and hours, by the actions of the pages."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Header, Path

from consortium.queries import clock
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from grants.models import ActivityType, BudgetLine
from reporting.actions.costs import change_expenditure, drop_expenditure, enter_expenditure
from reporting.actions.delivery import change_activity, drop_activity, hold_activity
from reporting.actions.hours import HourEntry, HoursRefused, drop_hours, enter_hours
from reporting.api.asking import FIRST_YEAR, LAST_YEAR, BadQuestion, Key
from reporting.api.deeds import Once, Over, answer, once, version_named
from reporting.api.problems import FormRefused, Problem
from reporting.api.reading import BY_NAME, REFUSALS, ROWS, etag_of, router, row_of
from reporting.api.shapes import ActivityIn, CostIn, HoursIn, NewHoursIn, number
from reporting.api.tokens import seat_of
from reporting.forms.costs import ExpenditureForm
from reporting.forms.steps import ActivityForm
from reporting.models import Activity, Expenditure, PartnerReport, PayRate, TimeSheet
from reporting.queries import seen

# ninja reads the types of a view's arguments when it is made, so they cannot stand in quotes here.

WITH_REPORT = ("period", "grant_partner__grant", "grant_partner__organisation")
AMOUNTS = (
    *("net", "vat", "project_share_pct", "foreign_net", "foreign_vat", "work_hours"),
    *("hourly_pay", "third_party_cost"),
)
CHANGES: dict[Any, Any] = {**REFUSALS, 412: Problem, 428: Problem}


def _report(request: HttpRequest, key: int) -> PartnerReport:
    rows = PartnerReport.objects.visible_to(request.user).select_related(*WITH_REPORT)
    return get_object_or_404(rows, pk=key)


def _sensible(values: Mapping[str, Any]) -> None:
    """Days that no calendar of a project holds never reach the rules, which count months."""
    message = _("%(value)s is outside the time that this house knows.")
    wrong = [
        Breach("BAD_INSTANT", message, name, {"value": value.isoformat()})
        for name, value in values.items()
        if isinstance(value, dt.date) and not FIRST_YEAR <= value.year <= LAST_YEAR
    ]
    if wrong:
        raise BadQuestion(*wrong)


def _told(request: HttpRequest, name: str, key: int, status: int) -> HttpResponse:
    row = row_of(request, BY_NAME[name], key, None)
    where = reverse(f"api:{name}-row", kwargs={"key": key}) if status == 201 else ""
    return answer(status, row, etag=etag_of(row), location=where)


# --- costs --------------------------------------------------------------------------------------
def _cost_entry(report: PartnerReport, sent: CostIn) -> Any:
    values: dict[str, Any] = sent.dict()
    _sensible(values)
    values |= {name: number(values[name]) for name in AMOUNTS}
    line = BudgetLine.objects.filter(code=sent.line).first()
    values["line"] = line.pk if line else 0
    form = ExpenditureForm(values, grant=report.grant_partner.grant)
    if not form.is_valid():
        raise FormRefused(form)
    return form.entry()


def _cost(request: HttpRequest, key: int) -> Expenditure:
    rows = seen.costs_seen(request.user).select_related(
        *(f"report__{path}" for path in WITH_REPORT)
    )
    return get_object_or_404(rows, pk=key)


@router.post(
    "/reports/{report}/expenditure",
    response={201: ROWS["expenditure"], **REFUSALS},
    operation_id="enter_expenditure",
    url_name="expenditure-new",
    summary="Enter a cost",
    tags=["expenditure"],
)
def cost_new(request: HttpRequest, cost: CostIn, report: Path[Key], headers: Header[Once]) -> Any:
    """Put one cost into an open report, as the page does."""
    found = _report(request, report)

    def deed() -> HttpResponse:
        entry = _cost_entry(found, cost)
        item = enter_expenditure(found, entry, by=request.user, at=clock.now())
        return _told(request, "expenditure", item.pk, 201)

    return once(request, deed)


@router.put(
    "/expenditure/{key}",
    response={200: ROWS["expenditure"], **CHANGES},
    operation_id="change_expenditure",
    url_name="expenditure-change",
    summary="Change a cost",
    tags=["expenditure"],
)
def cost_change(request: HttpRequest, cost: CostIn, key: Path[Key], headers: Header[Over]) -> Any:
    """Correct a new cost, or one that the lead has asked about."""
    item = _cost(request, key)

    def deed() -> HttpResponse:
        version = version_named(request, item, item.report)
        entry = _cost_entry(item.report, cost)
        change_expenditure(item, entry, edited_from=version, by=request.user, at=clock.now())
        return _told(request, "expenditure", item.pk, 200)

    return once(request, deed)


@router.delete(
    "/expenditure/{key}",
    response={204: None, **CHANGES},
    operation_id="drop_expenditure",
    url_name="expenditure-drop",
    summary="Remove a cost",
    tags=["expenditure"],
)
def cost_drop(request: HttpRequest, key: Path[Key], headers: Header[Over]) -> Any:
    """Take a cost out that the lead has never seen."""
    item = _cost(request, key)

    def deed() -> HttpResponse:
        version_named(request, item, item.report)
        drop_expenditure(item, by=request.user, at=clock.now())
        return answer(204, None)

    return once(request, deed)


# --- activities ---------------------------------------------------------------------------------
def _activity_values(report: PartnerReport, sent: ActivityIn) -> dict[str, Any]:
    values: dict[str, Any] = sent.dict()
    _sensible(values)
    kind = ActivityType.objects.filter(code=sent.kind).first()
    values["kind"] = kind.pk if kind else 0
    values["responsible"] = sent.responsible or report.grant_partner_id
    form = ActivityForm(values, partner=report.grant_partner)
    if not form.is_valid():
        raise FormRefused(form)
    return form.cleaned_data


def _activity(request: HttpRequest, key: int) -> Any:
    rows = seen.of_seen_rows(Activity, request.user, "report__").select_related(
        *(f"report__{path}" for path in WITH_REPORT)
    )
    return get_object_or_404(rows, pk=key)


@router.post(
    "/reports/{report}/activities",
    response={201: ROWS["activities"], **REFUSALS},
    operation_id="hold_activity",
    url_name="activities-new",
    summary="Enter an activity",
    tags=["activities"],
)
def activity_new(
    request: HttpRequest, activity: ActivityIn, report: Path[Key], headers: Header[Once]
) -> Any:
    """Note an activity that the partner has held in the period."""
    found = _report(request, report)

    def deed() -> HttpResponse:
        values = _activity_values(found, activity)
        held = hold_activity(found, by=request.user, at=clock.now(), **values)
        return _told(request, "activities", held.pk, 201)

    return once(request, deed)


@router.put(
    "/activities/{key}",
    response={200: ROWS["activities"], **CHANGES},
    operation_id="change_activity",
    url_name="activities-change",
    summary="Change an activity",
    tags=["activities"],
)
def activity_change(
    request: HttpRequest, activity: ActivityIn, key: Path[Key], headers: Header[Over]
) -> Any:
    """Correct an activity."""
    held = _activity(request, key)

    def deed() -> HttpResponse:
        version = version_named(request, held, held.report)
        values = _activity_values(held.report, activity)
        change_activity(held, edited_from=version, by=request.user, at=clock.now(), **values)
        return _told(request, "activities", held.pk, 200)

    return once(request, deed)


@router.delete(
    "/activities/{key}",
    response={204: None, **CHANGES},
    operation_id="drop_activity",
    url_name="activities-drop",
    summary="Remove an activity",
    tags=["activities"],
)
def activity_drop(request: HttpRequest, key: Path[Key], headers: Header[Over]) -> Any:
    """Take an activity out; refused while hours are entered on it."""
    held = _activity(request, key)

    def deed() -> HttpResponse:
        version_named(request, held, held.report)
        drop_activity(held, by=request.user, at=clock.now())
        return answer(204, None)

    return once(request, deed)


# --- hours --------------------------------------------------------------------------------------
def _hours(request: HttpRequest, report: PartnerReport, employee: Any, sent: HoursIn) -> Any:
    """The lines and the rate of a month; a rate or an activity of others is not found here."""
    rate = PayRate.objects.filter(pk=sent.rate, employee=employee).first()
    held = {row.pk: row for row in Activity.objects.filter(report=report)}
    wrong: list[Breach] = []
    if rate is None:
        message = _("The rate belongs to somebody else. Choose one of %(name)s.")
        wrong.append(Breach("RATE_OF_ANOTHER", message, "rate", {"name": employee.name}, "R-36"))
    entries = []
    for place, line in enumerate(sent.entries):
        _sensible({f"entries.{place}.day": line.day})
        if line.activity is not None and line.activity not in held:
            message = _("The activity belongs to another report.")
            subject = f"entries.{place}.activity"
            wrong.append(Breach("ACTIVITY_OF_ANOTHER", message, subject, rule="R-35"))
        activity = held.get(line.activity) if line.activity else None
        entries.append(HourEntry(line.day, Decimal(line.hours), activity, line.task))
    if wrong:
        raise HoursRefused(*wrong)
    return {"rate": rate, "entries": entries}


class MonthStands(Refused):
    """The month has been entered already."""

    code = "MONTH_STANDS"


def _report_for_hours(request: HttpRequest, key: int) -> PartnerReport:
    """A report that the seat sees; an employee enters hours in the reports of the employer."""
    seat = seat_of(request)
    visible = PartnerReport.objects.visible_to(request.user).values("pk")
    reach = Q(pk__in=visible)
    if not seat.grant_ref:
        reach |= Q(grant_partner__organisation=seat.organisation_id)
    rows = PartnerReport.objects.filter(reach).select_related(*WITH_REPORT)
    return get_object_or_404(rows, pk=key)


def _sheet(request: HttpRequest, key: int) -> TimeSheet:
    rows = seen.sheets_seen(request.user, seat_of(request)).select_related(
        "employee__organisation", *(f"report__{path}" for path in WITH_REPORT)
    )
    return get_object_or_404(rows, pk=key)


@router.post(
    "/reports/{report}/time-sheets",
    response={201: ROWS["time-sheets"], **REFUSALS},
    operation_id="enter_hours",
    url_name="time-sheets-new",
    summary="Enter a month of hours",
    tags=["time-sheets"],
)
def hours_new(
    request: HttpRequest, hours: NewHoursIn, report: Path[Key], headers: Header[Once]
) -> Any:
    """Enter a person's month that nobody has entered yet."""
    found = _report_for_hours(request, report)
    people = seen.employees_seen(request.user, seat_of(request)).select_related("organisation")

    def deed() -> HttpResponse:
        person = people.filter(pk=hours.employee).first()
        if person is None:
            message = _("The token's seat enters no hours for this person.")
            raise HoursRefused(Breach("EMPLOYEE_OF_ANOTHER", message, "employee", rule="R-35"))
        month = dt.date.fromisoformat(f"{hours.month}-01")
        if TimeSheet.objects.filter(report=found, employee=person, month=month).exists():
            raise MonthStands.because(
                _("The month is entered already. Change it with PUT and its version."),
                subject="month",
            )
        sheet = enter_hours(
            found,
            employee=person,
            month=month,
            is_cofinancing=hours.is_cofinancing,
            late_reason=hours.late_reason,
            by=request.user,
            at=clock.now(),
            **_hours(request, found, person, hours),
        )
        return _told(request, "time-sheets", sheet.pk, 201)

    return once(request, deed)


@router.put(
    "/time-sheets/{key}",
    response={200: ROWS["time-sheets"], **CHANGES},
    operation_id="change_hours",
    url_name="time-sheets-change",
    summary="Change a month of hours",
    tags=["time-sheets"],
)
def hours_change(
    request: HttpRequest, hours: HoursIn, key: Path[Key], headers: Header[Over]
) -> Any:
    """Enter a month anew, as long as nobody has signed it."""
    sheet = _sheet(request, key)

    def deed() -> HttpResponse:
        version = version_named(request, sheet, sheet.report)
        enter_hours(
            sheet.report,
            employee=sheet.employee,
            month=sheet.month,
            is_cofinancing=hours.is_cofinancing,
            late_reason=hours.late_reason,
            edited_from=version,
            by=request.user,
            at=clock.now(),
            **_hours(request, sheet.report, sheet.employee, hours),
        )
        return _told(request, "time-sheets", sheet.pk, 200)

    return once(request, deed)


@router.delete(
    "/time-sheets/{key}",
    response={204: None, **CHANGES},
    operation_id="drop_hours",
    url_name="time-sheets-drop",
    summary="Remove a month of hours",
    tags=["time-sheets"],
)
def hours_drop(request: HttpRequest, key: Path[Key], headers: Header[Over]) -> Any:
    """Take a month out that nobody has signed."""
    sheet = _sheet(request, key)

    def deed() -> HttpResponse:
        version_named(request, sheet, sheet.report)
        drop_hours(sheet, by=request.user, at=clock.now())
        return answer(204, None)

    return once(request, deed)
