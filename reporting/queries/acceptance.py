"""What would be accepted of a report's costs, and what would wait or fall (R-30, R-90, R-91)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, IntegerField, Q, Sum, Value, When

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from grants.models import BudgetAmount, BudgetLine, BudgetVersion, Grant
from grants.rules.budgets import Cost, LineVersion, accept_costs, line_limit
from grants.rules.profiles import RuleProfile
from reporting.models import Expenditure, PayRate
from reporting.queries.hours import employed_months_of
from reporting.rules.staff import (
    AcceptedHours,
    accept_annual_hours,
    accept_monthly_hours,
    hours_cost,
)

COUNTED = ("verified", "claimed", "awaiting_budget")
NO_FLEX = Fraction(0)
# A divisor above this can only be a year's hours; a standard unit cost may carry either.
MOST_HOURS_OF_A_MONTH = Decimal(744)


@dataclass(frozen=True)
class Outcome:
    """What the rules make of one cost: accepted + disallowed + awaiting = what is at stake."""

    item: Expenditure
    accepted: Decimal
    disallowed: Decimal
    awaiting: Decimal
    hours: Decimal
    version: BudgetVersion
    breaches: tuple[Breach, ...] = ()

    @property
    def state(self) -> str:
        """The state that the cost would come to."""
        if self.accepted or not (self.awaiting or self.disallowed):
            return "verified"
        return "awaiting_budget" if self.awaiting else "disallowed"


@dataclass(frozen=True)
class LineRoom:
    """How full one budget line is, in the version in force on a day."""

    line: BudgetLine
    approved: Decimal
    limit: Decimal
    taken: Decimal

    @property
    def room(self) -> Decimal:
        """What the line still takes, flexibility included."""
        return max(ZERO, self.limit - self.taken)

    @property
    def flex_used(self) -> Decimal:
        """How much of the flexibility is used, DKK."""
        return max(ZERO, self.taken - self.approved)


class BudgetGuard:
    """Every approved version of a grant's budget by line, and what has been accepted on it."""

    def __init__(self, grant: Grant, profile: RuleProfile, on: dt.date) -> None:
        self.profile = profile
        self.on = on
        # One reading gives versions, lines and amounts: partners × lines × versions are few.
        cells = list(
            BudgetAmount.objects.filter(
                version__grant=grant,
                version__state__in=["approved", "superseded"],
                version__approved_on__lte=on,
            ).select_related("version", "line")
        )
        versions = {cell.version_id: cell.version for cell in cells}
        self.versions = sorted(
            versions.values(), key=lambda version: (version.effective_from, version.number)
        )
        self.lines = {cell.line_id: cell.line for cell in cells}
        self.amounts: dict[tuple[int, int], Decimal] = {}
        for cell in cells:
            key = (cell.version_id, cell.line_id)
            self.amounts[key] = self.amounts.get(key, ZERO) + cell.amount
        self.taken = self._taken(grant)

    def flex(self, line: BudgetLine) -> Fraction:
        """The flexibility of *line*: none for flat rates (R-90)."""
        return NO_FLEX if line.kind == BudgetLine.FLAT else self.profile.budget_flex

    def of_line(self, line_id: int) -> list[LineVersion]:
        """The versions as `grants.rules.budgets` reads them for one line."""
        return [
            LineVersion(
                number=version.number,
                approved=self.amounts.get((version.pk, line_id), ZERO),
                approved_on=version.approved_on or self.on,
                effective_from=version.effective_from,
            )
            for version in self.versions
        ]

    def covers(self, day: dt.date) -> bool:
        """Whether any version is in force on *day*."""
        return any(version.effective_from <= day for version in self.versions)

    def accept(self, line_id: int, cost: Cost) -> tuple[Decimal, Decimal, int]:
        """(accepted, awaiting, version number) of *cost*; what is accepted counts from here on."""
        if line_id not in self.lines:
            self.lines[line_id] = BudgetLine.objects.get(pk=line_id)
        [tested] = accept_costs(
            [cost],
            self.of_line(line_id),
            self._costs(line_id),
            self.flex(self.lines[line_id]),
            self.on,
            self.profile.budget_flex_amount,
        )
        accepted = tested.acceptance.accepted
        self.taken[line_id][self._place(cost.incurred_on)] += accepted
        return accepted, tested.acceptance.awaiting, tested.version

    def rooms(self) -> list[LineRoom]:
        """How full each line is in the newest version in force."""
        force = [version for version in self.versions if version.effective_from <= self.on]
        newest = force[-1].pk if force else None
        unplanned = [key for key in self.taken if key not in self.lines]
        if unplanned:
            self.lines |= BudgetLine.objects.in_bulk(unplanned)
        found = []
        for line in sorted(self.lines.values(), key=lambda one: one.number):
            approved = self.amounts.get((newest, line.pk), ZERO) if newest else ZERO
            taken = sum(self.taken[line.pk].values(), ZERO)
            if approved or taken:
                limit = line_limit(approved, self.flex(line), self.profile.budget_flex_amount)
                found.append(LineRoom(line, approved, limit, taken))
        return found

    def _place(self, day: dt.date) -> int:
        return sum(version.effective_from <= day for version in self.versions[1:])

    def _costs(self, line_id: int) -> list[Cost]:
        return [
            Cost("accepted", self.versions[place].effective_from, amount)
            for place, amount in self.taken[line_id].items()
        ]

    def _taken(self, grant: Grant) -> defaultdict[int, defaultdict[int, Decimal]]:
        """What was accepted, by line and by the place of the version in force on the cost's day.

        The rule only asks what was accepted up to each version's end, so one sum per version does
        for 100,000 rows.
        """
        later = list(enumerate(self.versions))[:0:-1]
        whens = [
            When(delivery_date__gte=version.effective_from, then=Value(place))
            for place, version in later
        ]
        bucket = Case(*whens, default=Value(0), output_field=IntegerField())
        rows = (
            Expenditure.objects.filter(grant=grant, state__in=COUNTED)
            .order_by()
            .annotate(bucket=bucket)
            .values("line_id", "bucket")
            .annotate(total=Sum("accepted"))
            .values_list("line_id", "bucket", "total")
        )
        taken: defaultdict[int, defaultdict[int, Decimal]]
        taken = defaultdict(lambda: defaultdict(lambda: ZERO))
        for line_id, place, total in rows:
            taken[line_id][place] += total
        return taken


