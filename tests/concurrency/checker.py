"""A lead controller as a process of its own: reads claims from stdin, checks each at its instant.

One JSON object a line: in {"claim", "by", "at", "go"} (*go* is the clock time to act at), out
{"state"} or {"code", "sentence"}.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django.setup()

from django.db import connection  # noqa: E402

from consortium.models import User  # noqa: E402
from consortium.rules.refusals import Refused  # noqa: E402
from reporting.actions.claims import check_claim  # noqa: E402
from reporting.models import Claim  # noqa: E402


def attempt(asked: dict[str, str]) -> dict[str, str]:
    """Check the claim at the instant that both processes were told."""
    claim = Claim.objects.get(pk=asked["claim"])
    by = User.objects.get(pk=asked["by"])
    time.sleep(max(0.0, float(asked["go"]) - time.time()))
    try:
        checked = check_claim(claim, by=by, at=dt.datetime.fromisoformat(asked["at"]))
    except Refused as refused:
        return {"code": refused.breaches[0].code, "sentence": str(refused)}
    return {"state": checked.state}


def main() -> None:
    connection.ensure_connection()
    print(json.dumps({"ready": os.getpid()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(attempt(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
