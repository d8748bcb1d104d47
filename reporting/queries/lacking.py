"""Who lacks what: months of open reports that are not entered, not signed or not approved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from consortium.models.access import actor_of
from consortium.rules.holidays import days_in
from consortium.rules.roles import Capability as C
from consortium.rules.spans import Span, add_months, is_working_day, last_of_month, month_of
from grants.models import ReportingPeriod
from partners.models import Employee, Organisation
from reporting.models import Absence, PartnerReport, PayRate, TimeSheet
from reporting.rules.absences import absent_days
from reporting.rules.timesheets import sign_by

NOT_ENTERED, NOT_SIGNED, NOT_APPROVED = "not_entered", "draft", "signed"


@dataclass(frozen=True)
class Lack:
    """One month of one person that is not yet a cost of its report."""

    report: PartnerReport
    employee: Employee
    month: dt.date
    sheet: TimeSheet | None
    # Whether hours were entered in the month before, so that this one is waited for.
    is_awaited: bool

    @property
    def what(self) -> str:
        """Not entered, not signed, or not approved."""
        return self.sheet.state if self.sheet else NOT_ENTERED

    @property
    def due_on(self) -> dt.date:
        """By when it is to be signed."""
        return sign_by(self.month)

    @property
    def holder(self) -> str:
        """Who acts next: the superior where it is signed, else the employee."""
        if self.what == NOT_APPROVED and self.employee.superior:
            return str(self.employee.superior)
        return self.employee.name


def people_seen_by(user: Any) -> QuerySet[Employee]:
    """Oneself, and the people of one's own organisations."""
    seats = actor_of(user).ids(C.VIEW_DESK, Organisation)
    return Employee.objects.filter(Q(organisation__in=seats) | Q(user_id=user.pk))


def lacking(people: QuerySet[Employee], *, months_until: dt.date) -> list[Lack]:
    """What *people* lack in the open reports of their employers, in five queries.

    Months count that have ended by *months_until*. A month is not entered where a pay rate covers
    it, no sheet of the employer holds it, and the person was not away for the whole of it.
    """
    staff = list(people.select_related("superior").order_by("organisation_id", "name"))
    reports = _open_reports({person.organisation_id for person in staff})
    if not reports:
        return []
    held = _Held.of(staff, since=add_months(reports[0].period.starts_on, -1))
    expected = _Expected.of(staff)
    found: list[Lack] = []
    asked: set[tuple[int, dt.date]] = set()
    for report in reports:
        for person in staff:
            if person.organisation_id != report.grant_partner.organisation_id:
                continue
            for month in held.months(report, person):
                if last_of_month(month) > months_until:
                    continue
                sheet = held.by_report.get((report.pk, person.pk), {}).get(month)
                awaited = (person.pk, add_months(month, -1)) in held.entered
                if sheet is not None and sheet.state != "approved":
                    found.append(Lack(report, person, month, sheet, awaited))
                elif (person.pk, month) not in (held.entered | asked) and expected.of_month(
                    person, month
                ):
                    # Where two reports could hold it, it is asked for once.
                    asked.add((person.pk, month))
                    found.append(Lack(report, person, month, None, awaited))
    return sorted(found, key=lambda one: (one.month, one.employee.name))


def _open_reports(organisations: Collection[int]) -> list[PartnerReport]:
    rows = PartnerReport.objects.filter(
        state__in=["draft", "returned"],
        period__state__in=ReportingPeriod.TAKES_REPORTS,
        grant_partner__organisation__in=organisations,
    ).select_related("period", "grant_partner__grant", "grant_partner__organisation")
    return list(rows.order_by("period__starts_on", "pk"))


@dataclass(frozen=True)
class _Held:
    """The sheets by report and person, and which months of whom are entered at all."""

    by_report: dict[tuple[int, int], dict[dt.date, TimeSheet]]
    entered: set[tuple[int, dt.date]]

    @classmethod
    def of(cls, staff: Collection[Employee], *, since: dt.date) -> _Held:
        by_report: defaultdict[tuple[int, int], dict[dt.date, TimeSheet]] = defaultdict(dict)
        entered = set()
        late = Q(report__state__in=["draft", "returned"])
        for sheet in TimeSheet.objects.filter(late | Q(month__gte=since), employee__in=staff):
            by_report[sheet.report_id, sheet.employee_id][sheet.month] = sheet
            entered.add((sheet.employee_id, sheet.month))
        return cls(by_report, entered)

    def months(self, report: PartnerReport, person: Employee) -> list[dt.date]:
        """Those of the report's period, and late ones that stand in it."""
        own = Span(report.period.starts_on, report.period.ends_on).months
        return sorted({*own, *self.by_report.get((report.pk, person.pk), ())})


@dataclass(frozen=True)
class _Expected:
    rates: dict[int, list[Span]]
    away: dict[int, list[Span]]

    @classmethod
    def of(cls, staff: Collection[Employee]) -> _Expected:
        rates: defaultdict[int, list[Span]] = defaultdict(list)
        for key, first, last in PayRate.objects.filter(employee__in=staff).values_list(
            "employee_id", "valid_from", "valid_to"
        ):
            rates[key].append(Span(first, last))
        away: defaultdict[int, list[Span]] = defaultdict(list)
        absences = Absence.objects.filter(employee__in=staff, is_whole_day=True)
        for key, first, last in absences.values_list("employee_id", "starts_on", "ends_on"):
            away[key].append(Span(first, last))
        return cls(rates, away)

    def of_month(self, person: Employee, month: dt.date) -> bool:
        """Whether the person is paid for the project in *month* and was there to work."""
        whole = month_of(month)
        employment = Span(person.employed_from, person.employed_to or dt.date.max)
        rated = any(span.covers(whole) for span in self.rates.get(person.pk, ()))
        gone = absent_days(self.away.get(person.pk, ()), whole)
        there = any(is_working_day(day) and day not in gone for day in days_in(whole))
        return rated and there and employment.overlaps(whole)
