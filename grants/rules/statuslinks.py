"""How long an owner's link to a status round opens, and what it may be used for."""

from __future__ import annotations

from datetime import date, timedelta

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

# An answer that comes a little late is better than none.
GRACE = timedelta(days=14)


def last_day(due_on: date) -> date:
    """The last day on which the link opens."""
    return due_on + GRACE


def check_link(due_on: date, on: date, *, is_closed: bool) -> list[Breach]:
    """Whether a round still takes answers through its links on the day *on*."""
    if is_closed:
        message = _("The round is closed. Ask whoever wrote to you for a new link.")
        return [Breach("ROUND_CLOSED", message, rule="rules 6.4")]
    if on > last_day(due_on):
        message = _("The link opened until %(day)s. Ask whoever wrote to you for a new link.")
        return [Breach("LINK_EXPIRED", message, "", {"day": last_day(due_on)}, "rules 6.4")]
    return []
