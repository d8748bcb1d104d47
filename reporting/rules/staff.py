"""Staff cost: hourly rates, fixed shares, hours that count, and time sheet checks (R-30 to R-36).

Money in DKK, hours as `Decimal` with two decimals; `fte` and shares are exact fractions of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, Number, as_fraction, cents_down, cents_half_up
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span
from grants.rules.profiles import RuleProfile

FULL_TIME = Fraction(1)
HOURS_OF_A_DAY = Decimal("24.00")
MONTHS_OF_A_YEAR = 12


ANNUAL_METHOD, UNIT_COST, CONTRACT = "annual", "unit_cost", "contract"
WHOLE_MONTH_PCT = Decimal("100.00")


@dataclass(frozen=True)
class RateTerms:
    """A pay rate as the grant's rules look at it: DKK an hour, hours, the post's part of one."""

    method: str
    rate: Decimal | None
    divisor: Decimal | None
    fte: Fraction


@dataclass(frozen=True)
class AcceptedHours:
    """How many of the declared hours count, and why the others do not."""

    accepted: Decimal
    rejected: Decimal
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class ShareLetter:
    """An employer's letter: *share* of a person's working time in *project* during *span*."""

    project: str
    span: Span
    share: Fraction


@dataclass(frozen=True)
class ShareRoom:
    """The highest share that a new letter may have, and the breach if it asks for more."""

    highest: Fraction
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class DayHours:
    """Hours that one person worked on one *day* for one *project*."""

    day: date
    hours: Decimal
    project: str = ""


def annual_divisor(
    hours_per_year: Decimal, fte: Number = FULL_TIME, months: int = MONTHS_OF_A_YEAR
) -> Decimal:
    """Return a person's annual hours, pro rata to *fte* and *months* employed (R-31, C11, C12)."""
    if not 0 < months <= MONTHS_OF_A_YEAR:
        raise ValueError(f"a year has 1 to 12 months of employment, not {months}")
    return cents_down(as_fraction(hours_per_year) * as_fraction(fte) * months / MONTHS_OF_A_YEAR)


def annual_from_months(gross: Decimal, months: int) -> Decimal:
    """Return a year's gross employment cost from *months* documented months, scaled (R-31)."""
    return cents_half_up(as_fraction(gross) * MONTHS_OF_A_YEAR / months)


def annual_rate(annual_gross: Decimal, hours_per_year: Decimal, fte: Number = FULL_TIME) -> Decimal:
    """Return the hourly rate of the annual method, rounded down (rules.md 2.4, C10, C11).

    *hours_per_year* is 1720, or the contract's hours in 2007-13. Raises ZeroDivisionError
    for a post of no hours.
    """
    return cents_down(as_fraction(annual_gross) / (as_fraction(hours_per_year) * as_fraction(fte)))


def monthly_rate(monthly_gross: Decimal, hours_per_month: Decimal) -> Decimal:
    """Return the hourly rate of the monthly method, rounded down (rules.md 2.4, C13)."""
    return cents_down(as_fraction(monthly_gross) / as_fraction(hours_per_month))


def hours_cost(rate: Decimal, accepted_hours: Decimal) -> Decimal:
    """Return `q(rate * hours)`, for hourly rates and standard unit costs alike (rules.md 2.4)."""
    return cents_half_up(as_fraction(rate) * as_fraction(accepted_hours))


def share_cost(monthly_gross: Decimal, share: Fraction, months: int = 1) -> Decimal:
    """Return the cost of a fixed *share* in *months* months of equal pay, each rounded (C14)."""
    return cents_half_up(as_fraction(monthly_gross) * share) * months


def employed_months(employments: Iterable[Span], year: int) -> int:
    """Return how many months of *year* a person was employed in, with any employer (R-31, C12)."""
    whole = Span(date(year, 1, 1), date(year, 12, 31))
    inside = (span.overlap(whole) for span in employments)
    return len({month for span in inside if span is not None for month in span.months})


def accept_annual_hours(
    declared: Decimal, taken: Decimal, divisor: Decimal, months: int = MONTHS_OF_A_YEAR
) -> AcceptedHours:
    """Accept *declared* hours of a year after *taken* on all projects (R-30, C12).

    *divisor* is the one behind the rate, a whole year's; of a year in which the person was employed
    for fewer *months* only their part counts. Hours approved later are the ones that fall.
    """
    if months < MONTHS_OF_A_YEAR:
        return _accept_part_of_year(declared, taken, divisor, months)
    message = _(
        "%(declared)s hours after %(taken)s on all projects pass the year's %(limit)s; "
        "%(rejected)s hours cannot count."
    )
    return _accept("HOURS_OVER_ANNUAL", message, declared, taken, divisor)


