"""What a report of one's own is made of, and on which days it is made again (issue 6, 4).

Plain functions over frozen values: the page, the saved template and the nightly run ask the same.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

LATEST, ALL = "latest", "all"
LANGUAGES = ("da", "en")
FORMATS = ("pdf", "xlsx", "csv", "json")
MOST_TABLES = 240
MONTHLY, QUARTERLY, HALF_YEARLY = "monthly", "quarterly", "half_yearly"
STEPS: Mapping[str, int] = {MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6}
RHYTHMS: Mapping[str, str] = {
    MONTHLY: _("Every month"),
    QUARTERLY: _("Every quarter"),
    HALF_YEARLY: _("Every half-year"),
}
RULE = "rules 5"
YEAR = 12


@dataclass(frozen=True)
class Choice:
    """Tables by code, periods by number (or `LATEST`, `ALL`), partners by number (none = all)."""

    tables: tuple[str, ...]
    periods: tuple[str, ...]
    partners: tuple[int, ...]
    language: str
    format: str

    @classmethod
    def from_json(cls, told: Mapping[str, object]) -> Choice:
        """As it was kept."""

        def listed(name: str) -> list[object]:
            value = told.get(name)
            return list(value) if isinstance(value, list | tuple) else []

        return cls(
            tuple(str(one) for one in listed("tables")),
            tuple(str(one) for one in listed("periods")),
            tuple(int(str(one)) for one in listed("partners")),
            str(told.get("language", "")),
            str(told.get("format", "")),
        )

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        return {
            "tables": list(self.tables),
            "periods": list(self.periods),
            "partners": list(self.partners),
            "language": self.language,
            "format": self.format,
        }


@dataclass(frozen=True)
class Known:
    """What can be chosen: tables of a period, tables of the whole grant, periods and partners.

    *begun* are the periods that have begun, by number and in order.
    """

    of_period: Collection[str]
    of_grant: Collection[str]
    periods: Collection[int]
    begun: tuple[int, ...]
    partners: Collection[int]


def periods_of(choice: Choice, known: Known) -> tuple[int, ...]:
    """The numbers of the periods that *choice* means now, in order, each once."""
    wanted: set[int] = set()
    for one in choice.periods:
        if one == ALL:
            wanted.update(known.begun)
        elif one == LATEST:
            wanted.update(known.begun[-1:])
        elif one.isdecimal():
            wanted.add(int(one))
    return tuple(sorted(wanted))


def table_count(choice: Choice, known: Known) -> int:
    """How many tables the report has: those of a period stand once for each of them."""
    by_period = sum(code in known.of_period for code in choice.tables)
    return len(choice.tables) - by_period + by_period * len(periods_of(choice, known))


def check_choice(choice: Choice, known: Known) -> list[Breach]:
    """What keeps the report from being made, field by field."""
    return [
        *_check_tables(choice, known),
        *_check_periods(choice, known),
        *_check_partners(choice, known),
        *_check_form(choice),
    ]


def _check_tables(choice: Choice, known: Known) -> list[Breach]:
    if not choice.tables:
        return [Breach("NO_TABLE", _("Choose at least one table."), "tables", {}, RULE)]
    message = _("There is no table “%(code)s”. Choose from the list.")
    found = [
        Breach("UNKNOWN_TABLE", message, "tables", {"code": code}, RULE)
        for code in choice.tables
        if code not in known.of_period and code not in known.of_grant
    ]
    count = table_count(choice, known)
    if count > MOST_TABLES:
        message = _(
            "The report would have %(count)s tables; at most %(most)s can be made at once. Choose "
            "fewer tables or fewer periods."
        )
        params = {"count": count, "most": MOST_TABLES}
        found.append(Breach("TOO_MANY_TABLES", message, "tables", params, RULE))
    return found


def _check_periods(choice: Choice, known: Known) -> list[Breach]:
    message = _("The grant has no period “%(number)s”.")
    found = [
        Breach("UNKNOWN_PERIOD", message, "periods", {"number": one}, RULE)
        for one in choice.periods
        if one not in (ALL, LATEST) and not (one.isdecimal() and int(one) in known.periods)
    ]
    message = _("Period %(number)s has not begun, so there is nothing to tell of it yet.")
    found += [
        Breach("PERIOD_AHEAD", message, "periods", {"number": number}, RULE)
        for number in periods_of(choice, known)
        if number in known.periods and number not in known.begun
    ]
    by_period = [code for code in choice.tables if code in known.of_period]
    if by_period and not found and not periods_of(choice, known):
        message = _("Choose at least one period: %(tables)s tell of a period.")
        params = {"tables": ", ".join(by_period)}
        found.append(Breach("NO_PERIOD", message, "periods", params, RULE))
    return found


def _check_partners(choice: Choice, known: Known) -> list[Breach]:
    message = _("The grant has no partner with the number %(number)s.")
    return [
        Breach("UNKNOWN_PARTNER", message, "partners", {"number": number}, RULE)
        for number in choice.partners
        if number not in known.partners
    ]


def _check_form(choice: Choice) -> list[Breach]:
    found = []
    if choice.language not in LANGUAGES:
        message = _("Choose Danish or English.")
        found.append(Breach("UNKNOWN_LANGUAGE", message, "language", {}, RULE))
    if choice.format not in FORMATS:
        message = _("Choose PDF, XLSX, CSV or JSON.")
        found.append(Breach("UNKNOWN_FORMAT", message, "format", {}, RULE))
    return found


def check_name(name: str, taken: Collection[str]) -> list[Breach]:
    """What keeps a template from being called *name*; *taken* are the names of the others."""
    if not name.strip():
        return [Breach("NO_NAME", _("Give the template a name."), "name", {}, RULE)]
    if name.strip().casefold() in {one.strip().casefold() for one in taken}:
        message = _("The grant has a template called “%(name)s” already. Choose another name.")
        return [Breach("NAME_TWICE", message, "name", {"name": name.strip()}, RULE)]
    return []


@dataclass(frozen=True)
class Rhythm:
    """How often, on which day of the month, and the first of the months that it counts from.

    In a month that is too short, its last day stands for the day.
    """

    every: str
    day: int
    first_month: int = 1


def check_rhythm(rhythm: Rhythm) -> list[Breach]:
    """What keeps a schedule from having *rhythm*."""
    found = []
    if rhythm.every not in STEPS:
        message = _("Choose every month, every quarter or every half-year.")
        found.append(Breach("UNKNOWN_RHYTHM", message, "every", {}, RULE))
    if not 1 <= rhythm.day <= 31:
        message = _("The day of the month is a number from 1 to 31, not %(day)s.")
        found.append(Breach("NO_SUCH_DAY", message, "day", {"day": rhythm.day}, RULE))
    if not 1 <= rhythm.first_month <= YEAR:
        message = _("The first month is a number from 1 to 12, not %(month)s.")
        params = {"month": rhythm.first_month}
        found.append(Breach("NO_SUCH_MONTH", message, "first_month", params, RULE))
    return found


def next_day(rhythm: Rhythm, after: dt.date) -> dt.date:
    """The first day of *rhythm* later than *after*. Raises KeyError for an unknown rhythm."""
    step = STEPS[rhythm.every]
    year, month = after.year, after.month
    while True:
        day = _day_in(year, month, rhythm.day)
        if (month - rhythm.first_month) % step == 0 and day > after:
            return day
        year, month = (year + 1, 1) if month == YEAR else (year, month + 1)


def _day_in(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def check_recipients(
    recipients: Collection[int], may_read: Collection[int], names: Mapping[int, str]
) -> list[Breach]:
    """Whether those who are told can read the report: others would get a link to nothing."""
    if not recipients:
        message = _("Choose at least one person who is told when the report is ready.")
        return [Breach("NO_RECIPIENT", message, "recipients", {}, RULE)]
    message = _(
        "%(person)s has no seat on the grant that reads its rows, and could not open the report. "
        "Give the person a seat first, or choose somebody else."
    )
    return [
        Breach(
            "RECIPIENT_CANNOT_READ", message, "recipients", {"person": names.get(one, "?")}, RULE
        )
        for one in recipients
        if one not in may_read
    ]
