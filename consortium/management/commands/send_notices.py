"""Put waiting notices into mails and send what is due. Safe to run at any time, and by many."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consortium.actions.mails import deliver_mails, gather_mails
from consortium.queries.clock import now
from consortium.queries.mails import stuck_mails


class Command(BaseCommand):
    """Deliver the outbox: run it every few minutes. What fails waits for a later run."""

    help = "Mail the notices that wait: at once or as a daily digest, as each reader has chosen."

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        gather_mails(at=at)
        tally = deliver_mails(at=at)
        self.stdout.write(_("%(count)s mails sent.") % {"count": tally.sent})
        if tally.later or tally.failed:
            told = _("%(later)s will be tried again, %(failed)s have failed for good.")
            self.stderr.write(told % {"later": tally.later, "failed": tally.failed})
        if stuck := stuck_mails():
            told = _("%(count)s mails wait for an administrator, on the page Mails.")
            self.stderr.write(told % {"count": stuck})
