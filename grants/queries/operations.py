"""The register of related operations: its totals by list and currency, and who is ours in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from grants.models import Grant, RelatedOperation
from grants.rules.currency import DKK
from grants.rules.operations import OVER, ROUNDED, known_as
from grants.rules.profiles import RuleProfile


@dataclass(frozen=True)
class ListTotal:
    """One list in one currency: amounts of two currencies are never added up."""

    source: str
    currency: str
    operations: int
    total: Decimal
    # Of those that tell it, which are *supported*.
    fund_amount: Decimal | None
    supported: int
    rounded: int
    over: int


def list_totals(grant: Grant) -> list[ListTotal]:
    """The lists in the register of *grant*, added up by the database."""
    rows = RelatedOperation.objects.filter(grant=grant).order_by("source", "currency")
    found = rows.values("source", "currency").annotate(
        operations=Count("pk"),
        sum_total=Sum("total"),
        sum_fund=Sum("fund_amount"),
        supported=Count("fund_amount"),
        rounded=Count("pk", filter=Q(deviation=ROUNDED)),
        over=Count("pk", filter=Q(deviation=OVER)),
    )
    return [
        ListTotal(
            row["source"],
            row["currency"],
            row["operations"],
            row["sum_total"],
            row["sum_fund"],
            row["supported"],
            row["rounded"],
            row["over"],
        )
        for row in found
    ]


@dataclass(frozen=True)
class OurPartners:
    """The partners of a grant by what a list may call them: CVR number or name."""

    by_cvr: dict[str, str]
    by_name: dict[str, str]

    def partner(self, operation: RelatedOperation) -> str:
        """The partner that carries *operation* too, or ""."""
        by_cvr = self.by_cvr.get(operation.identifier, "") if operation.identifier else ""
        by_name = self.by_name.get(operation.beneficiary_key, "")
        return by_cvr or (by_name if operation.beneficiary_key else "")

    def among(self) -> Q:
        """The condition that picks their operations."""
        return Q(identifier__in=list(self.by_cvr)) | Q(beneficiary_key__in=list(self.by_name))


def our_partners(grant: Grant) -> OurPartners:
    """Who takes part in *grant*: where a list names one of them, money may come twice (R-60)."""
    organisations = [one.organisation for one in grant.partners.select_related("organisation")]
    by_cvr = {one.cvr: one.name for one in organisations if one.cvr}
    return OurPartners(by_cvr, {known_as(one.name): one.name for one in organisations})


def found_in(rows: QuerySet[RelatedOperation], words: str) -> QuerySet[RelatedOperation]:
    """*rows* whose beneficiary holds *words*, or whose number or name begins or reads so."""
    key = known_as(words)
    if not key:
        return rows
    return rows.filter(
        Q(beneficiary_key__contains=key)
        | Q(identifier__startswith=words.strip())
        | Q(name__icontains=words.strip())
    )


def cap_for(grant: Any, currency: str) -> tuple[Fraction | None, Decimal]:
    """The cap that a list in *currency* is measured at, and its authority's rounding (R-17).

    It is the grant's own, for Danish lists alone: other countries' programmes have caps of their
    own, which their lists do not tell.
    """
    profile = RuleProfile.from_json(grant.profile)
    return (profile.rate_cap if currency == DKK else None), profile.authority_rounding
