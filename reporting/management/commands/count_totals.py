"""`manage.py count_totals`: work the kept totals of the ledger out anew (H-09)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from reporting.models import LedgerTotal
from reporting.models.keeping import install


class Command(BaseCommand):
    """For the database's owner, when H-09 found a difference and it is known why."""

    help = "Count the kept totals of the ledger anew, from its rows and their versions."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Nobody writes to the ledger meanwhile: one transaction holds it."""
        install(connection, recount=True)
        count = LedgerTotal.objects.count()
        self.stdout.write(_("%(count)s totals were counted anew.") % {"count": count})
