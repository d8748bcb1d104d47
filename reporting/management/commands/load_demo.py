"""Load the demo world; safe to run twice."""

from __future__ import annotations

import time
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import transaction

from grants.models import Grant
from reporting.management.demo.people import REF
from reporting.management.demo.story import tell_story
from reporting.models import Activity, Expenditure, TimeSheet


class Command(BaseCommand):
    """``manage.py load_demo``: reference data, then the story, in one transaction."""

    help = "Load the demo consortium of document 003. Does nothing if it is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("loaddata", "reference", verbosity=0)
        if Grant.objects.filter(ref=REF).exists():
            self.stdout.write("The demo is loaded already.")
            return
        started = time.monotonic()
        with transaction.atomic():
            tell_story()
        self.stdout.write(
            f"Demo loaded in {time.monotonic() - started:.0f} s: "
            f"{Expenditure.objects.count()} expenditure rows, {TimeSheet.objects.count()} months "
            f"of hours, {Activity.objects.count()} activities."
        )
