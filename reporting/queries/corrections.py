"""What a correction does to the fund's money (R-81, R-82, R-84)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from consortium.rules.money import ZERO
from grants.models import BudgetVersion, Grant
from grants.rules.flat_rates import Costs, costs_of
from reporting.models import Correction, Expenditure, Recovery
from reporting.queries.flat_rates import (
    accepted_add_ons,
    booked,
    direct_costs,
    grant_rates,
    total_costs,
)
from reporting.queries.funding import (
    as_position,
    binding_claims,
    funding_terms,
    paid_so_far,
    plus,
    position,
)
from reporting.rules import corrections as rules
from reporting.rules.funding import Position

MOST_ROWS = 500
BOOKED = ("booked", "recovered", "written_off")
DECLARED = frozenset({"submitted", "accepted", "partly_accepted", "paid"})


def left_to_fall(grant: Grant, rows: Sequence[Expenditure]) -> dict[int, Decimal]:
    """By key: what is left of each accepted cost after the corrections that stand or may come."""
    fallen = dict(
        Correction.objects.filter(grant=grant, original__in=rows, reverses__isnull=True)
        .exclude(reversal__state__in=BOOKED)
        .order_by()
        .values("original")
        .annotate(total=Sum("amount"))
        .values_list("original", "total")
    )
    return {row.pk: row.accepted - fallen.get(row.pk, ZERO) for row in rows}


def claimed_position(grant: Grant) -> Position:
    """The position of all binding claims, less what was corrected since."""
    claims = binding_claims(grant)
    found = position(grant, [claim.pk for claim in claims])
    pending = (
        Expenditure.objects.filter(grant=grant, kind__in=Expenditure.MIRRORS, state="verified")
        .exclude(claim__in=[claim.pk for claim in claims])
        .order_by()
        .values("cofinancing_form", "cofinancing_source")
        .annotate(total=Sum("accepted"))
    )
    for form, source, total in pending.values_list(
        "cofinancing_form", "cofinancing_source", "total"
    ):
        found = plus(found, as_position(form, source, total, cost=total))
    return plus(found, Position(TE=_add_ons_to_fall(grant, [claim.pk for claim in claims])))


def _claimed_costs(grant: Grant, claims: list[int]) -> Costs:
    """Direct cost of *claims*, less what was corrected since: the base of the add-ons."""
    rows = Q(claim__in=claims) | Q(kind__in=Expenditure.MIRRORS, state="verified")
    return total_costs(direct_costs(grant, rows))


def _add_ons_to_fall(grant: Grant, claims: list[int]) -> Decimal:
    """How far the claimed add-ons move with the corrections booked since (R-81)."""
    if not grant_rates(grant):
        return ZERO
    on = _day_of(grant)
    claimed = booked(grant, Q(claim__in=claims))
    now = accepted_add_ons(grant, _claimed_costs(grant, claims), on)
    return now - sum((kept for _whole, kept in claimed.values()), ZERO)


def _moved_add_ons(grant: Grant, kind: str, change: Decimal) -> Decimal:
    """How far the add-ons move when cost of a line's *kind* changes, DKK (R-81, C24)."""
    if not grant_rates(grant):
        return ZERO
    on = _day_of(grant)
    costs = _claimed_costs(grant, [claim.pk for claim in binding_claims(grant)])
    more = costs_of({kind: change})
    after = Costs(
        costs.staff + more.staff,
        costs.other + more.other,
        costs.participants + more.participants,
    )
    return accepted_add_ons(grant, after, on) - accepted_add_ons(grant, costs, on)


def _day_of(grant: Grant) -> dt.date:
    """The day whose budget limits the add-ons: the newest budget's first, or the project's."""
    newest = (
        BudgetVersion.objects.filter(grant=grant, state="approved")
        .order_by("effective_from")
        .last()
    )
    return (
        max(newest.effective_from, newest.approved_on or newest.effective_from)
        if newest
        else grant.starts_on
    )


def correction_effect(grant: Grant, correction: Correction) -> rules.Correction:
    """What *correction* will do; irregular cost that was declared loses its support (R-82)."""
    old, taken_back = correction.original, correction.reverses
    before = claimed_position(grant)
    amount = -correction.amount if taken_back is None else correction.amount
    moved = as_position(old.cofinancing_form, old.cofinancing_source, amount, cost=amount)
    moved = plus(moved, Position(TE=_moved_add_ons(grant, old.line.kind, amount)))
    claims = binding_claims(grant)
    is_final = any(claim.is_final for claim in claims)
    terms = funding_terms(grant, final=is_final)
    if taken_back is not None:
        cancelled = taken_back.cancelled
        return rules.take_back(before, plus(before, moved), terms, cancelled=cancelled)
    is_declared = old.claim is not None and old.claim.state in DECLARED
    return rules.correct(
        before,
        plus(before, moved),
        terms,
        declared=correction.is_irregular and is_declared,
    )


def recovery_due(grant: Grant, effect: rules.Correction) -> Decimal:
    """What is to come back for this correction alone, on top of what was demanded before.

    Never more than the entitlement falls by: what was paid ahead of cost is no fault of this cost.
    """
    paid = paid_so_far([claim for claim in binding_claims(grant) if claim.state == "paid"])
    rows = Recovery.objects.filter(
        correction__grant=grant, correction__row__state="verified", dropped_on__isnull=True
    ).aggregate(total=Sum("amount"))
    due = effect.recovery(paid) - (rows["total"] or ZERO)
    return max(ZERO, min(due, -effect.fund_effect))


@dataclass(frozen=True)
class Supplier:
    """Who was paid for claimed cost: what a flat correction is about."""

    cvr: str
    name: str
    rows: int
    accepted: Decimal

    @property
    def key(self) -> str:
        """How a page names it."""
        return f"{self.cvr}|{self.name}"


def claimed_suppliers(grant: Grant) -> list[Supplier]:
    """Everybody with claimed vouchers in *grant*, by name."""
    rows = (
        Expenditure.objects.filter(grant=grant, kind=Expenditure.VOUCHER, state="claimed")
        .order_by()
        .values("supplier_cvr", "supplier")
        .annotate(rows=Count("pk"), total=Sum("accepted"))
    )
    found = [
        Supplier(*row) for row in rows.values_list("supplier_cvr", "supplier", "rows", "total")
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.cvr))


def rows_of_supplier(grant: Grant, supplier: Supplier) -> list[Expenditure]:
    """The claimed vouchers of one supplier, at most as many as one page can hold."""
    return list(
        Expenditure.objects.filter(
            grant=grant,
            kind=Expenditure.VOUCHER,
            state="claimed",
            supplier_cvr=supplier.cvr,
            supplier=supplier.name,
        )
        .select_related("grant_partner__organisation", "grant", "report__period")
        .order_by("invoice_date", "pk")[:MOST_ROWS]
    )
