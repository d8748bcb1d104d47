"""People's time over all projects: what is taken of a day, a month, a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from consortium.models.access import actor_of
from consortium.rules.money import ZERO
from consortium.rules.roles import Capability
from consortium.rules.spans import Span, month_of
from partners.models import Employee, Organisation
from reporting.models import PartnerReport, PayRate, TimeSheet
from reporting.models.reports import scoped
from reporting.rules.staff import MONTHS_OF_A_YEAR, annual_divisor, employed_months
from reporting.rules.timesheets import HOURS_OF_A_YEAR


def time_sheets_of(user: object) -> QuerySet[TimeSheet]:
    """The time sheets that *user* may see: its partner's, its grants', or its own."""
    own = Q(employee__user_id=getattr(user, "pk", None))
    sheets = TimeSheet.objects.filter(scoped(user, "report__") | own)
    return sheets.select_related(
        "employee__organisation",
        "rate",
        "report__period",
        "report__grant_partner__grant",
        "report__grant_partner__organisation",
    )


def pay_rates_of(user: object) -> QuerySet[PayRate]:
    """The pay rates that *user* may see: those of its own organisations' employees."""
    organisations = actor_of(user).ids(Capability.VIEW_DESK, Organisation)
    rates = PayRate.objects.filter(employee__organisation__in=organisations)
    return rates.select_related("employee__organisation", "letter")


def letters_of(user: object) -> QuerySet[PayRate]:
    """The rates whose employer's letter *user* may read: as the rate, or as its time sheets."""
    organisations = actor_of(user).ids(Capability.VIEW_DESK, Organisation)
    used = TimeSheet.objects.filter(scoped(user, "report__"), rate=OuterRef("pk"))
    return PayRate.objects.filter(
        Q(employee__organisation__in=organisations) | Q(Exists(used)), letter__isnull=False
    )


def month_totals(sheets: Iterable[TimeSheet]) -> dict[tuple[str, dt.date], Decimal]:
    """Hours by person and month over all projects, for the people and months of *sheets*."""
    keys = {(sheet.employee.person_key, sheet.month) for sheet in sheets}
    rows = (
        TimeSheet.objects.filter(
            employee__person_key__in={key for key, _month in keys},
            month__in={month for _key, month in keys},
        )
        .order_by()
        .values_list("employee__person_key", "month")
        .annotate(Sum("hours"))
    )
    return {(key, month): total for key, month, total in rows}


def share_letters(employee: Employee) -> QuerySet[PayRate]:
    """The person's fixed shares and contracts, with every employer (R-32)."""
    rows = PayRate.objects.filter(method__in=PayRate.BY_SHARE)
    return rows.filter(employee__person_key=employee.person_key)


class EmployedMonths:
    """In how many months of a year people are employed, with all their employers (R-31, C12)."""

    def __init__(self, rows: Iterable[tuple[str, dt.date, dt.date | None]]) -> None:
        self._spans: dict[str, list[Span]] = {}
        for person, first, last in rows:
            self._spans.setdefault(person, []).append(Span(first, last or dt.date.max))

    def of(self, employee: Employee, year: int) -> int:
        """The months of *employee* in *year*; all of them for who was not looked up."""
        spans = self._spans.get(employee.person_key)
        return MONTHS_OF_A_YEAR if spans is None else max(1, employed_months(spans, year))


def employed_months_of(people: Iterable[str] | None = None) -> EmployedMonths:
    """The employments of *people* by their person keys, or of everybody."""
    rows = (
        Employee.objects.all()
        if people is None
        else Employee.objects.filter(person_key__in=sorted(people))
    )
    return EmployedMonths(rows.order_by().values_list("person_key", "employed_from", "employed_to"))


