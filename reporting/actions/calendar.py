"""What the calendar moves: periods, recoveries, add-ons with a budget, settled projects.

W-03, R-84, R-90, G-09; chains of events are sealed (A-31).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from consortium.actions.seals import seal_chains
from grants.actions.periods import move_by_calendar
from grants.models import Grant, ReportingPeriod
from grants.rules.periods import due_step
from reporting.actions.closing import begin_retention, retention_gaps
from reporting.actions.disposal import wipe_bytes
from reporting.actions.flat_rates import follow_budget
from reporting.actions.recoveries import let_recoveries_fall_due
from reporting.actions.report_templates import run_schedules
from reporting.models import Closure
from reporting.queries.flat_rates import lagging_add_ons
from reporting.queries.recoveries import fallen_due

WIPED_AGAIN_FOR = 60
BY_CALENDAR = ("planned", "open", "submission_due")


@dataclass
class Moved:
    """How many steps of periods were taken, recoveries fell due, add-ons followed a budget,
    projects went into retention, reports were ordered, and chains of events were sealed.
    """

    periods: int = 0
    recoveries: int = 0
    add_ons: int = 0
    closures: int = 0
    reports: int = 0
    seals: int = 0


def keep_calendar(*, at: dt.datetime) -> Moved:
    """Take every step that is due by now, oldest first; a second run finds nothing to do."""
    moved, on = Moved(), timezone.localdate(at)
    periods = ReportingPeriod.objects.filter(
        grant__state__in=["accepted", "amended"], state__in=BY_CALENDAR, starts_on__lte=on
    ).order_by("grant_id", "number")
    for period in periods:
        while due_step(period.state, period.starts_on, period.ends_on, period.funder_due_on, on):
            period = move_by_calendar(period, on, by=None, at=at)
            moved.periods += 1
    owing = fallen_due(on=on).values("correction__grant")
    for grant in Grant.objects.filter(pk__in=owing).order_by("pk"):
        moved.recoveries += len(let_recoveries_fall_due(grant, by=None, at=at))
    for grant in lagging_add_ons(on):
        follow_budget(grant, by=None, at=at)
        moved.add_ons += 1
    for closure in Closure.objects.filter(state="settled").select_related("grant"):
        if not retention_gaps(closure):
            begin_retention(closure, by=None, at=at)
            moved.closures += 1
    # What the store did not let go at once goes in one of the nights after.
    lately = on - dt.timedelta(days=WIPED_AGAIN_FOR)
    for closure in Closure.objects.filter(disposed_on__gte=lately).select_related("grant"):
        wipe_bytes(closure.grant)
    moved.reports = run_schedules(at=at)
    moved.seals = len(seal_chains(by=None, at=at))
    return moved
