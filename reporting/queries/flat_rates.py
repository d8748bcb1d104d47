"""Flat-rate add-ons of a grant: their verified bases by partner, and what is booked (R-40, R-42).

Everything is cumulative, as the limits are (R-03): an add-on is worked out of all verified direct
cost and shared between the partners to the øre; what was booked before is subtracted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Q, Sum

from consortium.rules.money import ZERO, Base, split, split_cumulative
from grants.models import BudgetAmount, BudgetLine, Grant, GrantPartner
from grants.queries.budgets import budget_in_force
from grants.rules.flat_rates import (
    Costs,
    FlatRate,
    Kind,
    bases_of,
    capped,
    costs_of,
    flat_totals,
    rates_of,
)
from reporting.models import Expenditure, PartnerReport
from reporting.queries.funding import COUNTED, frozen_profile

OERE = Decimal("0.01")
Held = dict[tuple[int, str], tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Due:
    """What is still to be booked for one partner and rate: the add-on, and what budget allows."""

    amount: Decimal
    accepted: Decimal


def grant_rates(grant: Grant) -> tuple[FlatRate, ...]:
    """The flat rates of the grant letter; none for a grant of real cost only."""
    return rates_of(frozen_profile(grant))


def direct_costs(grant: Grant, rows: Q) -> dict[int, Costs]:
    """Verified direct cost of *rows* by partner (`GrantPartner.pk`), DKK."""
    sums: dict[int, dict[str, Decimal]] = {}
    found = (
        Expenditure.objects.filter(rows, grant=grant, state__in=COUNTED)
        .exclude(kind=Expenditure.FLAT)
        .order_by()
        .values("grant_partner_id", "line__kind")
        .annotate(total=Sum("accepted"))
    )
    for partner, kind, total in found.values_list("grant_partner_id", "line__kind", "total"):
        sums.setdefault(partner, {})[kind] = total
    return {partner: costs_of(kinds) for partner, kinds in sums.items()}


def booked(grant: Grant, rows: Q) -> Held:
    """(add-on, accepted) in DKK by partner and rate, as the flat-rate *rows* stand."""
    found = (
        Expenditure.objects.filter(rows, grant=grant, kind=Expenditure.FLAT, state__in=COUNTED)
        .order_by()
        .values("grant_partner_id", "booking_no")
        .annotate(whole=Sum("amount"), kept=Sum("accepted"))
    )
    return {
        (partner, kind): (whole, kept)
        for partner, kind, whole, kept in found.values_list(
            "grant_partner_id", "booking_no", "whole", "kept"
        )
    }


def flat_budget(grant: Grant, on: dt.date) -> Decimal:
    """What the budget in force gives all flat-rate lines together, DKK; they never flex (R-90)."""
    version = budget_in_force(grant, on)
    if version is None:
        return ZERO
    rows = BudgetAmount.objects.filter(version=version, line__kind=BudgetLine.FLAT)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def total_costs(costs: Mapping[int, Costs]) -> Costs:
    """The direct cost of all partners, DKK."""
    return Costs(
        sum((one.staff for one in costs.values()), ZERO),
        sum((one.other for one in costs.values()), ZERO),
        sum((one.participants for one in costs.values()), ZERO),
    )


def accepted_add_ons(grant: Grant, costs: Costs, on: dt.date) -> Decimal:
    """All add-ons that *costs* earn within the budget, DKK."""
    rates = grant_rates(grant)
    if not rates:
        return ZERO
    kept = capped(flat_totals(costs, rates).add_ons, flat_budget(grant, on))
    return sum(kept.values(), ZERO)


def lagging_add_ons(on: dt.date) -> list[Grant]:
    """Grants in force whose add-ons are not what the budget of the day *on* allows (R-90)."""
    found = []
    for grant in Grant.objects.filter(state__in=["accepted", "amended"]).order_by("pk"):
        if grant_rates(grant):
            rows = Expenditure.objects.filter(grant=grant, kind=Expenditure.FLAT)
            kept = rows.aggregate(total=Sum("accepted"))["total"] or ZERO
            if kept != accepted_add_ons(grant, total_costs(direct_costs(grant, Q())), on):
                found.append(grant)
    return found


def flat_rates_due(
    grant: Grant, inside: Q, elsewhere: Q, on: dt.date
) -> dict[tuple[int, Kind], Due]:
    """What is to be booked for direct cost of *inside*, when the rows of *elsewhere* are booked.

    The sums are shared by the partners' own bases (R-04).
    """
    rates = grant_rates(grant)
    costs = direct_costs(grant, inside)
    had = booked(grant, elsewhere)
    partners = list(GrantPartner.objects.filter(grant=grant).order_by("number"))
    add_ons = flat_totals(total_costs(costs), rates).add_ons
    kept = capped(add_ons, flat_budget(grant, on))
    found = {}
    for flat in rates:
        bases = [
            Base(partner.number, max(ZERO, _base(costs.get(partner.pk), flat, rates)))
            for partner in partners
        ]
        before = [had.get((partner.pk, flat.kind.value), (ZERO, ZERO)) for partner in partners]
        wholes = _followed(add_ons[flat.kind], bases, [whole for whole, _kept in before])
        accepted = _followed(kept[flat.kind], bases, [kept for _whole, kept in before])
        for partner, whole, part in zip(partners, wholes, accepted, strict=True):
            found[partner.pk, flat.kind] = Due(whole, part)
    return found


def _followed(total: Decimal, bases: Sequence[Base], had: Sequence[Decimal]) -> list[Decimal]:
    """What each gets of *total* beyond what it *had*: below zero where its base has fallen (R-42).

    Rounding alone takes nobody's øre back as long as the sum does not fall.
    """
    due = [part - before for part, before in zip(split(total, bases), had, strict=True)]
    return due if min(due) < -OERE else split_cumulative(total, bases, had)


def _base(costs: Costs | None, flat: FlatRate, rates: tuple[FlatRate, ...]) -> Decimal:
    return ZERO if costs is None else bases_of(costs, rates)[flat.kind]


def newest_reports(grant: Grant, inside: Q) -> dict[int, PartnerReport]:
    """By partner: the newest report that holds verified direct cost of *inside*."""
    newest = (
        Expenditure.objects.filter(inside, grant=grant, state__in=COUNTED)
        .exclude(kind=Expenditure.FLAT)
        .order_by()
        .values("grant_partner_id")
        .annotate(number=Max("report__period__number"))
    )
    wanted = dict(newest.values_list("grant_partner_id", "number"))
    reports = PartnerReport.objects.filter(grant_partner__in=wanted).select_related("period")
    return {
        report.grant_partner_id: report
        for report in reports
        if report.period.number == wanted[report.grant_partner_id]
    }
