"""Which exchange rate counts: of the month for vouchers, the latest known for the EUR view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from consortium.rules.spans import first_of_month
from grants.models import ExchangeRate, Grant
from grants.rules.currency import ACCOUNTING_RATE, EUR, VOUCHER_RATE
from grants.rules.profiles import RuleProfile


def voucher_rates(months: Iterable[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], ExchangeRate]:
    """The rate in force of each (currency, month of payment) that has one, in one query."""
    wanted = {(currency, first_of_month(month)) for currency, month in months}
    if not wanted:
        return {}
    rows = ExchangeRate.objects.in_force().filter(
        kind=VOUCHER_RATE,
        currency__in={currency for currency, _month in wanted},
        month__in={month for _currency, month in wanted},
    )
    return {(row.currency, row.month): row for row in rows}


def accounting_rates(on: dt.date) -> QuerySet[ExchangeRate]:
    """The Commission's rates of DKK up to the month of *on*, the newest first."""
    rows = ExchangeRate.objects.in_force().filter(
        kind=ACCOUNTING_RATE, currency=EUR, month__lte=first_of_month(on)
    )
    return rows.order_by("-month")


def accounting_rate(on: dt.date) -> ExchangeRate | None:
    """The Commission's rate of the month of *on*; if it is not entered, of the last one before."""
    return accounting_rates(on).first()


def dkk_per_eur(grant: Grant, profile: RuleProfile) -> Decimal:
    """The rate of the EUR lines (R-50): of the letter's month, else the frozen profile's own.

    One operation is on one side of a line for good, so its letter decides and not the day's rate.
    """
    rate = accounting_rate(grant.offered_on)
    return rate.rate if rate else profile.dkk_per_eur
