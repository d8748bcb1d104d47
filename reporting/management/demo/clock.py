"""The demo's own time: it jumps to a day and ticks with every deed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Clock:
    """Calling it gives the next instant; no two deeds share one."""

    def __init__(self, start: dt.date) -> None:
        self.now = dt.datetime.combine(start, dt.time(9), COPENHAGEN)

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now

    def move_to(self, day: dt.date) -> None:
        """Jump to nine o'clock on *day*, unless it is already later."""
        morning = dt.datetime.combine(day, dt.time(9), COPENHAGEN)
        self.now = max(self.now, morning)
