"""The clock, read once by views, commands and tasks and passed down as ``at=`` or ``on=``."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from consortium.models.past import standing_at


def now() -> dt.datetime:
    """This instant; in a demo installation the time of day on the demo's own day.

    Where a page shows the past it is the instant of that past.
    """
    past = standing_at.get()
    if past is not None:
        return past
    instant = timezone.now()
    if settings.DEMO_DAY is None:
        return instant
    return timezone.make_aware(dt.datetime.combine(settings.DEMO_DAY, time_of_day(instant)))


def time_of_day(instant: dt.datetime) -> dt.time:
    """What the clock on the wall says at *instant*."""
    return timezone.localtime(instant).time()


def today() -> dt.date:
    """This day, or the demo's."""
    return timezone.localdate(now())
