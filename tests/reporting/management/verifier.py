"""Runs `verify_ledger --json` on one data folder after another.

    python -m tests.reporting.management.verifier

A folder a line comes in, a JSON object with *status* and *said* a line goes out. Each folder gets a
process of its own, forked from one that has loaded everything and opened no database: what dozens
of altered copies cost is then their verifying, not the same start over and over.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from io import StringIO
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from reporting.management.commands import verify_ledger  # noqa: E402


def verified(folder: str) -> str:
    """What the command says of the ledger and files in *folder*, and its exit status."""
    connection.settings_dict["NAME"] = str(Path(folder) / "konsortium.sqlite3")
    settings.MEDIA_ROOT = Path(folder) / "media"
    out, status = StringIO(), 0
    try:
        call_command(verify_ledger.Command(), "--json", stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return json.dumps({"status": status, "said": out.getvalue()})


def main() -> None:
    """Answer until nobody asks any more."""
    while line := sys.stdin.readline():
        # The child writes the answer itself and ends at once, with nothing of ours to tidy up.
        if (child := os.fork()) == 0:
            try:
                answer = verified(line.strip())
            except Exception:  # whatever it is: who asks is told that there is no answer
                traceback.print_exc()
                answer = json.dumps({"status": 2, "said": ""})
            os.write(1, answer.encode() + b"\n")
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