def _accept_part_of_year(
    declared: Decimal, taken: Decimal, divisor: Decimal, months: int
) -> AcceptedHours:
    message = _(
        "%(declared)s hours after %(taken)s on all projects pass the %(limit)s hours of %(months)s "
        "months employed in the year; %(rejected)s hours cannot count."
    )
    limit = annual_divisor(divisor, months=months)
    return _accept("HOURS_OVER_ANNUAL", message, declared, taken, limit, months=months)


def accept_monthly_hours(declared: Decimal, taken: Decimal, divisor: Decimal) -> AcceptedHours:
    """Accept *declared* hours of a month after *taken* on all projects (R-30, C13)."""
    message = _(
        "%(declared)s hours after %(taken)s on all projects pass the month's %(limit)s; "
        "%(rejected)s hours cannot count."
    )
    return _accept("HOURS_OVER_MONTHLY", message, declared, taken, divisor)


def share_room(letter: ShareLetter, others: Iterable[ShareLetter]) -> ShareRoom:
    """Return how much of one person's time is left for *letter* in its fullest month (R-32, C14).

    *others* are all letters of the same person that came before, over all projects.
    """
    others = list(others)
    taken = max(
        sum((other.share for other in others if _touches(other.span, month)), Fraction(0))
        for month in letter.span.months
    )
    highest = max(Fraction(0), 1 - taken)
    if letter.share <= highest:
        return ShareRoom(highest)
    message = _(
        "A share of %(share)s on top of %(taken)s passes the whole of a person's time; "
        "at most %(highest)s is left."
    )
    params = {"share": letter.share, "taken": taken, "highest": highest}
    return ShareRoom(highest, (Breach("SHARE_OVER_100", message, "share", params, "R-32"),))


def check_terms(terms: RateTerms, month: date, profile: RuleProfile) -> list[Breach]:
    """Test that a rate is one that the grant's frozen rules know, in *month* (R-30, R-31).

    1720 hours pro rata where the programme says so, else the contract's; a standard unit cost is
    the one of the grant letter, from its day on.
    """
    if terms.method == UNIT_COST:
        return _check_standard(terms, month, profile)
    if terms.method == CONTRACT:
        return check_contract_staff(terms.fte, profile)
    if terms.method != ANNUAL_METHOD or profile.hours_per_year is None:
        return []
    wanted = annual_divisor(profile.hours_per_year, terms.fte)
    if terms.divisor == wanted:
        return []
    message = _(
        "This grant divides a year's cost by %(wanted)s hours for this post, not by %(divisor)s. "
        "Fix a rate with that divisor."
    )
    params: dict[str, object] = {"wanted": wanted, "divisor": terms.divisor}
    return [Breach("DIVISOR_NOT_OF_GRANT", message, "rate", params, "R-31")]


def check_contract_staff(fte: Fraction, profile: RuleProfile | None = None) -> list[Breach]:
    """Where a contract stands instead of time sheets: a full-time project employee (R-33).

    Without a *profile* only the employment is tested, as when the rate is fixed.
    """
    if profile is not None and not profile.contract_staff:
        message = _(
            "This grant takes no contract instead of time sheets. Choose an hourly rate and enter "
            "the hours, or a fixed share."
        )
        return [Breach("CONTRACT_NOT_TAKEN", message, "rate", rule="R-33")]
    if fte < FULL_TIME:
        message = _(
            "A contract stands instead of time sheets for a full-time project employee only; this "
            "post is %(percent)s per cent. Choose an hourly rate and enter the hours."
        )
        params = {"percent": cents_half_up(fte * 100)}
        return [Breach("NOT_FULL_TIME", message, "method", params, "R-33")]
    return []


def _check_standard(terms: RateTerms, month: date, profile: RuleProfile) -> list[Breach]:
    if profile.standard_hour_rate is None:
        message = _("This grant has no standard rate. Choose a rate from the payroll.")
        return [Breach("NO_STANDARD_RATE", message, "rate", rule="rules 2.1")]
    params: dict[str, object] = {"standard": profile.standard_hour_rate, "rate": terms.rate}
    first = profile.standard_hour_rate_from
    if first is not None and month < first:
        message = _("The standard rate counts from %(first)s. Choose a rate from the payroll.")
        params = {"first": first}
        return [Breach("STANDARD_RATE_LATER", message, "rate", params, "rules 2.1")]
    if terms.rate == profile.standard_hour_rate:
        return []
    message = _(
        "The standard rate of this grant is %(standard)s kr. an hour, not %(rate)s kr. "
        "Choose the rate of the grant letter."
    )
    return [Breach("STANDARD_RATE_DIFFERS", message, "rate", params, "rules 2.1")]


