"""Hours: entered, signed by the employee, approved by the superior, turned into cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.actions.notices import notify
from consortium.models.access import actor_of
from consortium.models.memory import change_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.refusals import refuse_if
from consortium.rules.roles import Capability
from consortium.rules.spans import first_of_month, last_of_month
from consortium.rules.states import advance
from partners.models import Employee
from reporting.actions.absences import locked_employees
from reporting.actions.drafts import locked_report, must_be_open, must_be_own
from reporting.actions.hour_entries import (
    HourEntry,
    HoursRefused,
    MonthEntry,
    month_breaches,
    write_entries,
)
from reporting.actions.rates import set_pay_rate
from reporting.actions.staff_costs import book_staff_costs
from reporting.models import Expenditure, PartnerReport, PayRate, TimeSheet
from reporting.queries.hours import month_totals
from reporting.queries.hours_around import read_around
from reporting.queries.late import timing_of
from reporting.rules.states import TIME_SHEET
from reporting.rules.timesheets import check_contract, check_over
from reporting.rules.vouchers import check_personal

__all__ = [
    "HourEntry",
    "HoursRefused",
    "approve_time_sheets",
    "drop_hours",
    "enter_hours",
    "return_time_sheet",
    "set_pay_rate",
    "sign_time_sheet",
]

RETURNED = _("Your hours of %(month)s are returned: %(reason)s Correct and sign them again.")


@action
def enter_hours(
    report: PartnerReport,
    *,
    employee: Employee,
    month: dt.date,
    rate: PayRate,
    entries: Sequence[HourEntry],
    is_cofinancing: bool = True,
    late_reason: str = "",
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
) -> TimeSheet:
    """Enter a person's month, or enter it anew as long as nobody has signed it.

    A month of an earlier period that has closed is late and needs a *late_reason* (R-52).
    """
    report = locked_report(report)
    _must_enter(report, employee, by)
    must_be_open(report)
    locked_employees([employee.pk])
    month = first_of_month(month)
    sheet = (
        TimeSheet.objects.select_for_update()
        .filter(report=report, employee=employee, month=month)
        .first()
    )
    chain = report.grant_partner.grant.ref
    if sheet is not None:
        _must_be_draft(sheet)
    must_be_unchanged(sheet, edited_from, chain=chain)
    entered = MonthEntry(employee, month, rate, entries, sheet)
    is_late = _must_be_in_order(report, entered, late_reason)
    sheet = sheet or TimeSheet(report=report, employee=employee, month=month)
    before = {"hours": sheet.hours} if sheet.pk else {}
    sheet.rate, sheet.is_cofinancing = rate, is_cofinancing
    sheet.late_reason = late_reason.strip() if is_late else ""
    sheet.hours = entered.hours
    sheet.save()
    write_entries([(sheet, entries)])
    record(
        "time_sheet.entered",
        sheet,
        chain=chain,
        before=before,
        after={"hours": sheet.hours, "rate": rate.pk},
    )
    return sheet


@action
def drop_hours(sheet: TimeSheet, *, by: Any, at: dt.datetime) -> TimeSheet:
    """Take a month out that nobody has signed; its versions stay in the history."""
    report = locked_report(sheet.report)
    sheet = _locked([sheet])[0]
    _must_enter(report, sheet.employee, by)
    must_be_open(report)
    _must_be_draft(sheet)
    if Expenditure.objects.filter(time_sheet=sheet).exists():
        raise HoursRefused.because(
            _("The lead has asked about the cost of this month, so it stays. Correct its hours."),
            rule="W-04",
        )
    record(
        "time_sheet.dropped",
        sheet,
        chain=report.grant_partner.grant.ref,
        before={"hours": sheet.hours, "month": sheet.month},
    )
    for entry in sheet.entries.all():
        entry.delete()
    sheet.delete()
    return sheet


@action
def sign_time_sheet(sheet: TimeSheet, *, by: Any, at: dt.datetime) -> TimeSheet:
    """The employee signs the month when it is over."""
    report = locked_report(sheet.report)
    sheet = _locked([sheet])[0]
    must(by, Capability.SIGN_HOURS, sheet.employee.organisation)
    if sheet.employee.user_id != by.pk:
        raise NotAllowed.because(
            _("Only %(name)s signs these hours, not %(person)s."),
            rule="A-13",
            name=sheet.employee.name,
            person=str(by),
        )
    must_be_open(report)
    sheet.state = advance(TIME_SHEET, sheet.state, "sign")
    refuse_if(check_over(sheet.month, at.date()), HoursRefused)
    sheet.signed_by, sheet.signed_at = by, at
    sheet.save()
    record(
        "time_sheet.signed",
        sheet,
        chain=report.grant_partner.grant.ref,
        after={"hours": sheet.hours},
    )
    return sheet


@action
def approve_time_sheets(
    sheets: Sequence[TimeSheet], *, by: Any, at: dt.datetime
) -> list[TimeSheet]:
    """The superior approves signed months, all or none; each becomes a cost of its report."""
    if not sheets:
        raise HoursRefused.because(_("Choose at least one signed time sheet."), rule="A-13")
    for report_id in sorted({sheet.report_id for sheet in sheets}):
        must_be_open(locked_report(PartnerReport(pk=report_id)))
    locked = _locked(sheets)
    totals, found = month_totals(locked), []
    for sheet in locked:
        _must_be_superior(sheet, by)
        sheet.state = advance(TIME_SHEET, sheet.state, "approve")
        person = sheet.employee
        total = totals[person.person_key, sheet.month]
        found += check_contract(person.name, sheet.month, total, person.month_hours)
        sheet.approved_by, sheet.approved_at = by, at
    refuse_if(found, HoursRefused)
    change_rows(locked, TimeSheet, ["state", "approved_by", "approved_at"])
    for item in book_staff_costs(locked):
        record(
            "time_sheet.approved",
            item.time_sheet or item,
            chain=item.grant.ref,
            after={"hours": item.hours, "voucher_no": item.voucher_no, "amount": item.amount},
        )
    return locked


@action
def return_time_sheet(sheet: TimeSheet, reason: str, *, by: Any, at: dt.datetime) -> TimeSheet:
    """The superior hands a month back to the employee, with the reason; its cost goes away."""
    report = locked_report(sheet.report)
    sheet = _locked([sheet])[0]
    _must_be_superior(sheet, by)
    must_be_open(report)
    before, sheet.state = sheet.state, advance(TIME_SHEET, sheet.state, "return")
    if not reason.strip():
        raise HoursRefused.because(
            _("Say why the hours are returned."), rule="W-08", subject="reason"
        )
    refuse_if(check_personal({"reason": reason}), HoursRefused)
    item = Expenditure.objects.select_for_update().filter(time_sheet=sheet).first()
    if item is not None:
        must_be_own(item)
        if item.state == "draft":
            item.delete()
    sheet.signed_by = sheet.signed_at = sheet.approved_by = sheet.approved_at = None
    sheet.save()
    record(
        "time_sheet.returned",
        sheet,
        chain=report.grant_partner.grant.ref,
        before={"state": before},
        after={"state": sheet.state},
        reason=reason,
    )
    if sheet.employee.user is not None:
        notify(
            sheet.employee.user,
            "time_sheet.returned",
            RETURNED,
            {"month": f"{sheet.month:%m.%Y}", "reason": reason.strip()},
            url=reverse("reporting:month", args=_where(sheet)),
            at=at,
        )
    return sheet


def _must_enter(report: PartnerReport, employee: Employee, by: Any) -> None:
    """Own hours are entered by who may sign them, all others' by who writes the report."""
    signs = actor_of(by).can(Capability.SIGN_HOURS, employee.organisation)
    if employee.user_id != by.pk or not signs:
        must(by, Capability.WRITE_REPORT, report.grant_partner.organisation)


