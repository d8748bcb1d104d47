"""De minimis aid to a single undertaking in a rolling three years (R-61, C30). Money in EUR."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import add_months, add_working_days

NEW_RULES_FROM = date(2024, 1, 1)
REGISTER_FROM = date(2026, 1, 1)
REGISTER_WORKING_DAYS = 20
LIMIT = Decimal("300000.00")
LIMIT_BEFORE_2024 = Decimal("200000.00")


@dataclass(frozen=True)
class Aid:
    """Aid granted: the company's *cvr*, the day the right was conferred, and the amount in EUR."""

    cvr: str
    granted_on: date
    eur: Decimal


@dataclass(frozen=True)
class DeMinimis:
    """Whether new aid fits; `total` counts it and all aid since `window_from`, in EUR."""

    allowed: bool
    total: Decimal
    covered: Decimal
    limit: Decimal
    window_from: date
    breaches: tuple[Breach, ...] = ()


def check_de_minimis(new: Aid, earlier: Sequence[Aid], undertaking: Collection[str]) -> DeMinimis:
    """Test *new* aid with what the companies of one *undertaking* got before it (R-61, C30).

    *undertaking* holds the CVR numbers with one owner, *new*'s among them; aid to others is left
    out. If the sum passes the limit, none of the new aid is covered, not only the excess. Raises
    ValueError if *new* is for a company outside the undertaking.
    """
    if new.cvr not in undertaking:
        raise ValueError("the undertaking must include the company that gets the aid")
    window_from, limit = window_of(new.granted_on), limit_on(new.granted_on)
    had = sum(
        (
            aid.eur
            for aid in earlier
            if aid.cvr in undertaking and window_from <= aid.granted_on <= new.granted_on
        ),
        ZERO,
    )
    total = had + new.eur
    if total <= limit:
        return DeMinimis(True, total, new.eur, limit, window_from)
    message = _(
        "With %(had)s EUR since %(since)s the new aid of %(new)s EUR makes %(total)s "
        "EUR, above %(limit)s EUR; none of it is covered. Grant less, or later."
    )
    params = {"had": had, "since": window_from, "new": new.eur, "total": total, "limit": limit}
    breach = Breach("DE_MINIMIS_EXCEEDED", message, "aid", params, "R-61")
    return DeMinimis(False, total, ZERO, limit, window_from, (breach,))


def check_every_window(new: Aid, others: Sequence[Aid], undertaking: Collection[str]) -> DeMinimis:
    """Test *new* aid in every window that holds it: its own, and those of aid conferred later.

    Aid that is entered late must not break a sum that was in order when it was tested (R-61: any
    three years). Returns the first window that fails, else the one of *new* itself.
    """
    own = check_de_minimis(new, others, undertaking)
    if not own.allowed:
        return own
    later = sorted(
        aid.granted_on
        for aid in others
        if aid.cvr in undertaking
        and aid.granted_on > new.granted_on
        and window_of(aid.granted_on) <= new.granted_on
    )
    for day in later:
        found = check_de_minimis(replace(new, granted_on=day), others, undertaking)
        if not found.allowed:
            return found
    return own


def counting_aid(day: date, others: Sequence[Aid], undertaking: Collection[str]) -> list[Aid]:
    """Return the aid to *undertaking* that counts on *day*, the oldest first (R-61)."""
    first = window_of(day)
    found = [aid for aid in others if aid.cvr in undertaking and first <= aid.granted_on <= day]
    return sorted(found, key=lambda aid: (aid.granted_on, aid.cvr))


def first_allowed_day(new: Aid, others: Sequence[Aid], undertaking: Collection[str]) -> date | None:
    """Return the first day from *new*'s on which it fits; None if it is above the limit alone.

    The sum only falls on a day when earlier aid leaves the window, or when the rules of 2024
    begin to apply, so those days are tried in order.
    """
    days = {new.granted_on, NEW_RULES_FROM}
    for aid in others:
        days |= {_first_day_without(aid.granted_on), date(aid.granted_on.year + 3, 1, 1)}
    for day in sorted(days):
        if day >= new.granted_on:
            moved = replace(new, granted_on=day)
            if check_every_window(moved, others, undertaking).allowed:
                return day
    return None


def _first_day_without(granted_on: date) -> date:
    day = add_months(granted_on, 36)
    while add_months(day, -36) <= granted_on:
        day += timedelta(days=1)
    return day


def window_of(day: date) -> date:
    """Return the first day whose aid still counts on *day*: exactly three years back counts too.

    Before 2024 the window is the calendar year and the two before it, standing for fiscal years.
    """
    if day < NEW_RULES_FROM:
        return date(day.year - 2, 1, 1)
    return add_months(day, -36)


def limit_on(day: date) -> Decimal:
    """Return the limit in EUR for aid granted on *day*."""
    return LIMIT if day >= NEW_RULES_FROM else LIMIT_BEFORE_2024


def register_due(granted_on: date) -> date | None:
    """Return the last day to register aid, 20 working days after it; None before 2026."""
    if granted_on < REGISTER_FROM:
        return None
    return add_working_days(granted_on, REGISTER_WORKING_DAYS)
