"""When a month may be entered, signed and approved (rules.md 3.1, R-30 to R-36)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span, is_working_day, month_of
from reporting.rules.staff import CONTRACT, DayHours, check_days

FIXED_SHARE = "fixed_share"
# A full-time year where no rate says otherwise.
HOURS_OF_A_YEAR = Decimal("1720.00")
# A month is signed by the fifth of the next one, so that the superior has it with the payroll.
DAYS_TO_SIGN = 5
# A longer day is allowed and is looked at twice.
LONG_DAY = Decimal("12.00")
# Contract hours are an average over the year; a month of 23 working days and some flexitime holds
# up to a tenth more. What passes the divisor is cut at verification, not here.
ROOM_OF_A_MONTH = Fraction(11, 10)


@dataclass(frozen=True)
class MonthFacts:
    """One person's month as it is entered; `elsewhere` are the hours of all other sheets by day."""

    month: date
    days: Sequence[DayHours]
    undated: Decimal
    method: str
    rate_span: Span
    employment: Span
    project: Span
    period: Span
    elsewhere: Mapping[date, Decimal]
    share_elsewhere: bool
    hours_elsewhere: bool
    # Of any project: a contract is of a person's whole time.
    contract_anywhere: bool = False
    hours_anywhere: bool = False
    # Whole days of absence from this employment.
    absences: AbstractSet[date] = frozenset()
    # A month of an earlier period that takes no more costs comes late.
    is_late: bool = False


def check_month(facts: MonthFacts) -> list[Breach]:
    """Everything that is wrong with one person's month."""
    month = month_of(facts.month)
    found = check_days(
        facts.days,
        month=month,
        employment=facts.employment,
        project=facts.project,
        absences=facts.absences,
        elsewhere=facts.elsewhere,
    )
    if not facts.is_late and not facts.period.overlaps(month):
        message = _(
            "The month %(month)s lies outside the period %(span)s. Choose a month of the period."
        )
        params = {"month": f"{facts.month:%m.%Y}", "span": facts.period}
        found.append(Breach("MONTH_OUTSIDE_PERIOD", message, "month", params, "R-35"))
    found += _check_spans(facts, month)
    if not facts.rate_span.covers(month):
        message = _("The rate is valid %(span)s, not in the whole of %(month)s. Choose another.")
        params = {"span": facts.rate_span, "month": f"{facts.month:%m.%Y}"}
        found.append(Breach("RATE_NOT_VALID", message, "rate", params, "R-36"))
    return found + _check_method(facts)


def _check_spans(facts: MonthFacts, month: Span) -> list[Breach]:
    found: list[Breach] = []
    for span, code, message in (
        (
            facts.employment,
            "OUTSIDE_EMPLOYMENT",
            _(
                "The person is not employed in %(month)s, only %(span)s. Choose a month of the "
                "employment."
            ),
        ),
        (
            facts.project,
            "OUTSIDE_PROJECT",
            _(
                "The project does not run in %(month)s, only %(span)s. Choose a month of the "
                "project."
            ),
        ),
    ):
        if not span.overlaps(month):
            params = {"month": f"{facts.month:%m.%Y}", "span": span}
            found.append(Breach(code, message, "month", params, "R-35"))
    return found


def _check_method(facts: MonthFacts) -> list[Breach]:
    worked = facts.undated + sum((entry.hours for entry in facts.days), Decimal(0))
    params = {"month": f"{facts.month:%m.%Y}"}
    if facts.method == CONTRACT:
        return _check_contract(facts, worked)
    if facts.contract_anywhere:
        message = _(
            "%(month)s is paid by a full-time contract, which takes the whole of a person's time. "
            "Take the month out here or there."
        )
        return [Breach("CONTRACT_AND_MORE", message, "rate", params, "R-33")]
    if facts.method == FIXED_SHARE:
        if worked:
            message = _("A fixed share needs no hours; take them out or choose an hourly rate.")
            return [Breach("SHARE_WITH_HOURS", message, "rate", rule="R-32")]
        if facts.hours_elsewhere:
            message = _(
                "%(month)s has hours in this project already, so a share cannot be paid. Choose "
                "an hourly rate."
            )
            return [Breach("SHARE_AND_HOURS", message, "rate", params, "R-32")]
        return []
    if not worked:
        return [Breach("NO_HOURS", _("Enter at least one hour."), "hours", rule="R-35")]
    if facts.share_elsewhere:
        message = _(
            "%(month)s is paid by a fixed share in this project, so hours cannot be. Take "
            "the hours out."
        )
        return [Breach("SHARE_AND_HOURS", message, "rate", params, "R-32")]
    return []


