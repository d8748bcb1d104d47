"""Remind of deadlines 7 and 1 days before, 1 and 5 days after (W-03). Safe to run twice a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from reporting.actions.reminders import remind


class Command(BaseCommand):
    """Put today's reminders into the outbox; `send_notices` mails them."""

    help = "Remind who must act of every kind of deadline, and the lead of what is long overdue."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("%(count)s reminders written.") % {"count": remind(at=now())})