def check_share_or_hours(
    entries: Iterable[DayHours], letters: Sequence[ShareLetter]
) -> list[Breach]:
    """Refuse hours in a month and project for which a fixed share is paid already (R-32)."""
    return [
        _day_breach(
            "SHARE_AND_HOURS",
            _(
                "The time of %(day)s is paid by a fixed share in this project, so hours cannot "
                "be. Take the hours out."
            ),
            entry,
            rule="R-32",
        )
        for entry in entries
        if any(
            letter.project == entry.project and _touches(letter.span, entry.day.replace(day=1))
            for letter in letters
        )
    ]


def check_days(
    entries: Sequence[DayHours],
    *,
    month: Span,
    employment: Span,
    project: Span,
    absences: AbstractSet[date] = frozenset(),
    elsewhere: Mapping[date, Decimal] | None = None,
) -> list[Breach]:
    """Find hours on a time sheet that cannot have been worked, in the order of *entries* (R-35).

    *elsewhere* are the person's hours on all other sheets, by day. Whole-day totals over 24 hours
    are named once a day, after the single entries.
    """
    breaches = []
    for entry in entries:
        if entry.hours < 0:
            message = _("%(hours)s hours on %(day)s are less than none. Enter 0 or more.")
            breaches.append(_day_breach("HOURS_NEGATIVE", message, entry))
        if not month.contains(entry.day):
            message = _(
                "The hours of %(day)s lie outside the month of the sheet, %(span)s. Correct the "
                "day, or take them out."
            )
            breaches.append(_day_breach("HOURS_OUTSIDE_MONTH", message, entry, span=month))
        if not employment.contains(entry.day):
            message = _(
                "The hours of %(day)s lie outside the employment, %(span)s. Correct the day, or "
                "take them out."
            )
            breaches.append(
                _day_breach("HOURS_OUTSIDE_EMPLOYMENT", message, entry, span=employment)
            )
        if not project.contains(entry.day):
            message = _(
                "The hours of %(day)s lie outside the project period, %(span)s. Correct the day, "
                "or take them out."
            )
            breaches.append(_day_breach("HOURS_OUTSIDE_PROJECT", message, entry, span=project))
        if entry.day in absences and entry.hours > 0:
            message = _(
                "%(hours)s hours are declared on %(day)s, a day of registered absence. Correct "
                "the hours or the absence."
            )
            breaches.append(_day_breach("HOURS_ON_ABSENCE", message, entry))
    return breaches + _long_days(entries, elsewhere or {})


def claimed_twice(hour_ids: Iterable[str], claimed_before: AbstractSet[str]) -> list[Breach]:
    """Refuse every hour record that stands in another claim or twice in this one (R-35)."""
    seen = set(claimed_before)
    breaches = []
    for hour_id in hour_ids:
        if hour_id in seen:
            message = _(
                "The hours %(record)s have been claimed before. Take them out of this claim."
            )
            params = {"record": hour_id}
            breaches.append(Breach("HOURS_CLAIMED_TWICE", message, hour_id, params, "R-35"))
        seen.add(hour_id)
    return breaches


def _accept(
    code: str, message: str, declared: Decimal, taken: Decimal, limit: Decimal, **more: int
) -> AcceptedHours:
    accepted = min(declared, max(ZERO, limit - taken))
    rejected = declared - accepted
    if not rejected:
        return AcceptedHours(accepted, rejected)
    params: dict[str, object] = {
        **{"declared": declared, "taken": taken, "limit": limit, "rejected": rejected},
        **more,
    }
    return AcceptedHours(accepted, rejected, (Breach(code, message, "hours", params, "R-30"),))


def _long_days(entries: Sequence[DayHours], elsewhere: Mapping[date, Decimal]) -> list[Breach]:
    totals: defaultdict[date, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        totals[entry.day] += entry.hours
    worked = [DayHours(day, totals[day] + elsewhere.get(day, ZERO)) for day in totals]
    message = _(
        "%(hours)s hours on %(day)s are more than the day has. Correct the hours of that day."
    )
    return [
        _day_breach("DAY_OVER_24", message, total)
        for total in worked
        if total.hours > HOURS_OF_A_DAY
    ]


def _day_breach(
    code: str, message: str, entry: DayHours, rule: str = "R-35", span: Span | None = None
) -> Breach:
    params = {"day": entry.day, "hours": entry.hours, "span": span}
    return Breach(code, message, entry.day.isoformat(), params, rule)


def _touches(span: Span, month: date) -> bool:
    return month in span.months
