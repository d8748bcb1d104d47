"""Move periods, recoveries and settled projects on their days and seal the chains of events.

W-03, R-84, A-31. Safe to run twice.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from reporting.actions.calendar import keep_calendar


class Command(BaseCommand):
    """Run it once a day; what has been moved is not moved again."""

    help = "Move periods, recoveries and settled projects on as their days come."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = keep_calendar(at=now())
        self.stdout.write(
            _(
                "%(periods)s steps of periods taken, %(recoveries)s recoveries marked overdue, "
                "%(closures)s projects put into retention, %(reports)s reports ordered, "
                "%(seals)s chains sealed."
            )
            % {
                "periods": moved.periods,
                "recoveries": moved.recoveries,
                "closures": moved.closures,
                "reports": moved.reports,
                "seals": moved.seals,
            }
        )
