"""Budget against actual: one pass over the kept totals of the ledger, added up by the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from grants.models import BudgetAmount, BudgetVersion, FinancingCommitment, Grant
from reporting.models import CoFinancingContribution, LedgerTotal
from reporting.queries.funding import as_position, plus
from reporting.rules.funding import Position

DECIDED = frozenset({"verified", "claimed", "disallowed", "awaiting_budget", "parked"})
REPORTED = DECIDED | {"submitted", "query"}


@dataclass(frozen=True)
class LedgerRow:
    """One group of the ledger: what a partner reported on a line in one state, in DKK."""

    grant_partner_id: int
    line_id: int
    state: str
    cofinancing_form: str
    cofinancing_source: str
    amount: Decimal
    accepted: Decimal
    disallowed: Decimal
    awaiting: Decimal
    parked: Decimal


@dataclass
class Figures:
    """Approved, reported, verified, claimed and what follows from them, in DKK."""

    approved: Decimal = ZERO
    draft: Decimal = ZERO
    reported: Decimal = ZERO
    verified: Decimal = ZERO
    claimed: Decimal = ZERO
    disallowed: Decimal = ZERO
    awaiting: Decimal = ZERO
    parked: Decimal = ZERO

    @property
    def remaining(self) -> Decimal:
        """What is left of the approved budget after verified cost; may be negative."""
        return self.approved - self.verified

    @property
    def used_share(self) -> Decimal | None:
        """Verified cost as a share of the budget, or None where there is no budget."""
        return self.verified / self.approved if self.approved else None

    def flexibility_used(self, flex: Decimal) -> Decimal | None:
        """The part of the line's flexibility that overspending has used (R-90), 0 to 1."""
        if not self.approved or not flex:
            return None
        return max(ZERO, self.verified - self.approved) / (self.approved * flex)

    def join(self, other: Figures) -> None:
        """Count all of *other* in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def add(self, row: LedgerRow) -> None:
        """Count one group of the ledger in."""
        if row.state == "draft":
            self.draft += row.amount
            return
        self.reported += row.amount
        self.disallowed += row.disallowed
        self.awaiting += row.awaiting
        # A line that is taken up stays parked until it is decided on, as its queue says.
        if row.state in DECIDED:
            self.parked += row.parked
        if row.state in {"verified", "claimed"}:
            self.verified += row.accepted
        if row.state == "claimed":
            self.claimed += row.accepted


@dataclass
class Overview:
    """The lead's picture of a grant: totals by line, by partner, by both, and in all."""

    by_line: dict[int, Figures] = field(default_factory=dict)
    by_partner: dict[int, Figures] = field(default_factory=dict)
    by_both: dict[tuple[int, int], Figures] = field(default_factory=dict)
    # Verified cost that is financing as well: (source, form) → DKK.
    own_effort: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    total: Figures = field(default_factory=Figures)

    def cells(self, partner_id: int, line_id: int) -> tuple[Figures, ...]:
        """The four sums that a cell takes part in."""
        return (
            self.by_line.setdefault(line_id, Figures()),
            self.by_partner.setdefault(partner_id, Figures()),
            self.by_both.setdefault((partner_id, line_id), Figures()),
            self.total,
        )


def ledger_rows(grant: Grant) -> list[LedgerRow]:
    """The ledger of *grant* in groups, from the kept totals: as many whatever the rows are."""
    rows = (
        LedgerTotal.objects.filter(grant=grant)
        .values_list(
            "grant_partner_id", "line_id", "state", "cofinancing_form", "cofinancing_source"
        )
        .annotate(Sum("amount"), Sum("accepted"), Sum("disallowed"), Sum("awaiting"), Sum("parked"))
        .alias(held=Sum("items"))
        .filter(held__gt=0)
        .order_by()
    )
    return [LedgerRow(*row) for row in rows]


def budget_in_force(grant: Grant, on: dt.date) -> list[BudgetAmount]:
    """The cells of the newest budget approved by *on*, each with its line and version."""
    newest = version_in_force(grant, on)
    return list(BudgetAmount.objects.filter(version=newest).select_related("line", "version"))


def version_in_force(grant: Grant, on: dt.date) -> Any:
    """The key of the newest budget approved by *on*, to be asked with the rows that need it."""
    return (
        BudgetVersion.objects.filter(
            grant=grant, state__in=["approved", "superseded"], approved_on__lte=on
        )
        .order_by("-number")
        .values("pk")[:1]
    )


def overview(
    grant: Grant, budget: Iterable[BudgetAmount], rows: Iterable[LedgerRow] | None = None
) -> Overview:
    """Budget against actual of *grant*; *rows* may be those of a past day."""
    picture = Overview()
    for cell in budget:
        for figures in picture.cells(cell.grant_partner_id, cell.line_id):
            figures.approved += cell.amount
    for row in ledger_rows(grant) if rows is None else rows:
        for figures in picture.cells(row.grant_partner_id, row.line_id):
            figures.add(row)
        if row.cofinancing_form and row.state in {"verified", "claimed"}:
            source = (row.cofinancing_source, row.cofinancing_form)
            picture.own_effort[source] = picture.own_effort.get(source, ZERO) + row.accepted
    return picture


@dataclass(frozen=True)
class Received:
    """One source in one form: planned, received and reported, received and verified, in DKK."""

    source: str
    form: str
    planned: Decimal
    reported: Decimal
    verified: Decimal


def financing(grant: Grant, version: BudgetVersion | None) -> list[Received]:
    """The financing plan of *version* and the money received from others than the fund.

    One query for both, so that the overview stays within twelve.
    """
    nothing = Value(ZERO, output_field=MoneyField())
    plan = (
        FinancingCommitment.objects.filter(version=version)
        .values_list("source", "form")
        .annotate(planned=Sum("amount"), reported=nothing, verified=nothing)
        .order_by()
    )
    counted = Q(state__in=["verified", "claimed"])
    came = (
        CoFinancingContribution.objects.filter(grant=grant)
        .exclude(state="draft")
        .values_list("source", "form")
        .annotate(
            planned=nothing,
            reported=Sum("amount"),
            verified=Coalesce(Sum("amount", filter=counted), nothing),
        )
        .order_by()
    )
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for source, form, *amounts in plan.union(came, all=True):
        known = sums.setdefault((source, form), [ZERO, ZERO, ZERO])
        sums[(source, form)] = [one + more for one, more in zip(known, amounts, strict=True)]
    return [Received(source, form, *amounts) for (source, form), amounts in sums.items()]


def standing(picture: Overview, received: Iterable[Received], revenue: Decimal) -> Position:
    """The grant's position as verified today (symbols of rules.md 2.2)."""
    total = Position(TE=picture.total.verified - revenue)
    for (source, form), amount in picture.own_effort.items():
        # The cost itself is in the total already; its in-kind part still has to be known.
        part = as_position(form, source, amount, cost=amount)
        total = plus(total, replace(part, TE=ZERO))
    for one in received:
        total = plus(total, as_position(one.form, one.source, one.verified, cost=ZERO))
    return total