def planned_outcomes(
    items: Sequence[Expenditure], guard: BudgetGuard, *, but: Iterable[int] = ()
) -> list[Outcome]:
    """What accepting *items* in their order would give; those without a budget are left out.

    *but* are rows whose accepted hours are not counted, since they are decided again.
    """
    covered = [item for item in items if guard.covers(item.delivery_date)]
    hours = _accepted_hours(covered, but)
    by_number = {version.number: version for version in guard.versions}
    found = []
    for item in covered:
        counted = hours.get(item.pk)
        payable = item.at_stake
        if counted is not None and counted.rejected:
            rate = item.time_sheet.rate.rate if item.time_sheet else None
            payable = min(item.at_stake, hours_cost(rate or ZERO, counted.accepted))
        cost = Cost(str(item.pk), item.delivery_date, payable)
        accepted, awaiting, number = guard.accept(item.line_id, cost)
        found.append(
            Outcome(
                item=item,
                accepted=accepted,
                disallowed=item.at_stake - payable,
                awaiting=awaiting,
                hours=counted.accepted if counted else item.hours,
                version=by_number[number],
                breaches=counted.breaches if counted else (),
            )
        )
    return found


def _accepted_hours(items: Sequence[Expenditure], but: Iterable[int]) -> dict[int, AcceptedHours]:
    """How many hours of each staff row count, over all projects of its person (R-30)."""
    rows = [item for item in items if item.is_staff_time and item.time_sheet]
    taken = _taken_hours(rows, [*but, *(item.pk for item in rows)])
    months = employed_months_of(_in_part_of_year(rows))
    found = {}
    for item in rows:
        sheet = item.time_sheet
        assert sheet is not None
        rate, person, month = sheet.rate, sheet.employee.person_key, sheet.month
        before_year = sum(
            (
                hours
                for (who, when), hours in taken.items()
                if who == person and when.year == month.year
            ),
            ZERO,
        )
        counted = AcceptedHours(item.hours, ZERO)
        if rate.divisor and is_annual(rate):
            employed = months.of(sheet.employee, month.year)
            counted = accept_annual_hours(item.hours, before_year, rate.divisor, employed)
        elif rate.divisor and not rate.is_by_share:
            counted = accept_monthly_hours(item.hours, taken[person, month], rate.divisor)
        taken[person, month] += counted.accepted
        found[item.pk] = counted
    return found


def _in_part_of_year(rows: Iterable[Expenditure]) -> set[str]:
    """Who may have been employed for a part of a year that *rows* have hours of."""
    sheets = [row.time_sheet for row in rows if row.time_sheet]
    found = set()
    for sheet in sheets:
        first, last = dt.date(sheet.month.year, 1, 1), dt.date(sheet.month.year, 12, 31)
        person = sheet.employee
        if person.employed_from > first or (person.employed_to or last) < last:
            found.add(person.person_key)
    return found


def is_annual(rate: PayRate) -> bool:
    """Whether the divisor of *rate* is the hours of a year."""
    return rate.method == PayRate.ANNUAL or (
        rate.method == PayRate.UNIT
        and rate.divisor is not None
        and rate.divisor > MOST_HOURS_OF_A_MONTH
    )


def _taken_hours(
    rows: Sequence[Expenditure], but: Iterable[int]
) -> defaultdict[tuple[str, dt.date], Decimal]:
    sheets = [item.time_sheet for item in rows if item.time_sheet]
    people = {sheet.employee.person_key for sheet in sheets}
    years = {sheet.month.year for sheet in sheets}
    taken: defaultdict[tuple[str, dt.date], Decimal] = defaultdict(lambda: ZERO)
    if not people:
        return taken
    in_years = Q()
    for year in years:
        in_years |= Q(time_sheet__month__year=year)
    sums = (
        Expenditure.objects.staff_time()
        .filter(
            in_years,
            state__in=COUNTED,
            time_sheet__employee__person_key__in=people,
        )
        .exclude(pk__in=list(but))
        .order_by()
        .values("time_sheet__employee__person_key", "time_sheet__month")
        .annotate(total=Sum("accepted_hours"))
    )
    for person, month, total in sums.values_list(
        "time_sheet__employee__person_key", "time_sheet__month", "total"
    ):
        taken[person, month] = total
    return taken
