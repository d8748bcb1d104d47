"""Hours: entered, signed by the employee, approved by the superior, turned into cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from consortium.actions.base import NotAllowed, action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.models.access import actor_of
from consortium.models.memory import add_rows, change_rows
from consortium.rules.editing import EditedFrom
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.spans import Span, first_of_month, last_of_month
from consortium.rules.states import advance
from grants.rules.flat_rates import STAFF_COST, check_covered, covered_kinds
from partners.models import Employee
from reporting.actions.drafts import locked_report, must_be_open, must_be_own
from reporting.actions.rates import set_pay_rate
from reporting.actions.staff_costs import book_staff_costs
from reporting.models import Activity, Expenditure, PartnerReport, PayRate, TimeEntry, TimeSheet
from reporting.queries.funding import frozen_profile
from reporting.queries.hours import hours_elsewhere, month_totals, other_methods
from reporting.queries.late import timing_of
from reporting.rules.staff import DayHours, RateTerms, check_terms
from reporting.rules.states import TIME_SHEET
from reporting.rules.timesheets import MonthFacts, check_contract, check_month, check_over
from reporting.rules.vouchers import check_personal

__all__ = [
    "HourEntry",
    "HoursRefused",
    "approve_time_sheets",
    "enter_hours",
    "return_time_sheet",
    "set_pay_rate",
    "sign_time_sheet",
]


class HoursRefused(Refused):
    """The month cannot be entered, signed or approved as it is."""

    code = "HOURS_REFUSED"


@dataclass(frozen=True)
class HourEntry:
    """Hours on one day, or on the month as a whole where *day* is None."""

    day: dt.date | None
    hours: Decimal
    activity: Activity | None = None
    task: str = ""


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
    if employee.user_id != by.pk or not actor_of(by).can(
        Capability.SIGN_HOURS, employee.organisation
    ):
        must(by, Capability.WRITE_REPORT, report.grant_partner.organisation)
    must_be_open(report)
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
    timing = timing_of(report)
    late = timing.late(last_of_month(month))
    found = _breaches(report, employee, month, rate, entries, sheet, is_late=late is not None)
    found += timing.breaches(last_of_month(month), late_reason, "month")
    refuse_if([*found, *check_personal({"late_reason": late_reason})], HoursRefused)
    sheet = sheet or TimeSheet(report=report, employee=employee, month=month)
    before = {"hours": sheet.hours} if sheet.pk else {}
    sheet.rate, sheet.is_cofinancing = rate, is_cofinancing
    sheet.late_reason = late_reason.strip() if late else ""
    sheet.hours = sum((entry.hours for entry in entries), ZERO)
    sheet.save()
    _write_entries(sheet, entries)
    record(
        "time_sheet.entered",
        sheet,
        chain=chain,
        before=before,
        after={"hours": sheet.hours, "rate": rate.pk},
    )
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
    return sheet


def _locked(sheets: Sequence[TimeSheet]) -> list[TimeSheet]:
    return list(
        TimeSheet.objects.select_for_update(of=("self",))
        .filter(pk__in=[sheet.pk for sheet in sheets])
        .select_related(
            "employee__organisation",
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


def _breaches(
    report: PartnerReport,
    employee: Employee,
    month: dt.date,
    rate: PayRate,
    entries: Sequence[HourEntry],
    sheet: TimeSheet | None,
    *,
    is_late: bool,
) -> list[Breach]:
    grant = report.grant_partner.grant
    others = other_methods(employee, month, grant.pk, sheet)
    dated = [DayHours(entry.day, entry.hours) for entry in entries if entry.day]
    facts = MonthFacts(
        month=month,
        days=dated,
        undated=sum((entry.hours for entry in entries if entry.day is None), ZERO),
        method=rate.method,
        rate_span=Span(rate.valid_from, rate.valid_to),
        employment=Span(employee.employed_from, employee.employed_to or dt.date.max),
        project=Span(grant.starts_on, grant.ends_on),
        period=Span(report.period.starts_on, report.period.ends_on),
        elsewhere=hours_elsewhere(employee, month, sheet),
        share_elsewhere=others.by_share,
        hours_elsewhere=others.by_hours,
        contract_anywhere=others.by_contract_anywhere,
        hours_anywhere=others.by_hours_anywhere,
        is_late=is_late,
    )
    profile = frozen_profile(grant)
    terms = RateTerms(rate.method, rate.rate, rate.divisor, Fraction(employee.fte_pct) / 100)
    return [
        *check_covered(STAFF_COST, covered_kinds(profile)),
        *check_month(facts),
        *check_terms(terms, month, profile),
        *_strangers(report, employee, rate, entries),
    ]


def _strangers(
    report: PartnerReport, employee: Employee, rate: PayRate, entries: Sequence[HourEntry]
) -> list[Breach]:
    found: list[Breach] = []
    params: dict[str, object]
    if employee.organisation_id != report.grant_partner.organisation_id:
        message = _("%(name)s is not employed by the partner that reports.")
        params = {"name": employee.name}
        found.append(Breach("EMPLOYEE_OF_ANOTHER", message, "employee", params, "R-35"))
    if rate.employee_id != employee.pk:
        message = _("The rate belongs to somebody else. Choose one of %(name)s.")
        params = {"name": employee.name}
        found.append(Breach("RATE_OF_ANOTHER", message, "rate", params, "R-36"))
    for entry in entries:
        if entry.hours <= 0:
            message = _("%(hours)s hours are none. Enter hours above 0 or leave the day out.")
            params = {"hours": entry.hours}
            found.append(Breach("HOURS_NOT_POSITIVE", message, "hours", params, "R-35"))
        if entry.activity is not None and entry.activity.report_id != report.pk:
            message = _("The activity belongs to another report.")
            found.append(Breach("ACTIVITY_OF_ANOTHER", message, "activity", rule="R-35"))
        found += check_personal({"task": entry.task})
    return found


def _write_entries(sheet: TimeSheet, entries: Sequence[HourEntry]) -> None:
    """Rows that stand already are kept, so that their history shows what really changed."""
    kept = {(row.day, row.activity_id, row.task): row for row in sheet.entries.all()}
    new, changed = [], []
    for entry in entries:
        task = entry.task.strip()
        activity_id = entry.activity.pk if entry.activity else None
        row = kept.pop((entry.day, activity_id, task), None)
        if row is None:
            row = TimeEntry(time_sheet=sheet, day=entry.day, activity=entry.activity, task=task)
            row.hours = entry.hours
            new.append(row)
        elif row.hours != entry.hours:
            row.hours = entry.hours
            changed.append(row)
    for row in kept.values():
        row.delete()
    if new:
        add_rows(new, TimeEntry)
    if changed:
        change_rows(changed, TimeEntry, ["hours"])
