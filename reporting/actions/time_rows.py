"""Hours and pay rates from a sheet: a month of one person at a time, a rate at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span, first_of_month, month_of
from grants.rules.profiles import ANNUAL_HOURS
from reporting.actions.hours import HourEntry, HoursRefused, enter_hours
from reporting.actions.rates import RateRefused, set_pay_rate
from reporting.actions.row_imports import Line, SheetRows, Standing, said_the_same
from reporting.exchange import rate_sheet, time_sheet
from reporting.exchange.columns import KEY, SheetKind
from reporting.exchange.reading import Wrong
from reporting.models import PayRate, TimeSheet
from reporting.rules.staff import annual_divisor

# Breaches about a day that speak of its hours.
OF_HOURS = frozenset({"HOURS_NEGATIVE", "DAY_OVER_24"})


@dataclass
class TimeRows(SheetRows):
    """Hours: known by person, day, activity and task; a person's month is entered as a whole."""

    kind: ClassVar[SheetKind] = time_sheet.HOURS_SHEET
    names: ClassVar[Mapping[str, str]] = {"month": "day", "rate": "method"}

    def standing(self) -> Iterable[Standing]:
        """The entries of the report that have a day."""
        for row in time_sheet.standing(self.target):
            values = time_sheet.values_of(row)
            yield Standing(values[KEY], row, values)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """Whose hours, on which day, for what; how many may be corrected."""
        activity = values["activity"]
        task = values["task"].strip().casefold()
        return values["employee"].pk, values["day"], activity and activity.pk, task

    def same(self, name: str, old: Any, new: Any, standing: Standing) -> bool:
        """What holds for the month is left as it is where the cell is empty."""
        return (name in {"method", "late_reason"} and not new) or said_the_same(old, new)

    def unit(self, line: Line) -> Hashable:
        """A person's month."""
        return line.values["employee"].pk, first_of_month(line.values["day"])

    def circle(self, line: Line) -> Hashable:
        """A person's hours with all employers add up (R-35)."""
        return (line.values["employee"].person_key,)

    def column(self, breach: Breach) -> str:
        """A breach about a day is about the cell of the day, or of its hours."""
        if breach.subject[:1].isdigit():
            return "hours" if breach.code in OF_HOURS else "day"
        return super().column(breach)

    def place(self, breach: Breach, lines: Sequence[Line]) -> Line:
        """The row of the day that is wrong, where one day is."""
        days = (breach.subject, str(breach.params.get("day")))
        about = [line for line in lines if line.values["day"].isoformat() in days]
        return (about or lines)[0]

    def enter(self, lines: Sequence[Line]) -> None:
        """Enter the month: what stands in it, with what the rows change and add."""
        employee, day = lines[0].values["employee"], lines[0].values["day"]
        month = first_of_month(day)
        sheets = TimeSheet.objects.filter(report=self.target, employee=employee, month=month)
        sheet = sheets.select_related("rate").first()
        said = [line.values["late_reason"] for line in lines if line.values["late_reason"]]
        kept = sheet.late_reason if sheet else ""
        enter_hours(
            self.target,
            employee=employee,
            month=month,
            rate=_rate(lines, sheet, month),
            entries=_entries(lines, sheet),
            is_cofinancing=sheet.is_cofinancing if sheet else True,
            late_reason=said[0] if said else kept,
            by=self.by,
            at=self.at,
        )


def _entries(lines: Sequence[Line], sheet: TimeSheet | None) -> list[HourEntry]:
    rows = sheet.entries.select_related("activity").order_by("day", "pk") if sheet else ()
    entries = {row.pk: HourEntry(row.day, row.hours, row.activity, row.task) for row in rows}
    new = []
    for line in lines:
        values = line.values
        entry = HourEntry(values["day"], values["hours"], values["activity"], values["task"])
        if line.standing is None:
            new.append(entry)
        elif line.standing.row.pk in entries:
            entries[line.standing.row.pk] = entry
        else:
            raise HoursRefused.because(
                _(
                    "These hours stand in another month or with another person. Take them out "
                    "there, and enter them here without a row key."
                ),
                rule="R-35",
                subject=values["day"].isoformat(),
            )
    return [*entries.values(), *new]


def _rate(lines: Sequence[Line], sheet: TimeSheet | None, month: dt.date) -> PayRate:
    """The rate that the rows name, else the one that the month has, else its only one (R-36)."""
    employee = lines[0].values["employee"]
    named = {line.values["method"] for line in lines} - {""}
    if sheet is not None and named <= {sheet.rate.method}:
        return sheet.rate
    params: dict[str, object] = {"name": employee.name, "month": f"{month:%m.%Y}"}
    whole = month_of(month)
    rates = [
        rate
        for rate in PayRate.objects.filter(employee=employee)
        if Span(rate.valid_from, rate.valid_to).covers(whole)
        and (rate.method in named or (not named and rate.method != PayRate.SHARE))
    ]
    if not rates:
        message = _("%(name)s has no pay rate for the whole of %(month)s. Fix one first.")
        raise HoursRefused(Breach("RATE_MISSING", message, "employee", params, "R-36"))
    if len(rates) > 1 or len(named) > 1:
        message = _(
            "%(name)s has more than one pay rate in %(month)s. Name one of them, the same in all "
            "rows of the month."
        )
        raise HoursRefused(Breach("RATE_NOT_CLEAR", message, "rate", params, "R-36"))
    return rates[0]


@dataclass
class RateRows(SheetRows):
    """Pay rates: known by person, method and first day; a used one is frozen (R-36)."""

    kind: ClassVar[SheetKind] = rate_sheet.RATES
    names: ClassVar[Mapping[str, str]] = {"letter": "share_pct"}

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """What an empty cell stands for, by method."""
        method = values["method"]
        if values["hours"] is None and method == PayRate.ANNUAL:
            values["hours"] = ANNUAL_HOURS
        elif values["hours"] is None and method == PayRate.MONTHLY:
            values["hours"] = values["employee"].month_hours
        return []

    def standing(self) -> Iterable[Standing]:
        """The rates of the partner's people."""
        for row in rate_sheet.standing(self.target):
            values = rate_sheet.values_of(row)
            yield Standing(values[KEY], row, values)

    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """Whose, by which method, from when."""
        return values["employee"].pk, values["method"], values["valid_from"]

    def same(self, name: str, old: Any, new: Any, standing: Standing) -> bool:
        """Hours of a full-time year are the same where they give the same divisor."""
        rate = standing.row
        if name == "hours" and rate.method == PayRate.ANNUAL and old and new:
            fte = Fraction(rate.employee.fte_pct) / 100
            return annual_divisor(old, fte) == annual_divisor(new, fte)
        return said_the_same(old, new)

    def circle(self, line: Line) -> Hashable:
        """A person's rates must not overlap, and shares add up (R-32)."""
        return (line.values["employee"].person_key,)

    def enter(self, lines: Sequence[Line]) -> None:
        """Set the rate; one that is not used yet is set again."""
        for line in lines:
            given = dict(line.values)
            standing = line.standing
            if standing is not None and self.identity(standing.values) != self.identity(given):
                raise RateRefused.because(
                    _(
                        "A rate keeps its person, method and first day. Enter another rate in a "
                        "row without a key."
                    ),
                    rule="R-36",
                    subject="valid_from",
                )
            given["gross_cost"] = given["gross_cost"] or ZERO
            letter = standing.row.letter if standing else None
            set_pay_rate(given.pop("employee"), **given, letter=letter, by=self.by, at=self.at)
