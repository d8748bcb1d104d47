"""Ask contacts every six months whether their data hold; let silent ones rest, and delete them.

003, G-02, G-10. Safe to run twice.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from partners.actions.confirmations import keep_contacts
from partners.actions.contact_mails import deliver_questions


class Command(BaseCommand):
    """Run it once a day; a mail that did not leave goes with the next run."""

    help = "Mail the contacts whose data are to be confirmed, and take the step of today about all."

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        kept = keep_contacts(at=at)
        sent = deliver_questions(at=at)
        self.stdout.write(
            _(
                "%(asked)s contacts asked, %(reminded)s reminded, %(rested)s rest, %(lapsed)s "
                "deleted; %(sent)s mails sent."
            )
            % {**vars(kept), "sent": sent}
        )
