"""A parked line's way through the periods, told the same at every place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from reporting.models import Expenditure
from reporting.queries.parking import trail


@dataclass(frozen=True)
class Stop:
    """One place of the line: its period, what was decided there, and the way to it."""

    item: Expenditure
    url: str
    is_here: bool

    @property
    def parked(self) -> Decimal:
        """What lies aside at this place; a row that took the line up has nothing aside."""
        parked: Decimal = self.item.parked
        return max(parked, Decimal(0))


def stops_of(item: Expenditure, address: str, *, only_sent: bool) -> list[Stop]:
    """The places of *item* and of every row that has taken it up, oldest first.

    *address* is the page of one line; with *only_sent* a report that is still with the partner has
    no such page.
    """
    return [
        Stop(
            row,
            ""
            if row.pk == item.pk or (only_sent and row.report.submitted_at is None)
            else reverse(address, args=[row.report_id, row.pk]),
            row.pk == item.pk,
        )
        for row in trail(item)
    ]


def family_of(item: Expenditure, stops: list[Stop]) -> list[int]:
    """The keys of all rows of the line: its files and questions belong to all of them."""
    return [stop.item.pk for stop in stops] or [item.pk]
