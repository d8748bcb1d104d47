"""The register of contracts with what has been paid under each (rules.md 5.1 T9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from grants.models import Grant
from grants.rules.profiles import RuleProfile
from reporting.models import Expenditure, ProcurementContract
from reporting.rules.procurement import warnings_of

COUNTED = ("verified", "claimed")


@dataclass(frozen=True)
class Contract:
    """A contract with the accepted cost under it, and what a reader should know of it."""

    row: ProcurementContract
    paid: Decimal
    warnings: list[Breach]


def contracts_of(grant: Grant, rows: QuerySet[ProcurementContract] | None = None) -> list[Contract]:
    """Every contract of *grant*, or those of *rows*, in the order of their numbers."""
    profile = RuleProfile.from_json(grant.profile)
    wanted = ProcurementContract.objects.filter(grant=grant) if rows is None else rows
    found: Iterable[Any] = (
        wanted.select_related("grant_partner__organisation", "file")
        .annotate(paid=Sum("costs__expenditure__accepted", filter=_counts()))
        .order_by("number")
    )
    return [_contract(row, row.paid or ZERO, profile) for row in found]


def _counts() -> Q:
    return Q(costs__expenditure__state__in=COUNTED)


def _contract(row: ProcurementContract, paid: Decimal, profile: RuleProfile) -> Contract:
    warnings = warnings_of(
        value=row.value,
        procedure=row.procedure,
        threshold=row.threshold,
        market_check_from=profile.market_check_from,
        has_file=row.file_id is not None,
        has_reason=bool(row.reason.strip()),
        paid=paid,
    )
    return Contract(row, paid, warnings)


def costs_to_tie(contract: ProcurementContract) -> QuerySet[Expenditure]:
    """Vouchers of the contract's partner that no other contract holds."""
    return (
        Expenditure.objects.filter(
            grant_partner=contract.grant_partner_id, kind=Expenditure.VOUCHER
        )
        .filter(Q(contract_cost=None) | Q(contract_cost__contract=contract))
        .order_by("-invoice_date", "voucher_no")
    )