def _where(sheet: TimeSheet) -> list[object]:
    return [sheet.report_id, sheet.employee_id, f"{sheet.month:%Y-%m}"]


def _must_be_in_order(report: PartnerReport, entered: MonthEntry, late_reason: str) -> bool:
    """Refuse a month that breaks a rule; else say whether it comes late (R-52)."""
    timing, last = timing_of(report), last_of_month(entered.month)
    is_late = timing.late(last) is not None
    known = [entered.sheet] if entered.sheet else []
    around = read_around([entered.employee], [entered.month], report.grant_partner.grant_id, known)
    found = month_breaches(report, entered, around, is_late=is_late)
    breaches = [breach for _place, breach in found]
    breaches += timing.breaches(last, late_reason, "month")
    refuse_if([*breaches, *check_personal({"late_reason": late_reason})], HoursRefused)
    return is_late


def _locked(sheets: Sequence[TimeSheet]) -> list[TimeSheet]:
    return list(
        TimeSheet.objects.select_for_update(of=("self",))
        .filter(pk__in=[sheet.pk for sheet in sheets])
        .select_related(
            "employee__organisation",
            "employee__user",
            "rate",
            "report__grant_partner__grant",
            "report__grant_partner__organisation",
        )
    )


def _must_be_superior(sheet: TimeSheet, by: Any) -> None:
    person = sheet.employee
    must(by, Capability.APPROVE_HOURS, person.organisation)
    if by.pk in {person.user_id, sheet.signed_by_id}:
        raise HoursRefused.because(
            _("%(name)s cannot approve own hours; the superior does."),
            rule="A-13",
            name=person.name,
        )
    if person.superior_id is not None and person.superior_id != by.pk:
        raise NotAllowed.because(
            _("%(person)s is not the superior of %(name)s."),
            rule="A-13",
            person=str(by),
            name=person.name,
        )


def _must_be_draft(sheet: TimeSheet) -> None:
    if sheet.state != "draft":
        raise HoursRefused.because(
            _("The month is “%(state)s”. The superior can return it, then it can be changed."),
            rule="A-13",
            state=sheet.state,
        )
