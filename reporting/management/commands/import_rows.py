"""`manage.py import_rows KIND FILE --report REF --by EMAIL`: rows of any kind, all or none."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from reporting.actions.imports import IMPORTABLE
from reporting.exchange.columns import SheetKind
from reporting.management.commands.import_costs import Command as ImportCosts


class Command(ImportCosts):
    """The same path as the page and as `import_costs`, for every kind of sheet."""

    help = "Import rows of a kind from XLSX, ODS or CSV into a partner's report."

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind, then what `import_costs` takes."""
        parser.add_argument("kind", choices=sorted(IMPORTABLE), help="what the rows are")
        super().add_arguments(parser)

    def kind(self, options: dict[str, Any]) -> SheetKind:
        """What is imported."""
        return IMPORTABLE[options["kind"]].kind
