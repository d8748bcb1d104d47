"""`manage.py import_rows KIND FILE --report REF --by EMAIL`: rows of any kind, all or none."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from grants.models import BudgetVersion, Grant
from partners.models import ContactList
from reporting.actions.import_kinds import IMPORTABLE, PASSING, importable
from reporting.actions.import_targets import Target
from reporting.exchange.budget_sheet import BUDGETS
from reporting.exchange.columns import SheetKind
from reporting.exchange.contact_sheet import CONTACTS
from reporting.exchange.measure_sheet import MEASURES
from reporting.exchange.operation_sheet import OPERATIONS
from reporting.management.commands.import_costs import Command as ImportCosts


class Command(ImportCosts):
    """The same path as the page and as `import_costs`, for every kind of sheet."""

    help = "Import rows of a kind from XLSX, ODS or CSV into a partner's report."

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind, then what `import_costs` takes."""
        kinds = sorted(IMPORTABLE | PASSING)
        parser.add_argument("kind", choices=kinds, help="what the rows are")
        super().add_arguments(parser)

    def kind(self, options: dict[str, Any]) -> SheetKind:
        """What is imported."""
        return importable(options["kind"]).kind

    def add_target(self, parser: CommandParser) -> None:
        """A report; for a budget or a list of operations a grant; for contacts their list."""
        parser.add_argument("--report", default="", help="GRANT/PARTNER NUMBER/PERIOD NUMBER")
        parser.add_argument(
            "--grant",
            default="",
            metavar="REF",
            help="for budgets (its draft), operations and measures",
        )
        parser.add_argument(
            "--list", type=int, default=0, metavar="NUMBER", help="for contacts: their list"
        )

    def target(self, options: dict[str, Any]) -> Target:
        """The report, the draft budget, the grant with its register, or the list."""
        if options["kind"] in (OPERATIONS.code, MEASURES.code):
            return _grant(options["grant"])
        if options["kind"] == CONTACTS.code:
            return _list(options["list"])
        if options["kind"] != BUDGETS.code:
            return super().target(options)
        drafts = BudgetVersion.objects.select_related("grant").filter(state="draft")
        found = drafts.filter(grant__ref=options["grant"]).first()
        if found is None:
            raise CommandError(f"{options['grant'] or 'No grant'} has no draft budget. Begin one.")
        return found


def _grant(ref: str) -> Grant:
    found = Grant.objects.select_related("lead").filter(ref=ref).first()
    if found is None:
        raise CommandError(f"There is no grant {ref}. Give its reference with --grant.")
    return found


def _list(number: int) -> ContactList:
    found = ContactList.objects.select_related("organisation").filter(pk=number).first()
    if found is None:
        raise CommandError(
            f"There is no list {number}. Give the number that stands in the address of its page."
        )
    return found
