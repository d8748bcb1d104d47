"""A month of hours as it is entered: its lines, every rule they pass, and how they are written."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.models.memory import add_rows, change_rows
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.rules.flat_rates import STAFF_COST, check_covered, covered_kinds
from partners.models import Employee
from reporting.models import Activity, PartnerReport, PayRate, TimeEntry, TimeSheet
from reporting.queries.funding import frozen_profile
from reporting.queries.hours_around import Around
from reporting.rules.staff import DayHours, RateTerms, check_terms
from reporting.rules.timesheets import MonthFacts, check_month
from reporting.rules.vouchers import check_personal

# The place of the entry that a breach is about; None where it is about the month as a whole.
Found = list[tuple[int | None, Breach]]


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

    @property
    def line(self) -> tuple[int | None, str]:
        """What it is for: one line of the grid."""
        return (self.activity.pk if self.activity else None, self.task.strip())


@dataclass(frozen=True)
class MonthEntry:
    """One person's month as it is entered, and the sheet that it is entered over."""

    employee: Employee
    month: dt.date
    rate: PayRate
    entries: Sequence[HourEntry]
    sheet: TimeSheet | None = None

    @property
    def hours(self) -> Decimal:
        """All its hours."""
        return sum((entry.hours for entry in self.entries), ZERO)


def month_breaches(
    report: PartnerReport, entered: MonthEntry, around: Around, *, is_late: bool
) -> Found:
    """Everything that is wrong with a month (R-30 to R-36)."""
    grant, person, rate = report.grant_partner.grant, entered.employee, entered.rate
    dated = [DayHours(entry.day, entry.hours) for entry in entered.entries if entry.day]
    facts = MonthFacts(
        month=entered.month,
        days=dated,
        undated=sum((entry.hours for entry in entered.entries if entry.day is None), ZERO),
        method=rate.method,
        rate_span=Span(rate.valid_from, rate.valid_to),
        employment=Span(person.employed_from, person.employed_to or dt.date.max),
        project=Span(grant.starts_on, grant.ends_on),
        period=Span(report.period.starts_on, report.period.ends_on),
        elsewhere=around.elsewhere(person, entered.month),
        share_elsewhere=around.by_share(person, entered.month),
        hours_elsewhere=around.by_hours(person, entered.month),
        contract_anywhere=around.by_contract_anywhere(person, entered.month),
        hours_anywhere=around.by_hours_anywhere(person, entered.month),
        absences=around.absent(person, entered.month),
        is_late=is_late,
    )
    profile = frozen_profile(grant)
    terms = RateTerms(rate.method, rate.rate, rate.divisor, Fraction(person.fte_pct) / 100)
    found: Found = [(None, one) for one in check_covered(STAFF_COST, covered_kinds(profile))]
    found += _placed(check_month(facts), entered.entries)
    found += [(None, breach) for breach in check_terms(terms, entered.month, profile)]
    return found + _strangers(report, entered) + _check_entries(report, entered.entries)


def _placed(breaches: Iterable[Breach], entries: Sequence[HourEntry]) -> Found:
    """Each breach that names a day, at the entry of that day; the second one at the second."""
    of_day: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if entry.day is not None:
            of_day[entry.day.isoformat()].append(place)
    met: Counter[tuple[str, str]] = Counter()
    found: Found = []
    for breach in breaches:
        places = of_day.get(breach.subject)
        if places is None:
            found.append((None, breach))
            continue
        turn = met[breach.code, breach.subject]
        met[breach.code, breach.subject] += 1
        found.append((places[min(turn, len(places) - 1)], breach))
    return found


def _strangers(report: PartnerReport, entered: MonthEntry) -> Found:
    found: Found = []
    params: dict[str, object] = {"name": entered.employee.name}
    if entered.employee.organisation_id != report.grant_partner.organisation_id:
        message = _("%(name)s is not employed by the partner that reports.")
        found.append((None, Breach("EMPLOYEE_OF_ANOTHER", message, "employee", params, "R-35")))
    if entered.rate.employee_id != entered.employee.pk:
        message = _("The rate belongs to somebody else. Choose one of %(name)s.")
        found.append((None, Breach("RATE_OF_ANOTHER", message, "rate", params, "R-36")))
    return found


def _check_entries(report: PartnerReport, entries: Sequence[HourEntry]) -> Found:
    found: Found = []
    known: set[tuple[dt.date | None, tuple[int | None, str]]] = set()
    params: dict[str, object]
    for place, entry in enumerate(entries):
        if entry.hours <= 0:
            message = _("%(hours)s hours are none. Enter hours above 0 or leave the day out.")
            params = {"hours": entry.hours}
            found.append((place, Breach("HOURS_NOT_POSITIVE", message, "hours", params, "R-35")))
        if entry.activity is not None and entry.activity.report_id != report.pk:
            message = _("The activity belongs to another report.")
            found.append((place, Breach("ACTIVITY_OF_ANOTHER", message, "activity", rule="R-35")))
        if (entry.day, entry.line) in known:
            message = _(
                "The same activity and task has hours twice on the same day. Put them together "
                "in one line."
            )
            found.append((place, Breach("LINE_TWICE", message, "task", rule="R-35")))
        known.add((entry.day, entry.line))
        found += [(place, breach) for breach in check_personal({"task": entry.task})]
    return found


def write_entries(entered: Sequence[tuple[TimeSheet, Sequence[HourEntry]]]) -> None:
    """Rows that stand already are kept, so that their history shows what really changed."""
    standing: defaultdict[int, list[TimeEntry]] = defaultdict(list)
    sheets = [sheet.pk for sheet, _entries in entered]
    for row in TimeEntry.objects.filter(time_sheet__in=sheets).order_by("-pk"):
        standing[row.time_sheet_id].append(row)
    new: list[TimeEntry] = []
    changed: list[TimeEntry] = []
    for sheet, entries in entered:
        # Of rows that say the same, the oldest is kept and the others go.
        kept = {(row.day, (row.activity_id, row.task)): row for row in standing[sheet.pk]}
        gone = {row.pk: row for row in standing[sheet.pk]}
        for entry in entries:
            known = kept.get((entry.day, entry.line))
            row = known or TimeEntry(
                time_sheet=sheet, day=entry.day, activity=entry.activity, task=entry.task.strip()
            )
            if known is None:
                new.append(row)
            else:
                del gone[row.pk]
                if row.hours != entry.hours:
                    changed.append(row)
            row.hours = entry.hours
        for row in gone.values():
            row.delete()
    if new:
        add_rows(new, TimeEntry)
    if changed:
        change_rows(changed, TimeEntry, ["hours"])
