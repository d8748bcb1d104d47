"""`manage.py print_grants ROLE`: what the application's PostgreSQL role may do, as SQL."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reporting.models.database_rights import grants


class Command(BaseCommand):
    """Prints GRANTs made from the models; the tables' owner runs them after every `migrate`."""

    help = "Print the GRANTs of the application's role on PostgreSQL (docs/database-roles.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The role that runs the site."""
        parser.add_argument("role", help="the role that runs the site")
        parser.add_argument("--schema", default="public", help="where the tables are")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One transaction, so that the site is never without rights."""
        self.stdout.write("BEGIN;")
        for statement in grants(options["role"], options["schema"]):
            self.stdout.write(f"{statement};")
        self.stdout.write("COMMIT;")
