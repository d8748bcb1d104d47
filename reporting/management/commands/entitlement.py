"""`manage.py entitlement`: the money engine as a calculator over lines of JSON (design.md 5.1)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.rules.calculator import answer


class Command(BaseCommand):
    """Read one question a line from standard input, write one answer a line, in the same order."""

    help = "Answer JSON lines with the limits, the entitlement and the claim they leave."
    # Nothing here touches the database or the pages, so the command starts without their checks.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every line that is not blank.

        Raises CommandError (exit status 1) at the end if any line had no answer.
        """
        bad = 0
        for line in _lines():
            result = answer(line)
            bad += "error" in result
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        if bad:
            raise CommandError(f"Lines without an answer: {bad}; each says why.")


def _lines() -> Iterator[str]:
    # Read as bytes, so that one badly encoded line spoils only itself.
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").removeprefix("\ufeff").strip()
        if line:
            yield line
