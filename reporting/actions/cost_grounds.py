"""What a cost rests on besides its own columns: its foreign amount, its valuation in kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from consortium.models.memory import add_rows
from consortium.rules.money import ZERO
from consortium.rules.spans import first_of_month
from grants.models import ExchangeRate
from grants.queries.currency import voucher_rates
from grants.rules.currency import BANK, MONTHLY, ForeignFacts, in_dkk
from reporting.models import Expenditure, ForeignAmount, InKindValuation
from reporting.rules.inkind import Valuation

Rates = Mapping[tuple[str, dt.date], ExchangeRate]


@dataclass(frozen=True)
class Foreign:
    """What an invoice says in another currency, and how it came into DKK (R-53)."""

    currency: str
    net: Decimal
    vat: Decimal = ZERO
    settlement: str = BANK


class Grounded(Protocol):
    """A cost as it is entered, as far as its grounds go."""

    @property
    def foreign(self) -> Foreign | None: ...
    @property
    def valuation(self) -> Valuation | None: ...
    @property
    def by_employee(self) -> bool: ...
    @property
    def payroll_ref(self) -> str: ...
    @property
    def paid_on(self) -> dt.date: ...


Entry = TypeVar("Entry", bound=Grounded)


def rates_for(entries: Sequence[Grounded]) -> Rates:
    """The monthly rates that the entries need, in one query; none if all are in DKK."""
    return voucher_rates(
        (entry.foreign.currency, entry.paid_on)
        for entry in entries
        if entry.foreign and entry.foreign.settlement == MONTHLY
    )


def rate_of(entry: Grounded, rates: Rates) -> ExchangeRate | None:
    """The rate of the month of payment, if the entry is counted at one."""
    if entry.foreign is None or entry.foreign.settlement != MONTHLY:
        return None
    return rates.get((entry.foreign.currency, first_of_month(entry.paid_on)))


def in_kroner(entry: Entry, rates: Rates) -> Entry:
    """The entry with its DKK worked out, where the monthly rate decides (R-53)."""
    rate = rate_of(entry, rates)
    foreign = entry.foreign
    if rate is None or foreign is None:
        return entry
    changes = {"net": in_dkk(foreign.net, rate.rate), "vat": in_dkk(foreign.vat, rate.rate)}
    return replace(entry, **changes)  # type: ignore[type-var]  # every entry is a dataclass


def foreign_facts(entry: Grounded, rates: Rates) -> ForeignFacts | None:
    """The entry's foreign amount as the rules look at it."""
    foreign = entry.foreign
    if foreign is None:
        return None
    rate = rate_of(entry, rates)
    return ForeignFacts(
        foreign.currency,
        foreign.net,
        foreign.vat,
        foreign.settlement,
        rate.rate if rate else None,
        entry.paid_on,
    )


def add_grounds(items: Sequence[Expenditure], entries: Sequence[Grounded], rates: Rates) -> None:
    """The grounds of new costs. Only called inside an action."""
    pairs = list(zip(items, entries, strict=True))
    foreign = [_foreign(item, entry, rates) for item, entry in pairs if entry.foreign]
    valued = [_valuation(item, entry) for item, entry in pairs if entry.valuation]
    if foreign:
        add_rows(foreign, ForeignAmount)
    if valued:
        add_rows(valued, InKindValuation)


def change_grounds(item: Expenditure, entry: Grounded, rates: Rates) -> None:
    """The grounds of a changed cost: kept, changed or taken away. Only called inside an action."""
    _change(ForeignAmount, item, _foreign(item, entry, rates) if entry.foreign else None)
    _change(InKindValuation, item, _valuation(item, entry) if entry.valuation else None)


def _change(model: Any, item: Expenditure, row: Any) -> None:
    known = model.objects.filter(expenditure=item).first()
    if row is not None:
        row.pk = known.pk if known is not None else None
        row.save()
    elif known is not None:
        known.delete()


def drop_grounds(item: Expenditure) -> None:
    """Take the grounds away with their cost. Only called inside an action."""
    _change(ForeignAmount, item, None)
    _change(InKindValuation, item, None)


def _foreign(item: Expenditure, entry: Grounded, rates: Rates) -> ForeignAmount:
    foreign, rate = entry.foreign, rate_of(entry, rates)
    assert foreign is not None
    return ForeignAmount(
        expenditure=item,
        currency=foreign.currency,
        net=foreign.net,
        vat=foreign.vat,
        settlement=foreign.settlement,
        exchange_rate=rate,
        rate=rate.rate if rate else None,
        rate_source=rate.source if rate else "",
        rate_published_on=rate.published_on if rate else None,
    )


def _valuation(item: Expenditure, entry: Grounded) -> InKindValuation:
    note = entry.valuation
    assert note is not None
    return InKindValuation(
        expenditure=item,
        contribution=note.contribution,
        method=note.method.strip(),
        source=note.source.strip(),
        valued_by=note.valued_by.strip(),
        work_hours=note.work_hours,
        hourly_pay=note.hourly_pay,
        third_party=note.third_party.strip(),
        third_party_cost=note.third_party_cost,
        by_employee=entry.by_employee,
        payroll_ref=entry.payroll_ref.strip(),
    )
