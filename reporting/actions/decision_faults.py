"""Why a line cannot be decided on, or its decision not be taken back (rules.md 3.1)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.models import Expenditure
from reporting.rules.reasons import DISALLOW_CODES


def worked_out(row: Expenditure) -> list[Breach]:
    """An add-on is decided by nobody: it follows the cost that it is taken of (R-42)."""
    if row.kind != Expenditure.FLAT:
        return []
    message = _(
        "%(voucher)s is a flat rate, worked out of verified cost. Decide on the cost that it is "
        "taken of, and it follows."
    )
    params = {"voucher": row.voucher_no}
    return [Breach("FLAT_RATE_FOLLOWS", message, row.voucher_no, params, "R-42")]


def stands(row: Expenditure) -> list[Breach]:
    """A correction is taken back by a reversal only, and what has been released counts once."""
    params: dict[str, object] = {"voucher": row.voucher_no, "released": released_of(row)}
    if row.kind in Expenditure.MIRRORS:
        message = _(
            "%(voucher)s was decided as a correction. If it is wrong, propose to take the "
            "correction back."
        )
        return [Breach("CORRECTION_STANDS", message, row.voucher_no, params, "W-04")]
    if params["released"]:
        message = _(
            "%(released)s kr. of %(voucher)s awaited budget and has been released since. Take the "
            "decision on the release back first."
        )
        return [Breach("RELEASED", message, row.voucher_no, params, "R-91")]
    return []


def released_of(row: Expenditure) -> Decimal:
    """What of *row* awaited budget and counts on a row of its own since (R-91)."""
    releases = row.corrections.filter(kind=Expenditure.CARRIED)
    total: Decimal | None = releases.aggregate(total=Sum("accepted"))["total"]
    return total or ZERO


def disallow_faults(whole: Decimal, amount: Decimal, code: str, reason: str) -> list[Breach]:
    """Why *amount* of *whole* cannot be disallowed with this code and reason."""
    found = []
    if not ZERO < amount <= whole:
        message = _("%(amount)s kr. cannot be disallowed of %(whole)s kr.")
        params = {"amount": amount, "whole": whole}
        found.append(Breach("AMOUNT_OUTSIDE", message, "amount", params, "R-80"))
    if code not in DISALLOW_CODES:
        message = _("“%(code)s” is no reason code.")
        found.append(Breach("CODE_UNKNOWN", message, "code", {"code": code}, "W-04"))
    if not reason.strip():
        message = _("Say why the cost is disallowed, so that the partner understands it.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="W-04"))
    return found