def _check_contract(facts: MonthFacts, worked: Decimal) -> list[Breach]:
    """A contract stands instead of hours, and takes the whole of a person's time (R-33)."""
    if worked:
        message = _(
            "A full-time project employee's contract needs no hours; take them out or choose an "
            "hourly rate."
        )
        return [Breach("CONTRACT_WITH_HOURS", message, "rate", rule="R-33")]
    if facts.hours_anywhere or facts.contract_anywhere or facts.share_elsewhere:
        message = _(
            "%(month)s of this person is paid by hours, a share or another contract already, so "
            "a full-time contract cannot pay it. Choose an hourly rate."
        )
        params = {"month": f"{facts.month:%m.%Y}"}
        return [Breach("CONTRACT_AND_MORE", message, "rate", params, "R-33")]
    return []


def check_over(month: date, on: date) -> list[Breach]:
    """Refuse to sign a month before it has ended (A-13)."""
    last = month_of(month).last
    if on > last:
        return []
    message = _("%(month)s ends on %(day)s; sign it when it is over.")
    params = {"month": f"{month:%m.%Y}", "day": last}
    return [Breach("MONTH_NOT_OVER", message, "month", params, "A-13")]


def sign_by(month: date) -> date:
    """The day by which *month* is signed: early in the next one."""
    return month_of(month).last + timedelta(days=DAYS_TO_SIGN)


def month_room(contract_hours: Decimal) -> Decimal:
    """The most hours that a person's contract can hold in one month."""
    return cents_down(as_fraction(contract_hours) * ROOM_OF_A_MONTH)


@dataclass(frozen=True)
class SheetFacts:
    """One person's month as it is signed and approved, seen over all projects."""

    month: date
    days: Sequence[DayHours]
    month_total: Decimal
    contract_hours: Decimal
    year_total: Decimal
    year_limit: Decimal
    # Days with a part of absence, on which hours may stand.
    part_absences: AbstractSet[date] = frozenset()


def month_warnings(facts: SheetFacts) -> list[Breach]:
    """What deserves a look before somebody signs or approves; none of it refuses (R-30, R-35)."""
    found = []
    free = tuple(one.day for one in facts.days if not is_working_day(one.day))
    if free:
        message = _("Hours on a weekend or a public holiday: %(days)s.")
        found.append(Breach("HOURS_ON_FREE_DAYS", message, "days", {"days": free}, "R-35"))
    away = tuple(one.day for one in facts.days if one.day in facts.part_absences)
    if away:
        message = _("Hours on a day of absence for a part of it: %(days)s.")
        found.append(Breach("HOURS_ON_PART_ABSENCE", message, "days", {"days": away}, "R-35"))
    long = tuple(one.day for one in facts.days if one.hours > LONG_DAY)
    if long:
        message = _("More than %(most)s hours on one day: %(days)s.")
        params: dict[str, object] = {"most": LONG_DAY, "days": long}
        found.append(Breach("LONG_DAYS", message, "days", params, "R-35"))
    return found + _warn_of_totals(facts)


def _warn_of_totals(facts: SheetFacts) -> list[Breach]:
    found: list[Breach] = []
    room = month_room(facts.contract_hours)
    for code, limit, total, message in (
        (
            "MONTH_OVER_ROOM",
            room,
            facts.month_total,
            _(
                "%(total)s hours in the month over all projects pass the %(limit)s that the "
                "contract holds at most: it cannot be approved."
            ),
        ),
        (
            "MONTH_OVER_CONTRACT",
            facts.contract_hours,
            facts.month_total,
            _("%(total)s hours in the month over all projects; the contract has %(limit)s."),
        ),
        (
            "YEAR_OVER",
            facts.year_limit,
            facts.year_total,
            _(
                "%(total)s hours in the year over all projects pass its %(limit)s: what is over "
                "will not count."
            ),
        ),
    ):
        told = {one.code for one in found}
        if total > limit and not (code == "MONTH_OVER_CONTRACT" and "MONTH_OVER_ROOM" in told):
            params: dict[str, object] = {"total": total, "limit": limit}
            found.append(Breach(code, message, "hours", params, "R-30"))
    return found


def check_contract(name: str, month: date, total: Decimal, contract_hours: Decimal) -> list[Breach]:
    """Refuse to approve more hours over all projects than the contract can hold (rules.md 3.1)."""
    room = month_room(contract_hours)
    if total <= room:
        return []
    message = _(
        "%(name)s has %(total)s hours in %(month)s over all projects; the contract of "
        "%(contract)s hours a month holds at most %(room)s. Return the sheet."
    )
    params = {
        "name": name,
        "total": total,
        "month": f"{month:%m.%Y}",
        "contract": contract_hours,
        "room": room,
    }
    return [Breach("HOURS_OVER_CONTRACT", message, "hours", params, "R-30")]
