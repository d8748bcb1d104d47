"""Money to come back: when it is overdue, and the interest on it (R-84). Money in DKK.

Interest is simple, from the day after the due date. What comes in lowers the amount first, so that
interest never bears interest; the sum of the spans is rounded once, half up to the øre (R-02).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_half_up

UNSETTLED = frozenset({"demanded", "overdue"})


@dataclass(frozen=True)
class Settlement:
    """What came in on a day and lowered the amount."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class InterestSpan:
    """From the day after *after* until *until*, the *principal* bore interest for *days*."""

    after: date
    until: date
    principal: Decimal
    days: int
    exact: Fraction


@dataclass(frozen=True)
class Interest:
    """The interest with its working: rate in per cent a year, days of a year, and the spans."""

    annual_pct: Decimal
    year_days: int
    spans: tuple[InterestSpan, ...]

    @property
    def amount(self) -> Decimal:
        """All spans added up exactly, then rounded once."""
        return cents_half_up(sum((span.exact for span in self.spans), Fraction(0)))


def is_overdue(state: str, due_on: date, left: Decimal, on: date) -> bool:
    """Tell whether something is still owed on *on*, after the day it was due (R-84)."""
    return state in UNSETTLED and left > ZERO and on > due_on


def interest_on(
    amount: Decimal,
    due_on: date,
    settlements: Iterable[Settlement],
    *,
    until: date,
    annual_pct: Decimal,
    year_days: int = 365,
) -> Interest:
    """Return the simple interest on *amount* from *due_on* to *until* (R-84).

    The day of a settlement still bears interest on what it settles; the due date itself bears
    none. Raises ValueError if more is settled than was owed, or for a rate below zero.
    """
    if annual_pct < 0 or year_days <= 0:
        raise ValueError("a rate of interest is not below zero, and a year has days")
    by_day: dict[date, Decimal] = {}
    for one in settlements:
        by_day[one.on] = by_day.get(one.on, ZERO) + one.amount
    if sum(by_day.values(), ZERO) > amount:
        raise ValueError("more is settled than was owed")
    left = amount - sum((part for day, part in by_day.items() if day <= due_on), ZERO)
    stops = sorted(day for day in by_day if due_on < day < until)
    daily = as_fraction(annual_pct) / 100 / year_days
    spans, start = [], due_on
    for stop in [*stops, until]:
        days = (stop - start).days
        if days > 0 and left > ZERO:
            spans.append(InterestSpan(start, stop, left, days, as_fraction(left) * daily * days))
        left -= by_day.get(stop, ZERO)
        start = stop
    return Interest(annual_pct, year_days, tuple(spans))
