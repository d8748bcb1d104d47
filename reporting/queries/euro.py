"""The indicative EUR figure of a claim: which rate, of which month, from where (R-53)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Subquery
from django.utils import timezone

from consortium.rules.money import in_eur
from grants.queries.currency import accounting_rate, accounting_rates
from reporting.models import Claim

NAMES = ("rate", "month", "source", "published_on")


@dataclass(frozen=True)
class Indicative:
    """One rate of the Commission's accounts: DKK per EUR, with month, source and day."""

    rate: Decimal
    month: dt.date
    source: str
    published_on: dt.date

    def eur(self, dkk: Decimal) -> Decimal:
        """*dkk* in EUR, half up to the cent."""
        return in_eur(dkk, self.rate)


def indicative(on: dt.date) -> Indicative | None:
    """The rate for the day *on*: of its month, else the last one before that is entered."""
    rate = accounting_rate(on)
    if rate is None:
        return None
    return Indicative(rate.rate, rate.month, rate.source, rate.published_on)


def columns(on: dt.date) -> dict[str, Subquery]:
    """The same rate beside the rows of another query, so that a paper need not ask once more."""
    rate = accounting_rates(on)[:1]
    return {f"euro_{name}": Subquery(rate.values(name)) for name in NAMES}


def of_row(row: object) -> Indicative | None:
    """The rate that `columns` put beside *row*, if it did."""
    if getattr(row, "euro_rate", None) is None:
        return None
    return Indicative(**{name: getattr(row, f"euro_{name}") for name in NAMES})


def day_of(claim: Claim, today: dt.date) -> dt.date:
    """The day that stands for the authority's registration: its decision, else the submission."""
    if claim.decided_on is not None:
        return claim.decided_on
    return timezone.localdate(claim.submitted_at) if claim.submitted_at else today
