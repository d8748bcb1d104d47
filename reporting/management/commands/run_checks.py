"""`manage.py run_checks [--grant REF]`: the check-list on every grant, kept for its page (4.4)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consortium.queries.clock import now
from grants.models import Grant
from reporting.actions.check_runs import run_checks


class Command(BaseCommand):
    """Run it every night; the page of checks then opens at once and says when it ran."""

    help = "Run the check-list of rules.md 4.4 on every grant and keep the answers."

    def add_arguments(self, parser: CommandParser) -> None:
        """One grant or all of them."""
        parser.add_argument("--grant", metavar="REF", help="only this grant")

    def handle(self, *_args: Any, **options: Any) -> None:
        """A line for each grant; faults are not a failure of the run, so the exit status is 0."""
        grants = Grant.objects.order_by("ref")
        if options["grant"]:
            grants = grants.filter(ref=options["grant"])
            if not grants:
                raise CommandError(f"There is no grant {options['grant']}.", returncode=2)
        for grant in grants:
            run = run_checks(grant, by=None, at=now())
            self.stdout.write(
                _("%(grant)s: %(checks)s checks, %(faulty)s with faults.")
                % {"grant": grant.ref, "checks": len(run.answers), "faulty": run.faulty}
            )
