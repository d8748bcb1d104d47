"""Instalments of a municipal agreement: half at the start, the rest at the end (R-73, C27).

Money in DKK.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import ZERO, as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

AT_START = 1
AT_END = 2


@dataclass(frozen=True)
class Granted:
    """What the agreement gives one activity in one year."""

    activity: str
    year: int
    amount: Decimal


@dataclass(frozen=True)
class Instalment:
    """One invoice to send: the *number* is 1 at the activity's start and 2 at its end."""

    activity: str
    year: int
    number: int
    amount: Decimal


def halves(total: Decimal) -> tuple[Decimal, Decimal]:
    """Return the first instalment, `d(total / 2)`, and the second, the rest (R-73)."""
    first = cents_down(as_fraction(total) / 2)
    return first, total - first


def instalments(agreement: Iterable[Granted]) -> list[Instalment]:
    """Return both instalments of every activity and year, in the agreement's order."""
    return [
        Instalment(granted.activity, granted.year, number, amount)
        for granted in agreement
        for number, amount in zip((AT_START, AT_END), halves(granted.amount), strict=True)
    ]


def totals_by_year(agreement: Iterable[Granted]) -> dict[int, Decimal]:
    """Return what the agreement gives each year."""
    totals: dict[int, Decimal] = {}
    for granted in agreement:
        totals[granted.year] = totals.get(granted.year, ZERO) + granted.amount
    return totals


def outstanding(agreement: Sequence[Granted], invoiced: Iterable[Instalment], year: int) -> Decimal:
    """Return what is granted for *year* and not invoiced yet."""
    sent = sum((instalment.amount for instalment in invoiced if instalment.year == year), ZERO)
    return totals_by_year(agreement).get(year, ZERO) - sent


def check_invoices(agreement: Sequence[Granted], invoiced: Iterable[Instalment]) -> list[Breach]:
    """Find activities and years that were invoiced beyond their grant (rules.md 5.3)."""
    sent: dict[tuple[str, int], Decimal] = {}
    for instalment in invoiced:
        key = (instalment.activity, instalment.year)
        sent[key] = sent.get(key, ZERO) + instalment.amount
    granted: dict[tuple[str, int], Decimal] = {}
    for line in agreement:
        key = (line.activity, line.year)
        granted[key] = granted.get(key, ZERO) + line.amount
    message = _(
        "%(activity)s %(year)s is invoiced with %(sent)s and granted %(granted)s; credit the "
        "%(excess)s above the grant."
    )
    return [
        Breach(
            "INVOICED_OVER_GRANT",
            message,
            activity,
            {
                "activity": activity,
                "year": year,
                "sent": amount,
                "granted": limit,
                "excess": amount - limit,
            },
            "R-73",
        )
        for (activity, year), amount in sent.items()
        if amount > (limit := granted.get((activity, year), ZERO))
    ]


def unspent(granted: Granted, used: Decimal) -> list[Breach]:
    """Flag money that an activity did not use; the second instalment stays as agreed (C27).

    The agreement has no rule that takes the money back, so this is a flag and no refusal.
    """
    left = granted.amount - used
    if left <= 0:
        return []
    message = _("%(activity)s has used DKK %(used)s of DKK %(granted)s; DKK %(left)s is unspent.")
    params = {
        "activity": granted.activity,
        "used": used,
        "granted": granted.amount,
        "left": left,
    }
    return [Breach("UNSPENT", message, granted.activity, params, "R-73")]
