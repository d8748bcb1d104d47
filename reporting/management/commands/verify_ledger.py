"""`manage.py verify_ledger [--grant REF] [--json] [--since-seal] [--head CHAIN:NUMBER:SHA256]`.

Is every figure whole, every memory true?
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from consortium.exchange.papers import look
from consortium.queries.texts import sentence_text
from consortium.rules.chain import PaperHead
from consortium.rules.hashing import plain
from grants.models import Grant
from reporting.documents.recomputed import ALL_CHECKS
from reporting.queries.checks.base import Fault
from reporting.queries.checks.catalogue import Answer, answers
from reporting.queries.checks.chain import SINCE_SEAL, heads_on_paper


class Command(BaseCommand):
    """Prints each check with ok or its faulty rows; exit status 1 if one has faults."""

    help = "Run the check-list of rules.md 4.4, the event chain and all sums."
    # Whether the pages work is no matter to an auditor who asks whether the figures are whole.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One grant or everything; text or JSON lines."""
        parser.add_argument("--grant", metavar="REF", help="only this grant")
        parser.add_argument("--json", action="store_true", help="one JSON object a check")
        parser.add_argument(
            "--since-seal", action="store_true", help="only the events since each chain's last seal"
        )
        parser.add_argument(
            "--head",
            metavar="CHAIN:NUMBER:SHA256",
            action="append",
            default=[],
            help="what the title block of a paper copy says of the chain of events",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run, print as it goes, and fail if anything is wrong."""
        grant = _grant(options["grant"])
        checks = [SINCE_SEAL] if options["since_seal"] else [*ALL_CHECKS]
        if options["head"]:
            checks.append(heads_on_paper([_head(text) for text in options["head"]]))
        faulty = 0
        for answer in answers(grant, checks, look):
            faulty += not answer.is_ok
            for line in [_json(answer)] if options["json"] else _lines(answer):
                self.stdout.write(line)
        if faulty:
            raise SystemExit(1)


def _grant(ref: str | None) -> Grant | None:
    if not ref:
        return None
    grant = Grant.objects.filter(ref=ref).first()
    if grant is None:
        raise CommandError(f"There is no grant {ref}.", returncode=2)
    return grant


def _head(text: str) -> PaperHead:
    try:
        return PaperHead.read(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not CHAIN:NUMBER:SHA256.", returncode=2) from error


def _lines(answer: Answer) -> list[str]:
    verdict = "ok" if answer.is_ok else gettext("FAULT")
    head = f"{answer.check.code}  {verdict:<5}  {gettext(answer.check.title)}"
    return [
        head,
        *(f"      {_place(fault)}: {sentence_text(fault.breach)}" for fault in answer.faults),
    ]


def _place(fault: Fault) -> str:
    return f"{fault.table} {fault.row}".strip()


def _json(answer: Answer) -> str:
    return json.dumps(
        {
            "check": answer.check.code,
            "title": answer.check.title,
            "ok": answer.is_ok,
            "faults": [
                {
                    "table": fault.table,
                    "row": fault.row,
                    "sentence": sentence_text(fault.breach),
                    "params": {name: _plain(value) for name, value in fault.params.items()},
                }
                for fault in answer.faults
            ],
        },
        ensure_ascii=False,
    )


def _plain(value: object) -> Any:
    try:
        return plain(value)
    except TypeError:
        return str(value)
