"""Purchases that an auditor asks about: twins, split purchases, suppliers in common (4.2, A-11).

Each answer is a question to the papers; nothing is refused and nothing is a proof.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consortium.rules.money import ZERO

PRINT, AMOUNT, NUMBER = "fingerprint", "amount", "number"
# A shorter invoice number, such as 12, says nothing between two suppliers.
TELLING = 4


@dataclass(frozen=True)
class Bill:
    """An invoice as the screens look at it; *net* and *gross* in DKK."""

    key: int
    partner: int
    supplier: str
    cvr: str
    invoice_no: str
    day: date
    net: Decimal
    gross: Decimal
    fingerprint: str = ""
    share_pct: Decimal = Decimal(100)

    @property
    def seller(self) -> str:
        """Who sold, however it is spelled: the CVR number, else the name."""
        return seller_of(self.supplier, self.cvr)

    @property
    def number(self) -> str:
        """The invoice number without blanks, signs, capitals and leading zeros (R-60)."""
        return number_of(self.invoice_no)


@dataclass(frozen=True)
class Twins:
    """Invoices that may be one and the same, and why."""

    reason: str
    bills: tuple[Bill, ...]

    @property
    def gross(self) -> Decimal:
        """All of them together."""
        return sum((bill.gross for bill in self.bills), ZERO)

    @property
    def share_pct(self) -> Decimal:
        """What is financed in all; up to 100 per cent is one invoice that was shared."""
        return sum((bill.share_pct for bill in self.bills), Decimal(0))


@dataclass(frozen=True)
class Split:
    """Purchases of one partner from one supplier that together pass the limit."""

    bills: tuple[Bill, ...]

    @property
    def net(self) -> Decimal:
        """All of them together."""
        return sum((bill.net for bill in self.bills), ZERO)


@dataclass(frozen=True)
class Sold:
    """What one supplier sold to one partner: *number* invoices, *net* in DKK."""

    supplier: str
    cvr: str
    partner: int
    number: int
    net: Decimal


@dataclass(frozen=True)
class Shared:
    """A supplier of more than one partner, and what it sold to each."""

    sales: tuple[Sold, ...]

    @property
    def partners(self) -> int:
        """How many partners bought."""
        return len({one.partner for one in self.sales})

    @property
    def number(self) -> int:
        """How many invoices."""
        return sum(one.number for one in self.sales)

    @property
    def net(self) -> Decimal:
        """All of it together."""
        return sum((one.net for one in self.sales), ZERO)


def seller_of(supplier: str, cvr: str) -> str:
    """The digits of the CVR number, or else the letters and digits of the name."""
    number = re.sub(r"\D", "", cvr)
    return number or re.sub(r"[\W_]", "", supplier.casefold())


def number_of(invoice_no: str) -> str:
    """The invoice number as two spellings of it are compared."""
    return re.sub(r"[\W_]", "", invoice_no.casefold()).lstrip("0")


def duplicates(bills: Iterable[Bill], days: int) -> list[Twins]:
    """Groups of *bills* that look like one: the surest reason of each group alone is told.

    The same fingerprint; the same supplier and amount within *days*; the same invoice number of
    one supplier, or of several with the same amount.
    """
    known = list(bills)
    found = [
        *(Twins(PRINT, group) for group in _groups(known, lambda bill: bill.fingerprint)),
        *(Twins(AMOUNT, run) for run in _close(known, days)),
        *(Twins(NUMBER, group) for group in _groups(known, _numbered)),
        *(Twins(NUMBER, group) for group in _groups(known, _same_number_and_amount)),
    ]
    told: list[Twins] = []
    seen: list[frozenset[int]] = []
    for twins in found:
        keys = frozenset(bill.key for bill in twins.bills)
        if not any(keys <= other for other in seen):
            told.append(twins)
            seen.append(keys)
    return told


def _numbered(bill: Bill) -> Hashable:
    return (bill.seller, bill.number) if bill.seller and bill.number else ""


def _same_number_and_amount(bill: Bill) -> Hashable:
    return (bill.number, bill.gross) if len(bill.number) >= TELLING else ""


def _groups(bills: Iterable[Bill], key: Callable[[Bill], Hashable]) -> list[tuple[Bill, ...]]:
    groups: defaultdict[Hashable, list[Bill]] = defaultdict(list)
    for bill in bills:
        if (name := key(bill)) != "":
            groups[name].append(bill)
    return [_in_order(group) for group in groups.values() if len(group) > 1]


def _close(bills: Iterable[Bill], days: int) -> list[tuple[Bill, ...]]:
    """Runs of the same seller and amount, each within *days* of the one before."""
    alike = _groups(bills, lambda bill: (bill.seller, bill.gross) if bill.seller else "")
    runs = []
    for group in alike:
        run = [group[0]]
        for bill in group[1:]:
            if (bill.day - run[-1].day).days > days:
                runs.append(tuple(run))
                run = []
            run.append(bill)
        runs.append(tuple(run))
    return [run for run in runs if len(run) > 1]


def _in_order(bills: Iterable[Bill]) -> tuple[Bill, ...]:
    return tuple(sorted(bills, key=lambda bill: (bill.day, bill.key)))


def split_purchases(bills: Iterable[Bill], limit: Decimal, days: int) -> list[Split]:
    """Runs of purchases of one partner from one supplier: each at most *limit*, all above it.

    A run begins with a purchase and holds what follows within *days*; none stands in two runs.
    """
    small = (bill for bill in bills if ZERO < bill.net <= limit)
    found = []
    for group in _groups(small, lambda bill: (bill.partner, bill.seller) if bill.seller else ""):
        start = 0
        while start < len(group):
            end = start + _within(group[start:], days)
            run = group[start:end]
            if len(run) > 1 and sum((bill.net for bill in run), ZERO) > limit:
                found.append(Split(run))
                start = end
            else:
                start += 1
    return found


def _within(bills: Sequence[Bill], days: int) -> int:
    first = bills[0].day
    return sum((bill.day - first).days <= days for bill in bills)


def shared_suppliers(sales: Iterable[Sold]) -> list[Shared]:
    """Suppliers that sold to more than one partner, the largest sum first."""
    groups: defaultdict[str, list[Sold]] = defaultdict(list)
    for one in sales:
        if seller := seller_of(one.supplier, one.cvr):
            groups[seller].append(one)
    ordered = (sorted(group, key=lambda one: (-one.net, one.partner)) for group in groups.values())
    several = [one for one in map(Shared, map(tuple, ordered)) if one.partners > 1]
    return sorted(several, key=lambda one: (-one.net, one.sales[0].supplier))
