"""A partner's user as a process of its own: saves a report's texts from the version it has read.

One JSON object a line: in {"report", "by", "at", "go", "version", "text"}, out {"saved"} or
{"code", "sentence"}.
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
from consortium.rules.editing import EditedFrom  # noqa: E402
from consortium.rules.refusals import Refused  # noqa: E402
from reporting.actions.reports import save_report_texts  # noqa: E402
from reporting.models import PartnerReport  # noqa: E402


def attempt(asked: dict[str, str]) -> dict[str, str]:
    """Save at the instant that both processes were told."""
    report = PartnerReport.objects.get(pk=asked["report"])
    by = User.objects.get(pk=asked["by"])
    time.sleep(max(0.0, float(asked["go"]) - time.time()))
    try:
        save_report_texts(
            report,
            progress_text=asked["text"],
            edited_from=EditedFrom(int(asked["version"])),
            by=by,
            at=dt.datetime.fromisoformat(asked["at"]),
        )
    except Refused as refused:
        return {"code": refused.breaches[0].code, "sentence": str(refused)}
    return {"saved": asked["text"]}


def main() -> None:
    connection.ensure_connection()
    print(json.dumps({"ready": os.getpid()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(attempt(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
