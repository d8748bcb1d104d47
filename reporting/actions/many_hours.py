"""Many months of many people at once, from a register that is kept elsewhere: all or none."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from consortium.actions.base import action, record
from consortium.models.memory import add_rows, change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span, first_of_month, last_of_month, month_of
from partners.models import Employee
from reporting.actions.absences import locked_employees
from reporting.actions.drafts import open_for_writing
from reporting.actions.hour_entries import (
    HourEntry,
    HoursRefused,
    MonthEntry,
    month_breaches,
    write_entries,
)
from reporting.models import Activity, PartnerReport, PayRate, TimeSheet
from reporting.queries.hours_around import Around, read_around
from reporting.queries.late import Timing, timing_of
from reporting.rules.vouchers import check_personal

# What a breach of the rules of a month is about, in the words of a row.
FIELD_OF = {"month": "day", "late_reason": "day"}
OF_HOURS = frozenset({"HOURS_NEGATIVE", "DAY_OVER_24"})
MonthKey = tuple[int, dt.date]


class HoursRow(NamedTuple):
    """One row of such a register; *row* is its number there."""

    row: int
    employee: Employee
    day: dt.date
    hours: Decimal
    activity: Activity | None = None
    task: str = ""


@dataclass(frozen=True)
class _Month:
    """The rows of one person's month, and what they are entered over."""

    rows: Sequence[HoursRow]
    employee: Employee
    month: dt.date
    sheet: TimeSheet | None
    rates: Sequence[PayRate]

    @property
    def rate(self) -> PayRate | None:
        """The rate that the sheet has, or the only one of the month."""
        if self.sheet is not None:
            return self.sheet.rate
        return self.rates[0] if len(self.rates) == 1 else None

    @property
    def entries(self) -> list[HourEntry]:
        """The rows as entries of the month."""
        return [HourEntry(row.day, row.hours, row.activity, row.task) for row in self.rows]


@action
def enter_many_hours(
    report: PartnerReport,
    rows: Sequence[HoursRow],
    *,
    is_cofinancing: bool = True,
    late_reason: str = "",
    by: Any,
    at: dt.datetime,
) -> list[TimeSheet]:
    """Enter the months that *rows* tell of, each anew as `enter_hours` does: all, or none.

    Each breach is about "row:field". The same rows once more change nothing. A month that is new
    counts as co-financing where *is_cofinancing* says so; the rate is the only one of its month.
    """
    report = open_for_writing(report, by)
    if not rows:
        raise HoursRefused.because(_("There are no hours to enter."), rule="R-35", subject="rows")
    people = locked_employees(sorted({row.employee.pk for row in rows}))
    months = _months(report, rows, {person.pk: person for person in people})
    timing = timing_of(report)
    refuse_if(
        [*_breaches(report, months, timing, late_reason), *_personal(late_reason)], HoursRefused
    )
    sheets = _write(report, months, timing, is_cofinancing, late_reason)
    record(
        "time_sheet.entered_many",
        report,
        chain=report.grant_partner.grant.ref,
        after={
            "rows": len(rows),
            "months": len(sheets),
            "hours": sum((row.hours for row in rows), ZERO),
        },
    )
    return sheets


def _months(
    report: PartnerReport, rows: Sequence[HoursRow], people: Mapping[int, Employee]
) -> list[_Month]:
    by_month: defaultdict[MonthKey, list[HoursRow]] = defaultdict(list)
    for row in rows:
        by_month[row.employee.pk, first_of_month(row.day)].append(row)
    known = {
        (sheet.employee_id, sheet.month): sheet
        for sheet in TimeSheet.objects.select_for_update(of=("self",))
        .filter(report=report, employee__in=list(people))
        .select_related("rate")
    }
    rates: defaultdict[int, list[PayRate]] = defaultdict(list)
    for rate in PayRate.objects.filter(employee__in=list(people)).select_related("employee"):
        rates[rate.employee_id].append(rate)
    return [
        _Month(
            rows=found,
            employee=people[key],
            month=month,
            sheet=known.get((key, month)),
            rates=[
                rate
                for rate in rates[key]
                if Span(rate.valid_from, rate.valid_to).covers(month_of(month))
            ],
        )
        for (key, month), found in by_month.items()
    ]


