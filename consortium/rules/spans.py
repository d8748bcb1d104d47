"""Spans of days, months and working days. Every span includes its first and its last day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

SATURDAY = 5
LAST_GREAT_PRAYER_DAY = 2023


@dataclass(frozen=True, order=True)
class Span:
    """The days from *first* to *last*, both included. Raises ValueError if *last* is earlier."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span ends on or after its first day: {self.first} to {self.last}")

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    @property
    def days(self) -> int:
        """The number of days, at least 1."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of every month that the span touches, in order."""
        return tuple(_months(self.first, self.last))

    def contains(self, day: date) -> bool:
        """Tell whether *day* lies inside."""
        return self.first <= day <= self.last

    def covers(self, other: Span) -> bool:
        """Tell whether every day of *other* lies inside."""
        return self.first <= other.first and other.last <= self.last

    def overlap(self, other: Span) -> Span | None:
        """Return the days that both spans share, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    def overlaps(self, other: Span) -> bool:
        """Tell whether the spans share a day."""
        return self.overlap(other) is not None


def first_of_month(day: date) -> date:
    """Return the first day of the month of *day*."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """Return the last day of the month of *day*."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_of(day: date) -> Span:
    """Return the whole month of *day*."""
    return Span(first_of_month(day), last_of_month(day))


def add_months(day: date, months: int) -> date:
    """Return the same day *months* later (or earlier); a day the month lacks becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> bool:
    """Tell whether *day* is neither a weekend nor a Danish public holiday."""
    return day.weekday() < SATURDAY and day not in danish_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is *count* working days after *day*; *day* itself never counts.

    Raises ValueError if *count* is below zero.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def danish_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of *year* in Denmark."""
    easter = _easter(year)
    after_easter = [-3, -2, 0, 1, 39, 49, 50]
    if year <= LAST_GREAT_PRAYER_DAY:
        after_easter.append(26)
    moving = {easter + timedelta(days=days) for days in after_easter}
    return frozenset(moving | {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)})


def _months(first: date, last: date) -> Iterator[date]:
    month = first_of_month(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def _easter(year: int) -> date:
    # The Gregorian computus of Meeus, Jones and Butcher; its letters have no names of their own.
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
