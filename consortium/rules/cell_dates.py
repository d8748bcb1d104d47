"""Days in a cell: Danish, ISO and English order, months in words, and a spreadsheet's numbers.

``01/02/2014`` is two different days. `order_of` looks at a whole column for evidence; where there
is none, the reader is asked (issue 4, "Any sheet").
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable

from consortium.rules.cells import CellFault, Raw, fault, given, shown
from consortium.rules.refusals import gettext_noop as _

# The orders of a column; CLEAR: no text in it can be misread, the first that can is asked about.
DAY_FIRST, MONTH_FIRST, ISO, CLEAR = "dmy", "mdy", "ymd", "clear"
ORDERS = (DAY_FIRST, MONTH_FIRST, ISO, CLEAR)
FIRST_YEAR = 1900
# A grant and its vouchers lie well within these; a slip of the hand lies outside.
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2099, 12, 31)
# The first day that both counts of days agree about: 1900 has no 29 February.
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
_DAY_NOUGHT = {
    from_1904: dt.datetime.combine(day, dt.time())
    for from_1904, day in ((False, dt.date(1899, 12, 30)), (True, dt.date(1904, 1, 1)))
}
_PIVOT = 70
# Midnight in Copenhagen as a clock in Greenwich shows it: the day may be the one before.
_SHIFTED = (22, 23)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january",
            "feb februar february",
            "mar marts march mär märz mrz",
            "apr april",
            "maj may mai",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dec dez december dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = re.compile(
    r"(?:man|tirs|ons|tors|fre|lør|søn|mon|tues|wednes|thurs|fri|satur|sun)"
    r"(?:dag|day)?,? +(?:den +)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[T ]+([0-2]?[0-9])[:.]([0-5][0-9])(?:[:.]([0-5][0-9])(?:[.,][0-9]+)?)?Z?$")
_NUMBERS = re.compile(r"([0-9]{1,6})([-./ ]) ?([0-9]{1,2})\2 ?([0-9]{1,6})\.?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_DAY_MONTH = re.compile(
    r"([0-9]{1,2})(?:\.|st|nd|rd|th)?[-/ .]*([^\W\d_]{3,})\.?,?[-/ ]*([0-9]{2,6})"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.?[-/ ]*([0-9]{1,2})(?:st|nd|rd|th)?,?[-/ ]+([0-9]{2,6})")


def order_of(samples: Iterable[Raw]) -> str | None:
    """The order of day, month and year in a column of texts; None: somebody must be asked.

    Points between the parts are never written month first; a part above 12 can only be a day.
    """
    seen: set[str] = set()
    unclear = False
    for raw in samples:
        found = _NUMBERS.fullmatch(_day_text(raw)) if isinstance(raw, str) else None
        if found is None:
            continue
        first, mark, second, last = found.groups()
        if len(first) >= 4:
            seen.add(ISO)
        elif int(first) > 12 >= int(second) and len(last) == 4:
            seen.add(DAY_FIRST)
        elif int(second) > 12:
            seen.add(MONTH_FIRST)
        elif mark == ".":
            seen.add(DAY_FIRST)
        else:
            unclear = unclear or int(first) != int(second) or len(last) != 4
    if {DAY_FIRST, MONTH_FIRST} <= seen:
        return None
    decided = seen & {DAY_FIRST, MONTH_FIRST}
    if decided:
        return decided.pop()
    if unclear:
        return None
    return ISO if seen else CLEAR


def date_of(
    raw: Raw,
    order: str | None = CLEAR,
    *,
    from_1904: bool = False,
    earliest: dt.date = EARLIEST,
    latest: dt.date = LATEST,
) -> dt.date:
    """*raw* as a day; texts in *order* (`order_of`), numbers as a spreadsheet counts days.

    A time of day is left off, but one at which a time zone may have moved midnight is a fault.
    Days before 1900 and after 9999, and outside *earliest* to *latest*, are faults.
    """
    raw = given(raw)
    if isinstance(raw, str):
        day = _text_day(raw, order or CLEAR)
    elif isinstance(raw, dt.datetime):
        day = _day_of_moment(raw, raw)
    elif isinstance(raw, dt.date):
        day = raw
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        day = _number_day(raw, from_1904=from_1904)
    else:
        raise _no_day(raw)
    if day.year < FIRST_YEAR:
        raise outside(raw)
    if not earliest <= day <= latest:
        message = _("%(value)s is not between %(earliest)s and %(latest)s. Correct the year.")
        raise fault("DATE_UNLIKELY", message, value=shown(raw), earliest=earliest, latest=latest)
    return day


def day_of_serial(serial: float, *, from_1904: bool = False) -> dt.datetime | None:
    """The moment that a spreadsheet means by *serial* days, or None outside what it can mean."""
    first = 0 if from_1904 else _FIRST_SERIAL
    last = _LAST_SERIAL - (1462 if from_1904 else 0)
    if not math.isfinite(serial) or not first <= serial < last + 1:
        return None
    # Rounded to milliseconds: a binary fraction of a day holds no more.
    return _DAY_NOUGHT[from_1904] + dt.timedelta(milliseconds=round(serial * 86_400_000))


def _number_day(raw: float, *, from_1904: bool) -> dt.date:
    compact = _COMPACT.fullmatch(str(int(raw))) if math.isfinite(raw) and raw == int(raw) else None
    if compact is not None:
        return _made(int(compact[1]), int(compact[2]), int(compact[3]), raw)
    moment = day_of_serial(raw, from_1904=from_1904)
    if moment is None:
        raise outside(raw)
    return _day_of_moment(moment, raw)


def _day_of_moment(moment: dt.datetime, raw: Raw) -> dt.date:
    if moment.hour in _SHIFTED and (moment.minute, moment.second) == (0, 0):
        message = _(
            "“%(value)s” may be midnight of the next day, moved by a time zone. Write the day"
            " without a time."
        )
        raise fault("DATE_SHIFTED", message, value=shown(raw))
    return moment.date()


def _day_text(raw: str) -> str:
    """The text of a day without weekday and time of day, blanks made single."""
    text = " ".join(raw[:80].replace("\u2013", "-").replace("\u2011", "-").split())
    return _CLOCK.sub("", _WEEKDAY.sub("", text, count=1)).strip()


def _text_day(raw: str, order: str) -> dt.date:
    text = _day_text(raw)
    day = _parts_day(text, order, raw)
    clock = _CLOCK.search(" ".join(raw[:80].split()))
    if clock is None:
        return day
    hour, minute, second = (int(part or 0) for part in clock.groups())
    if hour > 23:
        raise _no_day(raw)
    return _day_of_moment(dt.datetime.combine(day, dt.time(hour, minute, second)), raw)


def _parts_day(text: str, order: str, raw: str) -> dt.date:
    if found := _NUMBERS.fullmatch(text):
        return _numbers_day(found, order, raw)
    if found := _COMPACT.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), raw)
    if found := _DAY_MONTH.fullmatch(text):
        return _named_day(found[1], found[2], found[3], raw)
    if found := _MONTH_DAY.fullmatch(text):
        return _named_day(found[2], found[1], found[3], raw)
    raise _no_day(raw)


def _named_day(day: str, name: str, year: str, raw: str) -> dt.date:
    month = _MONTHS.get(name.casefold())
    if month is None:
        raise _no_day(raw)
    return _made(_full(year, raw), month, int(day), raw)


def _numbers_day(found: re.Match[str], order: str, raw: str) -> dt.date:
    first, mark, second, last = found.groups()
    if len(first) >= 4:
        if len(last) > 2:
            raise _no_day(raw)
        return _made(int(first), int(second), int(last), raw)
    if len(first) == 3 or (order == ISO and len(last) <= 4):
        raise _no_day(raw)
    if order == CLEAR:
        order = _own_order(int(first), mark, int(second), last, raw)
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    return _made(_full(last, raw), int(month), int(day), raw)


def _own_order(first: int, mark: str, second: int, last: str, raw: str) -> str:
    """The order that one text shows by itself."""
    if len(last) == 4 and (mark == "." or first > 12 or first == second):
        return DAY_FIRST
    if len(last) == 4 and second > 12:
        return MONTH_FIRST
    message = _("“%(value)s” can be read as two days. Say whether the column has the day first.")
    raise fault("DATE_UNCLEAR", message, value=shown(raw))


def _full(year: str, raw: str) -> int:
    """A year of two digits is within 1970 to 2069."""
    if len(year) in (1, 3):
        raise _no_day(raw)
    number = int(year)
    return number if len(year) >= 4 else number + (1900 if number >= _PIVOT else 2000)


def _made(year: int, month: int, day: int, raw: Raw) -> dt.date:
    if not FIRST_YEAR <= year <= dt.MAXYEAR:
        raise outside(raw)
    try:
        return dt.date(year, month, day)
    except ValueError:
        message = _("“%(value)s” is a day that no calendar has. Correct it.")
        raise fault("DATE_IMPOSSIBLE", message, value=shown(raw)) from None


def outside(raw: Raw) -> CellFault:
    """The fault of a day that no spreadsheet can mean."""
    message = _("“%(value)s” lies before the year 1900 or after 9999. Correct it.")
    return fault("DATE_OUTSIDE", message, value=shown(raw))


def _no_day(raw: Raw) -> CellFault:
    message = _("“%(value)s” is not a date. Write it as day.month.year or year-month-day.")
    return fault("DATE_UNREADABLE", message, value=shown(raw))
