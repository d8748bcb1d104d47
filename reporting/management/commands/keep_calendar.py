"""Open, call in and close periods on their days; begin retention (W-03). Safe to run twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from reporting.actions.calendar import keep_calendar


class Command(BaseCommand):
    """Run it once a day; what has been moved is not moved again."""

    help = "Move periods and settled projects on as their days come."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = keep_calendar(at=now())
        self.stdout.write(
            _("%(periods)s steps of periods taken, %(closures)s projects put into retention.")
            % {"periods": moved.periods, "closures": moved.closures}
        )
