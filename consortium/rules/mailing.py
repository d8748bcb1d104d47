"""When a mail goes out, and when it is tried again (issue 3, item 7).

Plain functions over instants: the outbox asks them, the clock is the caller's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

AT_ONCE, DAILY, IN_APP = "at_once", "daily", "in_app"
PACES = (AT_ONCE, DAILY, IN_APP)

# After the first, second, … failure; a mail that has used them all waits for the administrator.
BACK_OFF = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=1),
)
# A mail that a worker took and has not answered for since: the worker is gone.
LOST_AFTER = timedelta(hours=1)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When a mail that failed for the *attempts*-th time is tried again; None: not by itself."""
    if attempts < 1:
        raise ValueError("a mail is tried before it fails")
    return at + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def leaves_now(pace: str, local: datetime, *, digest_hour: int, had_todays: bool) -> bool:
    """Whether the notices that wait for somebody leave at the *local* instant.

    A daily digest leaves with the first run at or after *digest_hour*, and once a day.
    """
    if pace == AT_ONCE:
        return True
    return pace == DAILY and local.hour >= digest_hour and not had_todays