def _breaches(
    report: PartnerReport, months: Sequence[_Month], timing: Timing, late_reason: str
) -> list[Breach]:
    around = read_around(
        [one.employee for one in months],
        [one.month for one in months],
        report.grant_partner.grant_id,
        [one.sheet for one in months if one.sheet],
    )
    found: list[tuple[int, Breach]] = []
    for one in months:
        first = one.rows[0].row
        if (known := one.sheet) is not None and known.state != "draft":
            found.append((first, _not_draft(known)))
            continue
        if one.rate is None:
            found.append((first, _no_rate(one)))
            continue
        entered = MonthEntry(one.employee, one.month, one.rate, one.entries, one.sheet)
        last = last_of_month(one.month)
        is_late = timing.late(last) is not None
        for place, breach in month_breaches(report, entered, around, is_late=is_late):
            found.append((one.rows[place].row if place is not None else first, breach))
        reason = late_reason or (one.sheet.late_reason if one.sheet else "")
        found += [(first, breach) for breach in timing.breaches(last, reason, "month")]
        around = _with(around, one)
    return [_about(row, breach) for row, breach in found]


def _with(around: Around, one: _Month) -> Around:
    """The same person may stand in the rows under two employments: hours add up (R-35)."""
    assert one.rate is not None
    key, month = one.employee.person_key, (one.employee.person_key, one.month)
    days = dict(around.hours.get(key, {}))
    for row in one.rows:
        days[row.day] = days.get(row.day, ZERO) + row.hours
    methods = around.methods.get(month, frozenset()) | {one.rate.method}
    return replace(
        around,
        hours={**around.hours, key: days},
        methods={**around.methods, month: methods},
    )


def _about(row: int, breach: Breach) -> Breach:
    subject = FIELD_OF.get(breach.subject, breach.subject)
    if subject[:1].isdigit():  # a day
        subject = "hours" if breach.code in OF_HOURS else "day"
    return Breach(breach.code, breach.message, f"{row}:{subject}", breach.params, breach.rule)


def _not_draft(sheet: TimeSheet) -> Breach:
    message = _("The month is “%(state)s”. The superior can return it, then it can be changed.")
    return Breach("MONTH_NOT_DRAFT", message, "month", {"state": sheet.state}, "A-13")


def _no_rate(one: _Month) -> Breach:
    params: dict[str, object] = {"name": one.employee.name, "month": f"{one.month:%m.%Y}"}
    if one.rates:
        message = _(
            "%(name)s has more than one pay rate in %(month)s. Enter one day of the month on its "
            "page and choose the rate there; then the rows follow it."
        )
        return Breach("RATE_NOT_CLEAR", message, "employee", params, "R-36")
    message = _("%(name)s has no pay rate for the whole of %(month)s. Fix one first.")
    return Breach("RATE_MISSING", message, "employee", params, "R-36")


def _personal(late_reason: str) -> list[Breach]:
    return check_personal({"late_reason": late_reason})


def _write(
    report: PartnerReport,
    months: Sequence[_Month],
    timing: Timing,
    is_cofinancing: bool,
    late_reason: str,
) -> list[TimeSheet]:
    new: list[TimeSheet] = []
    changed: list[TimeSheet] = []
    sheets: list[TimeSheet] = []
    for one in months:
        assert one.rate is not None
        hours = sum((row.hours for row in one.rows), ZERO)
        sheet = one.sheet or TimeSheet(
            report=report,
            employee=one.employee,
            month=one.month,
            rate=one.rate,
            is_cofinancing=is_cofinancing,
        )
        is_late = timing.late(last_of_month(one.month)) is not None
        reason = (late_reason.strip() or sheet.late_reason) if is_late else ""
        before, now = (sheet.hours, sheet.late_reason), (hours, reason)
        sheet.hours, sheet.late_reason = hours, reason
        sheets.append(sheet)
        if one.sheet is None:
            new.append(sheet)
        elif before != now:
            changed.append(sheet)
    if new:
        add_rows(new, TimeSheet)
    if changed:
        change_rows(changed, TimeSheet, ["hours", "late_reason"])
    write_entries([(sheet, one.entries) for sheet, one in zip(sheets, months, strict=True)])
    return sheets
