"""What one partner's statement is made of: its rows in a claim, its share, what it was paid."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from reporting.models import (
    Claim,
    ClaimShare,
    CoFinancingContribution,
    Disbursement,
    Expenditure,
    Query,
)
from reporting.queries.documents import COUNTED, Scope, counted


def reported_of(scope: Scope, partner: int) -> list[dict[str, Any]]:
    """One partner's reported cost by line, as decided: what is in the claim and what fell."""
    fell = Q(report__period=scope.period, state__in=["disallowed", "awaiting_budget"])
    rows = (
        Expenditure.objects.filter(grant=scope.grant, grant_partner_id=partner)
        .filter((scope.this & Q(state__in=COUNTED)) | fell)
        .order_by()
        .values(number=F("line__number"), da=F("line__name_da"), en=F("line__name_en"))
        .annotate(
            reported=Sum("amount"),
            refused=Sum("disallowed"),
            waits=Sum("awaiting"),
            verified=Sum("accepted"),
        )
    )
    found: Iterable[Any] = rows.order_by("number")
    return list(found)


def fallen_of(scope: Scope, partner: int) -> list[Expenditure]:
    """One partner's cost that was refused or waits for budget, with the reason."""
    return list(
        Expenditure.objects.filter(grant=scope.grant, grant_partner_id=partner)
        .filter(scope.this | Q(report__period=scope.period))
        .filter(Q(disallowed__gt=0) | Q(awaiting__gt=0))
        .select_related("line")
        .order_by("line__number", "voucher_no", "pk")
    )


def shares_of(claim: Claim | None) -> list[ClaimShare]:
    """The claim by partner."""
    return list(
        ClaimShare.objects.filter(claim=claim)
        .select_related("grant_partner__organisation")
        .order_by("grant_partner__number")
    )


def disbursements_of(claim: Claim | None, partner: int) -> list[Disbursement]:
    """What one partner has been paid of a claim."""
    return list(
        Disbursement.objects.filter(payment__claim=claim, grant_partner_id=partner)
        .select_related("payment")
        .order_by("pk")
    )


def contributions_of(scope: Scope, partner: int) -> list[tuple[str, str, Decimal]]:
    """(source, form, amount) that one partner brought in this claim, cost that is financing too."""
    own = CoFinancingContribution.objects.filter(
        scope.this, grant=scope.grant, grant_partner_id=partner, state__in=COUNTED
    )
    received = own.order_by().values("source", "form").annotate(given=Sum("amount"))
    spent = (
        counted(scope)
        .filter(scope.this, grant_partner_id=partner)
        .exclude(cofinancing_form="")
        .order_by()
        .values("cofinancing_source", "cofinancing_form")
        .annotate(given=Sum("accepted"))
    )
    return [
        *received.values_list("source", "form", "given"),
        *spent.values_list("cofinancing_source", "cofinancing_form", "given"),
    ]


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