@dataclass(frozen=True)
class Running:
    """A person's hours over all projects against what one may have, in a month or a year."""

    name: str
    # On this sheet, and on all others: a number, and never whose project it is.
    here: Decimal
    elsewhere: Decimal
    limit: Decimal

    @property
    def used(self) -> Decimal:
        """All of them."""
        return self.here + self.elsewhere

    @property
    def left(self) -> Decimal:
        """What is left; below zero it is too much."""
        return self.limit - self.used

    @property
    def elsewhere_hundredths(self) -> int:
        """For the page's script, which counts in whole hundredths and only shows."""
        return int(self.elsewhere * 100)

    @property
    def limit_hundredths(self) -> int:
        """As `elsewhere_hundredths`."""
        return int(self.limit * 100)

    @property
    def over(self) -> Decimal:
        """By how much it is too much."""
        return max(ZERO, -self.left)

    @property
    def share(self) -> Decimal:
        """The share that is used."""
        return self.used / self.limit if self.limit else ZERO


def running_totals(
    employee: Employee, month: dt.date, rates: Iterable[PayRate], sheet: TimeSheet | None
) -> list[Running]:
    """The person's totals of *month* and its year, over all projects (R-30, R-31).

    The year is measured by the divisor of the rate, else by 1720 hours pro rata.
    """
    rows = TimeSheet.objects.filter(
        employee__person_key=employee.person_key, month__year=month.year
    )
    hours = dict(rows.order_by().values_list("month").annotate(Sum("hours")))
    divisors = {rate.method: rate.divisor for rate in rates if rate.divisor}
    whole_year = divisors.get(PayRate.ANNUAL)
    months = _months_employed(employee, month.year)
    here = sheet.hours if sheet else ZERO
    of_month = divisors.get(PayRate.MONTHLY) or employee.month_hours
    of_year = annual_divisor(whole_year or full_year(employee), months=months)
    return [
        Running("month", here, hours.get(month, ZERO) - here, of_month),
        Running("year", here, sum(hours.values(), ZERO) - here, of_year),
    ]


def _months_employed(employee: Employee, year: int) -> int:
    """The months of *year* that the person is employed; asked only where this one is not all."""
    whole = Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    here = Span(employee.employed_from, employee.employed_to or dt.date.max)
    if here.contains(whole.first) and here.contains(whole.last):
        return MONTHS_OF_A_YEAR
    return employed_months_of([employee.person_key]).of(employee, year)


def full_year(employee: Employee) -> Decimal:
    """1720 hours, pro rata to the employment (R-31)."""
    return annual_divisor(HOURS_OF_A_YEAR, Fraction(employee.fte_pct) / 100)


@dataclass(frozen=True)
class OwnMonth:
    """A month that somebody has entered or can still enter in an open report."""

    report: PartnerReport
    employee: Employee
    month: dt.date
    sheet: TimeSheet | None
    is_over: bool


def own_months(user: Any, *, on: dt.date) -> list[OwnMonth]:
    """The months of *user* in the reports of its employers, newest first, in three queries."""
    people = list(Employee.objects.filter(user=user))
    employers = {person.organisation_id for person in people}
    reports = PartnerReport.objects.filter(
        grant_partner__organisation__in=employers
    ).select_related("period", "grant_partner__grant")
    sheets = {
        (sheet.report_id, sheet.employee_id, sheet.month): sheet
        for sheet in TimeSheet.objects.filter(employee__in=people)
    }
    found = []
    for report in reports:
        span = Span(report.period.starts_on, report.period.ends_on)
        for person in people:
            if person.organisation_id != report.grant_partner.organisation_id:
                continue
            # A late month stands in this report too, so that its hours can be signed.
            late = [m for key, who, m in sheets if (key, who) == (report.pk, person.pk)]
            for month in sorted({*span.months, *late}):
                sheet = sheets.get((report.pk, person.pk, month))
                if month <= on and (sheet is not None or report.is_open_for_partner):
                    over = month_of(month).last < on
                    found.append(OwnMonth(report, person, month, sheet, over))
    return sorted(found, key=lambda own: own.month, reverse=True)
