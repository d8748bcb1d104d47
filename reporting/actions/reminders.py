"""Reminders 7 and 1 days before a deadline, 1 and 5 days after it (W-03), of every kind of day.

Each is written once for each person: its key names the deadline and the day. What is done gives no
day any more, so its reminders stop by themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from consortium.actions.notices import notify_once
from consortium.rules.roles import Role
from grants.rules.deadlines import deadlines_reminded_on, is_escalated
from partners.queries.people import people_in
from reporting.actions.hour_reminders import remind_of_hours
from reporting.queries.dates.base import Due, scope_of_all
from reporting.queries.dates.catalogue import days_to_keep

VERB = "reminder"
OVERDUE = "reminder.overdue"


def remind(*, at: dt.datetime) -> int:
    """Put the reminders of the day into the outbox; say how many were new."""
    on = timezone.localdate(at)
    wanted = deadlines_reminded_on(on)
    count = 0
    for due in days_to_keep(scope_of_all(), on=on):
        if due.on not in wanted:
            continue
        days = wanted[due.on]
        count += _tell(due, due.kind.roles, days, verb=VERB, url=due.url, at=at)
        if is_escalated(days) and due.kind.goes_up:
            url = due.other_url if due.kind.is_with_partner else due.url
            count += _tell(due, due.kind.escalated_to, days, verb=OVERDUE, url=url, at=at)
    return count + remind_of_hours(at=at)


def _tell(
    due: Due, roles: Iterable[Role], days: int, *, verb: str, url: str, at: dt.datetime
) -> int:
    organisations = [due.partner.organisation_id] if due.partner else []
    people = people_in(tuple(roles), grant_ref=due.grant.ref, organisations=organisations)
    return notify_once(
        people,
        verb,
        due.kind.before if days < 0 else due.kind.after,
        due.params,
        # A deadline that was moved is a new one.
        key=f"{due.key}:{due.on}:{days:+d}",
        url=url,
        at=at,
    )
