"""Every paper of the demo, in every format: what `make run` leaves in out/."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consortium.queries.clock import now
from grants.models import Grant
from reporting.documents.choosing import edition_of
from reporting.documents.editions import FORMATS, Edition
from reporting.documents.operation_list import list_csv, list_json, operations_table
from reporting.documents.parts import (
    AUTHORITY,
    CLAIM,
    FINAL,
    PARTNER_STATEMENT,
    PERIODLESS,
    REGION,
    accounts_for_claim,
    kinds_of,
)
from reporting.documents.rendering import render
from reporting.exchange.invoice_paper import FORMATS as INVOICE_FORMATS
from reporting.exchange.invoice_paper import file_name, render_invoice
from reporting.models import Claim, Invoice, ReportSnapshot
from reporting.queries.invoices import frozen_facts

WORKERS = 2
LANGUAGES = ("da", "en")
Order = tuple[Edition, str, str]


class Command(BaseCommand):
    """Write the reports of every grant."""

    help = "Write every report of every claimed period and every paper sent, in all formats."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and in which language."""
        parser.add_argument("--out", required=True, type=Path, help="the folder to write to")
        parser.add_argument("--language", choices=LANGUAGES, help="left out: both")

    def handle(self, *args: Any, **options: Any) -> None:
        """Gather the figures here, render them in two processes."""
        folder = Path(options["out"])
        folder.mkdir(parents=True, exist_ok=True)
        asked = options["language"]
        editions = [
            edition
            for grant in Grant.objects.select_related("fund", "lead").order_by("ref")
            for language in ([asked] if asked else LANGUAGES)
            for edition in editions_of(grant, language)
        ]
        if not editions:
            raise CommandError("No grant has a claim or a paper of its own yet: nothing to report.")
        orders: list[Order] = [
            (edition, format_, str(folder / edition.file_name(format_)))
            for edition in sorted(editions, key=_weight, reverse=True)
            for format_ in FORMATS
        ]
        # The workers draw only; the database belongs to this process.
        with ProcessPoolExecutor(
            WORKERS, mp_context=get_context("spawn"), initializer=django.setup
        ) as pool:
            paths = sorted(pool.map(write, orders))
        paths += write_public_list(folder)
        paths += write_invoices(folder)
        for path in paths:
            self.stdout.write(path)


def editions_of(grant: Grant, language: str) -> list[Edition]:
    """Claim, authority and region for each claimed period, the final report; the last statements.

    Papers of the grant as a whole stand once, where the profile has them, and those that account
    for no claim for every period that they were sent for.
    """
    claims = list(
        Claim.objects.filter(grant=grant)
        .exclude(state__in=[*Claim.OPEN_STATES, "rejected"])
        .select_related("period")
        .order_by("number")
    )
    wanted = [(kind, claim.period, None) for claim in claims for kind in (CLAIM, AUTHORITY, REGION)]
    partners = grant.partners.select_related("organisation", "grant__fund", "grant__lead")
    if claims:
        # What the final report would say today, until it is sent.
        begun = grant.periods.filter(starts_on__lte=timezone.localdate(now()))
        wanted.append((FINAL, begun.order_by("number")[len(begun) - 1], None))
    statements = [(PARTNER_STATEMENT, claims[-1].period, one) for one in partners] if claims else []
    at = now()
    found = [
        edition_of(kind, grant, period, partner, language=language, at=at)
        for kind, period, partner in [*wanted, *statements]
    ]
    whole = [kind for kind in kinds_of(grant.profile_code) if kind in PERIODLESS]
    found += [edition_of(kind, grant, None, None, language=language, at=at) for kind in whole]
    found += [
        edition_of(one.kind, grant, one.period, None, language=language, at=at)
        for one in sent_without_claim(grant)
    ]
    return [edition for edition in found if edition is not None]


def sent_without_claim(grant: Grant) -> list[ReportSnapshot]:
    """The first edition of each status and evaluation that was sent, by period."""
    kinds = [
        kind
        for kind in kinds_of(grant.profile_code)
        if kind not in PERIODLESS and not accounts_for_claim(kind)
    ]
    rows = ReportSnapshot.objects.filter(grant=grant, kind__in=kinds, version=1)
    return list(rows.select_related("period").order_by("period__number", "kind"))


def write_public_list(folder: Path) -> list[str]:
    """The public list of operations, which is nobody's paper: CSV in both languages, and JSON."""
    table = operations_table()
    texts = {f"operations-{language}.csv": list_csv(table, language) for language in LANGUAGES}
    texts["operations.json"] = list_json(table)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in texts]


def write_invoices(folder: Path) -> list[str]:
    """Every invoice and credit note that was sent, as it is posted and as it is printed (5.3)."""
    paths = []
    for invoice in Invoice.objects.exclude(number=None).order_by("number"):
        facts = frozen_facts(invoice)
        for format_ in INVOICE_FORMATS:
            path = folder / file_name(facts, format_)
            path.write_bytes(render_invoice(facts, invoice.sha256, format_))
            paths.append(str(path))
    return paths


def write(order: Order) -> str:
    """Render one file, in a worker."""
    edition, format_, path = order
    Path(path).write_bytes(render(edition, format_))
    return path


def _weight(edition: Edition) -> int:
    return len(edition.body)
