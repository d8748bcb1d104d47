"""`manage.py export_audit_package --grant REF --out FILE.zip`: all an auditor needs (A-36)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grants.models import Grant
from reporting.exchange.package import write_package


class Command(BaseCommand):
    """Write the audit package of a grant; exit status 1 if a voucher of it is lost."""

    help = "Write one ZIP with reports, rows, history, events and vouchers, and its own verify.py."

    def add_arguments(self, parser: CommandParser) -> None:
        """The seam of design.md 5."""
        parser.add_argument("--grant", required=True, metavar="REF", help="the grant's reference")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.zip")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, and print what a letter to the auditor says of it."""
        grant = Grant.objects.filter(ref=options["grant"]).first()
        if grant is None:
            raise CommandError(f"There is no grant {options['grant']}.", returncode=2)
        out: Path = options["out"]
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("w+b") as stream:
            packed = write_package(grant, stream)
        self.stdout.write(
            f"{out}: {packed.files} files, {packed.size} bytes unpacked\n"
            f"chain head {packed.head}\n"
            f"SHA-256 of the manifest {packed.manifest_sha256}"
        )
        if packed.lost:
            raise CommandError(f"{packed.lost} vouchers are lost: see vouchers/index.csv.")
