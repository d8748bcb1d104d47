"""Anybody as a process of their own: reads deeds from stdin, does each at its instant.

One JSON object a line: in {"deed", "by", "at", "go", …} (*go* is the clock time to act at, the
rest is what the deed is about), out {"done"}, or {"code", "sentence"} of a refusal, or {"error"}.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django.setup()

from django.db import DatabaseError, connection  # noqa: E402

from consortium.models import User  # noqa: E402
from consortium.rules.refusals import Refused  # noqa: E402
from grants.actions.change_decisions import approve_change, reject_change  # noqa: E402
from grants.models import ChangeRequest, ReportingPeriod  # noqa: E402
from reporting.actions.claims import build_claim, check_claim, decide_claim  # noqa: E402
from reporting.actions.invoices import send_invoice  # noqa: E402
from reporting.actions.payments import book_payment  # noqa: E402
from reporting.actions.recoveries import settle_recovery  # noqa: E402
from reporting.actions.reopening import sign_reopening  # noqa: E402
from reporting.actions.verification import park_item, take_up_item  # noqa: E402
from reporting.models import (  # noqa: E402
    Claim,
    Expenditure,
    Invoice,
    PeriodReopening,
    Recovery,
)


def _park(asked: dict[str, Any], **when: Any) -> Any:
    return park_item(Expenditure.objects.get(pk=asked["item"]), reason="Bilag mangler.", **when)


def _take_up(asked: dict[str, Any], **when: Any) -> Any:
    item = Expenditure.objects.get(pk=asked["item"])
    return take_up_item(item, ReportingPeriod.objects.get(pk=asked["period"]), **when)


def _build(asked: dict[str, Any], **when: Any) -> Any:
    period = ReportingPeriod.objects.get(pk=asked["period"])
    return build_claim(period.grant, period, **when)


def _check(asked: dict[str, Any], **when: Any) -> Any:
    return check_claim(Claim.objects.get(pk=asked["claim"]), **when)


def _reopen(asked: dict[str, Any], **when: Any) -> Any:
    return sign_reopening(PeriodReopening.objects.get(pk=asked["reopening"]), **when)


def _settle(asked: dict[str, Any], **when: Any) -> Any:
    recovery = Recovery.objects.get(pk=asked["recovery"])
    day = when["at"].date()
    return settle_recovery(recovery, amount=Decimal(asked["amount"]), on=day, **when)


def _pay(asked: dict[str, Any], **when: Any) -> Any:
    claim = Claim.objects.get(pk=asked["claim"])
    return book_payment(
        claim,
        amount=claim.counted_payable,
        received_on=when["at"].date(),
        bank_ref="BANK",
        **when,
    )


def _decide(asked: dict[str, Any], **when: Any) -> Any:
    claim, day = Claim.objects.get(pk=asked["claim"]), when["at"].date()
    accepted = asked["answer"] == "yes"
    return decide_claim(claim, accepted=accepted, note="Se brevet.", on=day, **when)


def _decide_change(asked: dict[str, Any], **when: Any) -> Any:
    change, day = ChangeRequest.objects.get(pk=asked["change"]), when["at"].date()
    answer = approve_change if asked["answer"] == "yes" else reject_change
    return answer(change, on=day, note="Se brevet.", **when)


def _send_invoice(asked: dict[str, Any], **when: Any) -> Any:
    return send_invoice(Invoice.objects.get(pk=asked["invoice"]), **when)


DEEDS: dict[str, Callable[..., Any]] = {
    "park": _park,
    "take_up": _take_up,
    "build": _build,
    "check": _check,
    "reopen": _reopen,
    "settle": _settle,
    "pay": _pay,
    "decide": _decide,
    "decide_change": _decide_change,
    "send_invoice": _send_invoice,
}


def attempt(asked: dict[str, Any]) -> dict[str, str]:
    """Do the deed at the instant that all processes were told."""
    by = User.objects.get(pk=asked["by"])
    at = dt.datetime.fromisoformat(asked["at"])
    time.sleep(max(0.0, float(asked["go"]) - time.time()))
    try:
        done = DEEDS[asked["deed"]](asked, by=by, at=at)
    except Refused as refused:
        return {"code": refused.breaches[0].code, "sentence": str(refused)}
    except DatabaseError as error:
        return {"error": repr(error)}
    return {"done": str(done.pk)}


def main() -> None:
    connection.ensure_connection()
    print(json.dumps({"ready": os.getpid()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(attempt(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
