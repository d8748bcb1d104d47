"""Public money in the financing plan, which the fund's part is tested against (R-16)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from grants.models import BudgetVersion, FinancingCommitment, Grant
from partners.models import Organisation
from reporting.models import Claim
from reporting.queries.funding import frozen_profile
from reporting.queries.ledger import version_in_force
from reporting.rules.public_expenditure import check_public_expenditure


@dataclass(frozen=True)
class Allocated:
    """What the newest approved plan allocates of public money, the fund's own included; DKK."""

    version: BudgetVersion | None
    amount: Decimal


def allocated_public(grant: Grant, on: dt.date) -> Allocated:
    """The public money that the plan in force on *on* allocates to *grant*, in every form."""
    version = BudgetVersion.objects.filter(pk__in=version_in_force(grant, on)).first()
    if version is None:
        return Allocated(None, ZERO)
    rows = FinancingCommitment.objects.filter(version=version).exclude(
        source__in=["", Organisation.PRIVATE]
    )
    return Allocated(version, rows.aggregate(total=Sum("amount"))["total"] or ZERO)


def is_tested(claim: Claim) -> bool:
    """Whether the programme asks for the test; an advance claims no cost yet (R-16)."""
    return frozen_profile(claim.grant).public_expenditure_test and not claim.is_advance


def public_breaches(claim: Claim, entitled: Decimal, on: dt.date) -> list[Breach]:
    """What stands against *claim* with F = *entitled*."""
    if not is_tested(claim):
        return []
    return check_public_expenditure(entitled, allocated_public(claim.grant, on).amount)
