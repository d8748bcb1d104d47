"""People's hours: the months of a report, one month day by day, and one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consortium.actions.reading import HOURS, MONTH
from consortium.models.access import actor_of
from consortium.queries import clock
from consortium.queries.editing import version_of, with_version
from consortium.rules.holidays import working_days_in
from consortium.rules.refusals import Refused
from consortium.rules.roles import Capability as C
from consortium.rules.spans import Span, month_of
from consortium.views.deeds import require
from consortium.views.reading import log_reading
from partners.models import Employee
from reporting.actions.hours import enter_hours, sign_time_sheet
from reporting.forms.hours import LateMonthForm, MonthForm
from reporting.forms.month_grid import MonthGrid
from reporting.models import PartnerReport, PayRate, TimeSheet
from reporting.queries.hours import own_months, running_totals, time_sheets_of
from reporting.queries.late import timing_of
from reporting.queries.month_days import month_shown
from reporting.queries.team import facts_of, lines_of
from reporting.rules import completeness as steps
from reporting.rules.timesheets import check_over, month_warnings
from reporting.views.refusals import add_refusal
from reporting.views.report_pages import edit_in, load_report, may_write, show
from reporting.views.steps import answer_of


@require_GET
def report_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's people and months: who has entered, signed, been approved."""
    report = load_report(request, pk)
    log_reading(request, HOURS, report)
    sheets = {
        (sheet.employee_id, sheet.month): sheet for sheet in TimeSheet.objects.filter(report=report)
    }
    own = Span(report.period.starts_on, report.period.ends_on).months
    late = timing_of(report).late_months if may_write(request, report) else []
    months = sorted({*own, *(month for _person, month in sheets)})
    people = list(Employee.objects.filter(organisation=report.grant_partner.organisation_id))
    rows = [
        (person, [(month, sheets.get((person.pk, month))) for month in months]) for person in people
    ]
    context = {
        "rows": rows,
        "months": months,
        # Day by day is for the partner; the lead and the auditor read the month's voucher.
        "sees_people": actor_of(request.user).can(C.VIEW_DESK, report.grant_partner.organisation),
        "late_form": LateMonthForm(people=people, months=late) if late and people else None,
        "total": sum(sheet.hours for sheet in sheets.values()),
        **answer_of(report, steps.HOURS),
    }
    return show(request, report, "reporting/hours/report.html", context, step=steps.HOURS)


@require_GET
def late_month(request: HttpRequest, pk: int) -> HttpResponse:
    """The way to one person's month of a period that has closed."""
    report = load_report(request, pk)
    people = list(Employee.objects.filter(organisation=report.grant_partner.organisation_id))
    form = LateMonthForm(request.GET, people=people, months=timing_of(report).late_months)
    if not form.is_valid():
        return redirect("reporting:report-hours", pk)
    chosen = form.cleaned_data
    return redirect("reporting:month", pk, chosen["employee"].pk, chosen["month"])


@require_GET
def own_hours(request: HttpRequest) -> HttpResponse:
    """The reader's own months: to enter, to sign, done."""
    context = {
        "heading": _("My hours"),
        "months": own_months(request.user, on=clock.today()),
        "today": clock.today(),
    }
    return render(request, "reporting/hours/own.html", context)


def _load_month(
    request: HttpRequest, pk: int, employee_pk: int, month: str
) -> tuple[PartnerReport, Employee, dt.date]:
    """The report, the person and the month, if the reader may see the person; else 404."""
    people = Employee.objects.visible_to(request.user).select_related("organisation")
    person = get_object_or_404(people, pk=employee_pk)
    reports = PartnerReport.objects.select_related(
        "period", "grant_partner__grant", "grant_partner__organisation"
    )
    report = get_object_or_404(reports, pk=pk, grant_partner__organisation=person.organisation_id)
    try:
        first = dt.date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    is_own = first in Span(report.period.starts_on, report.period.ends_on).months
    if not is_own and first not in timing_of(report).late_months:
        raise Http404
    return report, person, first


def _require_to_enter(request: HttpRequest, report: PartnerReport, person: Employee) -> None:
    """Own hours are entered by who may sign them, all others' by who writes the report."""
    own = person.user_id == request.user.pk
    if not own or not actor_of(request.user).can(C.SIGN_HOURS, person.organisation):
        require(request, C.WRITE_REPORT, report.grant_partner.organisation)


