"""Days to keep that follow from a date and the calendar (W-03)."""

from __future__ import annotations

from datetime import date, timedelta

from grants.rules.periods import REMINDER_DAYS

# The region follows up on two fixed days a year.
REGION_DAYS = ((3, 1), (9, 1))
ESCALATED_AFTER = REMINDER_DAYS[-1]


def region_day(accounted_by: date) -> date:
    """The region's first day, 1 March or 1 September, on or after the funder's deadline.

    A period that ends on 31 August is due at the funder on 21 September; the region asks for it
    on 1 March.
    """
    days = (
        date(year, month, day)
        for year in (accounted_by.year, accounted_by.year + 1)
        for month, day in REGION_DAYS
    )
    return next(found for found in days if found >= accounted_by)


def deadlines_reminded_on(on: date) -> dict[date, int]:
    """The deadlines that somebody is reminded of on the day *on*, with the days since each."""
    return {on - timedelta(days=days): days for days in REMINDER_DAYS}


def is_escalated(days_since: int) -> bool:
    """Whether the lead is told too: the last reminder, when the deadline has long passed."""
    return days_since >= ESCALATED_AFTER
