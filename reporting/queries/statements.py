"""What one partner's statement is made of: its rows in a claim, its share, what it was paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from reporting.models import Disbursement, Expenditure, Query
from reporting.queries.documents import COUNTED, ZERO, Scope
from reporting.queries.paper_rows import NAMED, Item, in_full

FELL = ("disallowed", "awaiting_budget", "parked")


@dataclass(frozen=True)
class Own:
    """One partner's rows: those that the claim declares, and those of the period's report."""

    claimed: list[Item]
    of_period: list[Item]

    @property
    def counted(self) -> list[Item]:
        """What the claim declares and the lead has verified."""
        return [one for one in self.claimed if one.row.state in COUNTED]

    @property
    def by_line(self) -> list[dict[str, Any]]:
        """Reported cost by line, as decided: what is in the claim and what fell."""
        also = [one for one in self.of_period if one.row.state in FELL]
        lines: dict[int, dict[str, Any]] = {}
        for row in {one.row.pk: one.row for one in (*self.counted, *also)}.values():
            line = row.line
            names = {"number": line.number, "da": line.name_da, "en": line.name_en}
            nothing = dict.fromkeys(("reported", "refused", "waits", "aside", "verified"), ZERO)
            known = lines.setdefault(line.number, {**names, **nothing})
            known["reported"] += row.amount
            known["refused"] += row.disallowed
            known["waits"] += row.awaiting
            known["aside"] += row.parked
            known["verified"] += row.accepted
        return [lines[number] for number in sorted(lines)]

    @property
    def refused(self) -> list[Expenditure]:
        """Cost that was refused, waits for budget or is parked, with the reason."""
        rows = {one.row.pk: one.row for one in (*self.claimed, *self.of_period)}.values()
        found = [row for row in rows if row.disallowed > 0 or row.awaiting > 0 or row.parked > 0]
        return sorted(found, key=lambda row: (row.line.number, row.voucher_no, row.pk))


def own_rows(scope: Scope, partner: int) -> Own:
    """The rows of *partner* that its statement on *scope* accounts for."""
    of_period = Q(report__period=scope.period)
    rows = (
        Expenditure.objects.filter(grant=scope.grant, grant_partner_id=partner)
        .filter(scope.this | of_period)
        .select_related(*NAMED)
        .annotate(
            is_this=ExpressionWrapper(scope.this, BooleanField()),
            is_of_period=ExpressionWrapper(of_period, BooleanField()),
        )
    )
    found: Iterable[Any] = in_full(rows)
    marked = [(one, one.row.is_this, one.row.is_of_period) for one in found]
    return Own(
        claimed=[one for one, is_this, _is_of_period in marked if is_this],
        of_period=[one for one, _is_this, is_of_period in marked if is_of_period],
    )


def disbursements_of(scope: Scope, partner: int) -> list[Disbursement]:
    """What one partner has been paid of the grant up to the claim, advances among it."""
    rows = Disbursement.objects.filter(
        payment__claim__grant=scope.grant, grant_partner_id=partner
    ).select_related("payment__claim")
    if scope.claim is not None:
        rows = rows.filter(payment__claim__number__lte=scope.claim.number)
    return list(rows.order_by("pk"))


def open_queries(scope: Scope, partner: int) -> list[Query]:
    """Questions about the partner's reports that are not closed."""
    return list(
        Query.objects.filter(
            report__grant_partner_id=partner,
            report__period__number__lte=scope.period.number,
            closed_at__isnull=True,
        )
        .select_related("expenditure")
        .order_by("due_on", "pk")
    )
