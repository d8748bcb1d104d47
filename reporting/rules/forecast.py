"""Where a grant ends if it goes on under a named assumption (R-13, R-90, rules.md 2.2).

Everything is worked out by the day and exactly, since periods are not equally long: what has been
verified by the end of the settled periods goes on at its own pace, or each remaining day costs what
the approved budget has for it. What is left behind is never caught up by assumption; that is what
an unused grant is. A line never counts beyond its limit: the rest awaits budget (R-91).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from consortium.rules.money import ZERO, as_fraction, cents_half_up
from reporting.rules.funding import Entitlement, Position, Terms, entitlement

RUN_RATE, AS_BUDGETED = "run_rate", "as_budgeted"
ASSUMPTIONS = (RUN_RATE, AS_BUDGETED)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Flow:
    """Something that adds up over the term, DKK: *planned* for all of it, *actual* so far."""

    planned: Decimal
    actual: Decimal


@dataclass(frozen=True)
class Term:
    """The term of a grant and the last day whose cost is settled; before the first, nothing is."""

    starts_on: dt.date
    ends_on: dt.date
    settled_to: dt.date

    @property
    def days(self) -> int:
        """How long the whole term is."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def settled(self) -> int:
        """How many of its days are settled."""
        return max(0, (min(self.settled_to, self.ends_on) - self.starts_on).days + 1)

    @property
    def remaining(self) -> int:
        """How many days are still to come."""
        return self.days - self.settled

    def after(self, days: int) -> dt.date:
        """The day that is *days* after the last settled one."""
        return self.starts_on + (self.settled + days - 1) * ONE_DAY


@dataclass(frozen=True)
class Plan:
    """All that a forecast looks at: cost by line with its limit, revenue, and financing."""

    term: Term
    lines: Mapping[int, Flow]
    limits: Mapping[int, Decimal]
    # Symbols of rules.md 2.2, "X" for all financing from others, and "revenue".
    others: Mapping[str, Flow]
    terms: Terms


@dataclass(frozen=True)
class Expected:
    """One line at the end: *accepted* counts, *above* awaits budget from the day *over_on* on."""

    planned: Decimal
    actual: Decimal
    accepted: Decimal
    above: Decimal
    over_on: dt.date | None


@dataclass(frozen=True)
class Point:
    """Where the grant stands at the end of one day."""

    on: dt.date
    result: Entitlement


@dataclass(frozen=True)
class Forecast:
    """The end of the grant and the way there, under one assumption."""

    assumption: str
    lines: Mapping[int, Expected]
    path: tuple[Point, ...]
    end: Entitlement
    terms: Terms
    # The first day on which L3 alone holds the fund back; None if it never does.
    short_on: dt.date | None

    @property
    def unused(self) -> Decimal:
        """What is left of the grant at the end."""
        return self.terms.grant - self.end.entitlement

    @property
    def missing(self) -> Decimal:
        """The co-financing that would lift L3 to the lowest of the limits L1, L2 and L4, DKK."""
        tested = self.end.limits.tested()
        match = tested.pop("L3", None)
        # More co-financing lowers L5, so that limit is no aim.
        tested.pop("L5", None)
        aim, rate = min(tested.values()), self.terms.rate
        if match is None or match >= aim or not rate:
            return ZERO
        wanted = as_fraction(aim) * (1 - rate) / rate
        return Decimal(ceil(wanted * 100)).scaleb(-2) - self.end.position.X


def daily(flow: Flow, term: Term, assumption: str) -> Fraction:
    """What a day to come adds, exact. Raises ValueError for an assumption that is unknown."""
    if assumption == RUN_RATE:
        return as_fraction(flow.actual) / term.settled if term.settled else Fraction(0)
    if assumption == AS_BUDGETED:
        return as_fraction(flow.planned) / term.days
    raise ValueError(f"a forecast assumes one of {', '.join(ASSUMPTIONS)}, not {assumption}")


def at_day(flow: Flow, term: Term, assumption: str, days: int) -> Decimal:
    """What *flow* comes to when *days* more are over, in whole øre."""
    return cents_half_up(as_fraction(flow.actual) + days * daily(flow, term, assumption))


def expected_line(flow: Flow, limit: Decimal, term: Term, assumption: str) -> Expected:
    """One line at the end of the term, and the day on which it passes its *limit* (R-90, R-91)."""
    cost = at_day(flow, term, assumption, term.remaining)
    accepted = min(cost, max(limit, flow.actual))
    return Expected(
        planned=flow.planned,
        actual=flow.actual,
        accepted=accepted,
        above=cost - accepted,
        over_on=_over_on(flow, limit, term, assumption) if cost > limit else None,
    )


def forecast(plan: Plan, assumption: str, until: Sequence[dt.date]) -> Forecast:
    """Where the grant ends, with a point at every day of *until* that is still to come.

    The end is tested as the final accounts are, with L5. Raises ValueError as `daily` does.
    """
    term = plan.term
    lines = {
        key: expected_line(flow, plan.limits[key], term, assumption)
        for key, flow in plan.lines.items()
    }
    days = sorted({(day - term.after(0)).days for day in until})
    path = tuple(
        Point(term.after(count), _result(plan, assumption, count))
        for count in days
        if 0 < count <= term.remaining
    )
    end = _result(plan, assumption, term.remaining, final=True)
    return Forecast(assumption, lines, path, end, plan.terms, _short_on(plan, assumption))


def _over_on(flow: Flow, limit: Decimal, term: Term, assumption: str) -> dt.date:
    step = daily(flow, term, assumption)
    room = as_fraction(limit) - as_fraction(flow.actual)
    if room < 0 or not step:
        return term.after(0)
    return term.after(floor(room / step) + 1)


def position_at(plan: Plan, assumption: str, days: int) -> Position:
    """The position when *days* more are over; a line never counts beyond its limit."""
    term = plan.term
    cost = sum(
        (
            min(at_day(flow, term, assumption, days), max(plan.limits[key], flow.actual))
            for key, flow in plan.lines.items()
        ),
        ZERO,
    )
    given = {name: at_day(flow, term, assumption, days) for name, flow in plan.others.items()}
    earned = given.pop("revenue", ZERO)
    return Position(TE=cost - earned, **given)


def _result(plan: Plan, assumption: str, days: int, *, final: bool = False) -> Entitlement:
    terms = replace(plan.terms, final=final)
    return entitlement(position_at(plan, assumption, days), terms)


def _short_on(plan: Plan, assumption: str) -> dt.date | None:
    """The first day from which L3 alone binds until the end, found by halving.

    Cost only ever slows down, where a line meets its limit, and financing goes on evenly; so if the
    end is short, one day parts the days before that are not from those that are.
    """
    if not _is_short(plan, assumption, plan.term.remaining):
        return None
    early, late = 0, plan.term.remaining
    if _is_short(plan, assumption, early):
        return plan.term.after(early)
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if _is_short(plan, assumption, middle) else (middle, late)
    return plan.term.after(late)


def _is_short(plan: Plan, assumption: str, days: int) -> bool:
    return _result(plan, assumption, days).binding == ("L3",)
