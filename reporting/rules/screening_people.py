"""People that an auditor asks about: hours on free days, and who approves for whom (A-07, A-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import is_working_day

SATURDAY, SUNDAY, HOLIDAY = "saturday", "sunday", "holiday"
SAME, MUTUAL = "same", "mutual"
# Roles in the way of a cost or a claim, in order.
ENTERED, REPORT, SIGNED, HOURS, VERIFIED = "entered", "report", "signed", "hours", "verified"
BUILT, CHECKED, AUDITED, SENT = "built", "checked", "audited", "sent"
PAID, PROPOSED, DECIDED = "paid", "proposed", "decided"
ROLES: Mapping[str, str] = {
    ENTERED: _("Entered costs"),
    REPORT: _("Approved reports"),
    SIGNED: _("Signed own hours"),
    HOURS: _("Approved hours"),
    VERIFIED: _("Decided on costs"),
    BUILT: _("Built claims"),
    CHECKED: _("Checked claims"),
    AUDITED: _("Stated on claims"),
    SENT: _("Signed claims"),
    PAID: _("Approved disbursements"),
    PROPOSED: _("Proposed corrections"),
    DECIDED: _("Decided corrections"),
}


@dataclass(frozen=True)
class Passed:
    """How often *second* let pass what *first* had made, and in which two roles."""

    first: int
    first_role: str
    second: int
    second_role: str
    count: int


def free_day(day: date) -> str:
    """What kind of free day *day* is, or nothing: a working day."""
    if is_working_day(day):
        return ""
    return {5: SATURDAY, 6: SUNDAY}.get(day.weekday(), HOLIDAY)


def is_at_odds(hours: Decimal, is_whole_day: bool) -> bool:
    """Whether *hours* cannot be true of a day of absence: a part of a day leaves room (R-35)."""
    return hours > ZERO and is_whole_day


def four_eyes(pairs: Iterable[Passed]) -> dict[Passed, str]:
    """What is to be asked about each pair: the same person twice, or two who pass each other's."""
    known = list(pairs)
    ways = {(pair.first, pair.second) for pair in known}
    return {pair: _asked(pair, ways) for pair in known}


def _asked(pair: Passed, ways: set[tuple[int, int]]) -> str:
    if pair.first == pair.second:
        return SAME
    return MUTUAL if (pair.second, pair.first) in ways else ""


@dataclass(frozen=True)
class LogIns:
    """The log-ins of one person, and since when the person has a seat here and until when."""

    person: int
    seated_from: date
    seated_until: date | None
    number: int = 0
    failed: int = 0
    last_on: date | None = None


NEVER, NO_SEAT, FAILS = "never", "no_seat", "fails"
MANY_FAILS = 5


def log_in_questions(one: LogIns, on: date) -> list[str]:
    """What is to be asked: a seat that is never used, a log-in without a seat, many failures."""
    found = []
    is_open = one.seated_until is None or one.seated_until >= on
    if is_open and not one.number:
        found.append(NEVER)
    if one.last_on is not None and one.seated_until is not None and not is_open:
        found += [NO_SEAT] if one.last_on > one.seated_until else []
    if one.failed >= MANY_FAILS:
        found.append(FAILS)
    return found
