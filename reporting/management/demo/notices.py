"""The demo's inboxes: what is long settled has been read, the last weeks' reminders have come."""

from __future__ import annotations

import datetime as dt

from consortium.actions.notices import mark_read
from consortium.models import User
from reporting.actions.reminders import remind
from reporting.management.demo.clock import COPENHAGEN, Clock

WEEKS = 6


def read_so_far(clock: Clock) -> None:
    """Everybody has read what they were told until now."""
    for person in User.objects.order_by("pk"):
        mark_read(person, at=clock())


def reminded_until(today: dt.date) -> None:
    """The nightly reminders of the last weeks, as they stand after what happened since."""
    for days in range(7 * WEEKS, -1, -1):
        night = dt.datetime.combine(today - dt.timedelta(days=days), dt.time(5), COPENHAGEN)
        remind(at=night)
