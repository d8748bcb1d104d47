"""Danish public holidays by name, and how many days of a month are worked.

Which days are free stands in `spans`, where deadlines are counted; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

from consortium.rules.spans import Span, is_working_day

# The languages of the interface as the calendar spells them.
SPELLED = {"da": "da", "en": "en_US"}


@cache
def holiday_names(year: int, language: str = "da") -> Mapping[date, str]:
    """Each public holiday of *year* in Denmark with its name; a language unknown here is Danish."""
    calendar = country_holidays("DK", years=year, language=SPELLED.get(language[:2], "da"))
    return MappingProxyType(dict(calendar.items()))


def holiday_name(day: date, language: str = "da") -> str:
    """The name of the holiday on *day*, or nothing."""
    return holiday_names(day.year, language).get(day, "")


def days_in(span: Span) -> list[date]:
    """Every day of *span*, in order."""
    return [span.first + timedelta(days=number) for number in range(span.days)]


def working_days_in(span: Span) -> int:
    """How many days of *span* are neither weekend nor public holiday."""
    return sum(is_working_day(day) for day in days_in(span))
