"""The key of the regional tasks that is in force, and the weights that a basis suggests (R-72)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Prefetch

from grants.models import BudgetVersion, Grant, GrantPartner, RegionalKey, RegionalKeyWeight
from grants.queries.budgets import APPROVED, partner_totals


def key_in_force(grant: Grant) -> RegionalKey | None:
    """The newest version of the key, with its weights."""
    weights = RegionalKeyWeight.objects.select_related("grant_partner__organisation").order_by(
        "grant_partner__number"
    )
    return (
        RegionalKey.objects.filter(grant=grant)
        .select_related("set_by")
        .prefetch_related(Prefetch("weights", weights))
        .order_by("number")
        .last()
    )


def budget_weights(grant: Grant) -> dict[int, Decimal]:
    """By partner: its part of the newest approved budget."""
    version = BudgetVersion.objects.filter(grant=grant, state__in=APPROVED).order_by("number")
    return partner_totals(version.last())


def partners_of(grant: Grant) -> list[GrantPartner]:
    """All partners, the lead first."""
    return list(grant.partners.select_related("organisation").order_by("number"))