def month(request: HttpRequest, pk: int, employee_pk: int, month: str) -> HttpResponse:
    """One person's month, a line for each task and a column for each day; needs no script."""
    report, person, first = _load_month(request, pk, employee_pk, month)
    if person.user_id != request.user.pk:
        log_reading(request, MONTH, person)
    found = with_version(TimeSheet.objects.filter(report=report, employee=person, month=first))
    sheet = found.select_related("rate", "signed_by", "approved_by").first()
    data = request.POST if request.method == "POST" else None
    if data is not None:
        _require_to_enter(request, report, person)
    form, grid = _month_form(data, report, person, first, sheet)
    edit_in(request, report, form, *grid.lines)
    if data is not None and (saved := _save(request, form, grid, (report, person, first))):
        if data.get("then") == "sign" and person.user_id == request.user.pk:
            return redirect("reporting:sheet-sign", saved.pk)
        messages.success(request, _("The hours are saved. Sign the month when it is over."))
        return redirect("reporting:month", report.pk, person.pk, month)
    rates = form.rates
    context = {
        "sheet": sheet,
        "person": person,
        "month": first,
        "form": form,
        "grid": grid,
        "running": running_totals(person, first, rates, sheet),
        "worked": working_days_in(month_of(first)),
        "is_own": person.user_id == request.user.pk,
        "is_over": month_of(first).last < clock.today(),
        "is_late": "late_reason" in form.fields,
    }
    return _month_page(request, report, context)


def _month_form(
    data: Any, report: PartnerReport, person: Employee, first: dt.date, sheet: TimeSheet | None
) -> tuple[MonthForm, MonthGrid]:
    if sheet is not None and sheet.state != "draft":
        rates = [sheet.rate]
    else:
        own = PayRate.objects.filter(employee=person)
        rates = list(own.filter(valid_from__lte=first, valid_to__gte=first))
    initial = {"edited_from": version_of(sheet)} | (MonthForm.values_of(sheet) if sheet else {})
    is_late = first not in Span(report.period.starts_on, report.period.ends_on).months
    form = MonthForm(data, rates=rates, is_late=is_late, initial=initial)
    shown = month_shown(person, first, report, sheet, get_language() or "da")
    form.grid = MonthGrid.of(
        shown.days,
        shown.entries,
        {activity.pk: activity for activity in report.activities.all()},
        data,
        shown.suggested,
    )
    return form, form.grid


def _save(
    request: HttpRequest,
    form: MonthForm,
    grid: MonthGrid,
    where: tuple[PartnerReport, Employee, dt.date],
) -> TimeSheet | None:
    # Both are asked, so that all mistakes show at once.
    if not all([form.is_valid(), grid.is_valid()]):
        return None
    report, person, first = where
    try:
        return enter_hours(
            report,
            employee=person,
            month=first,
            rate=form.cleaned_data["rate"],
            entries=grid.entries(),
            is_cofinancing=form.cleaned_data["is_cofinancing"],
            edited_from=form.cleaned_data["edited_from"],
            late_reason=form.cleaned_data.get("late_reason", ""),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return None


def _month_page(
    request: HttpRequest, report: PartnerReport, context: dict[str, Any]
) -> HttpResponse:
    sheet: TimeSheet | None = context["sheet"]
    editable = report.is_open_for_partner and (sheet is None or sheet.state == "draft")
    page = {
        **context,
        "heading": f"{context['person'].name}, {context['month']:%m.%Y}",
        "editable": editable,
        "may_sign": context["is_own"] and sheet is not None and sheet.state == "draft",
    }
    return show(request, report, "reporting/hours/month.html", page, step=steps.HOURS)


def sign(request: HttpRequest, sheet_pk: int) -> HttpResponse:
    """Sign one's own month: what is signed stands above the one button."""
    sheet = get_object_or_404(time_sheets_of(request.user), pk=sheet_pk)
    if request.method == "POST":
        sign_time_sheet(sheet, by=request.user, at=clock.now())
        messages.success(request, _("The month is signed. Your superior approves it now."))
        return redirect(reverse("reporting:hours"))
    if sheet.employee.user_id != request.user.pk:
        raise PermissionDenied
    if sheet.state != "draft":
        return redirect(
            "reporting:month", sheet.report_id, sheet.employee_id, f"{sheet.month:%Y-%m}"
        )
    facts = facts_of([sheet])[sheet.pk]
    context = {
        "heading": _("Sign %(month)s") % {"month": f"{sheet.month:%m.%Y}"},
        "breadcrumbs": [(_("My hours"), reverse("reporting:hours")), (_("Sign"), None)],
        "sheet": sheet,
        "facts": facts,
        "lines": lines_of(sheet),
        "warnings": month_warnings(facts),
        "breaches": check_over(sheet.month, clock.today()),
    }
    return render(request, "reporting/hours/sign.html", context)
