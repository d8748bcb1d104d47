"""What a person's month is tested on besides itself, for many months in three statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from consortium.rules.spans import Span, month_of
from partners.models import Employee
from reporting.models import PayRate, TimeEntry, TimeSheet
from reporting.queries.absences import absences_of
from reporting.rules.absences import absent_days

Month = tuple[str, dt.date]
BY_SHARE = frozenset(PayRate.BY_SHARE)


@dataclass(frozen=True)
class Around:
    """Hours by person and day on other sheets, methods by person and month, whole-day absences."""

    hours: Mapping[str, Mapping[dt.date, Decimal]]
    # In this grant, and in any: a contract is of the whole of a person's time.
    methods: Mapping[Month, frozenset[str]]
    anywhere: Mapping[Month, frozenset[str]]
    absences: Mapping[int, Sequence[Span]]

    def elsewhere(self, employee: Employee, month: dt.date) -> dict[dt.date, Decimal]:
        """The person's hours of *month* on all other sheets, over all projects (R-35)."""
        days, span = self.hours.get(employee.person_key, {}), month_of(month)
        return {day: hours for day, hours in days.items() if span.contains(day)}

    def absent(self, employee: Employee, month: dt.date) -> frozenset[dt.date]:
        """The days of *month* on which this employment has a whole day of absence (R-35)."""
        return absent_days(self.absences.get(employee.pk, ()), month_of(month))

    def by_share(self, employee: Employee, month: dt.date) -> bool:
        """Whether another sheet of the month in this grant is paid by a share (R-32, R-33)."""
        return bool(self._paid(self.methods, employee, month) & BY_SHARE)

    def by_hours(self, employee: Employee, month: dt.date) -> bool:
        """Whether another sheet of the month in this grant is paid by hours (R-32)."""
        return bool(self._paid(self.methods, employee, month) - BY_SHARE)

    def by_contract_anywhere(self, employee: Employee, month: dt.date) -> bool:
        """Whether a full-time contract pays the month already, in any project (R-33)."""
        return PayRate.CONTRACT in self._paid(self.anywhere, employee, month)

    def by_hours_anywhere(self, employee: Employee, month: dt.date) -> bool:
        """Whether hours pay for some of the month already, in any project (R-33)."""
        return bool(self._paid(self.anywhere, employee, month) - BY_SHARE)

    @staticmethod
    def _paid(
        methods: Mapping[Month, frozenset[str]], employee: Employee, month: dt.date
    ) -> frozenset[str]:
        return methods.get((employee.person_key, month), frozenset())


def read_around(
    employees: Collection[Employee],
    months: Collection[dt.date],
    grant_id: int,
    sheets: Collection[TimeSheet] = (),
) -> Around:
    """What stands around the *months* of *employees*; *sheets* are those that are entered anew."""
    keys = {person.person_key for person in employees}
    others = TimeSheet.objects.filter(employee__person_key__in=keys, month__in=set(months)).exclude(
        pk__in=[sheet.pk for sheet in sheets]
    )
    hours: defaultdict[str, dict[dt.date, Decimal]] = defaultdict(dict)
    entries = TimeEntry.objects.filter(time_sheet__in=others, day__isnull=False)
    for key, day, total in (
        entries.order_by().values_list("time_sheet__employee__person_key", "day")
    ).annotate(Sum("hours")):
        hours[key][day] = total
    methods: defaultdict[Month, set[str]] = defaultdict(set)
    anywhere: defaultdict[Month, set[str]] = defaultdict(set)
    paid = others.order_by().values_list(
        *("employee__person_key", "month", "rate__method", "report__grant_partner__grant")
    )
    for key, month, method, grant in paid.distinct():
        anywhere[key, month].add(method)
        if grant == grant_id:
            methods[key, month].add(method)
    return Around(
        hours,
        {month: frozenset(found) for month, found in methods.items()},
        {month: frozenset(found) for month, found in anywhere.items()},
        _whole_days([person.pk for person in employees], months),
    )


def _whole_days(employees: Collection[int], months: Collection[dt.date]) -> dict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    if months:
        within = Span(min(months), month_of(max(months)).last)
        for one in absences_of(employees, within).filter(is_whole_day=True):
            found[one.employee_id].append(Span(one.starts_on, one.ends_on))
    return found
