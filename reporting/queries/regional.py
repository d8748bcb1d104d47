"""The cost of regional tasks by claim: the fund's share, and what each partner pays (R-72)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from consortium.rules.money import ZERO
from grants.models import Grant, GrantPartner, RegionalKey
from grants.queries.keys import key_in_force
from reporting.models import Claim, Expenditure
from reporting.rules.regional import RegionalShare, RegionalStep, regional_account

# A row that corrects a marked one, or takes that back, is of the same task.
IS_REGIONAL = (
    Q(regional__isnull=False)
    | Q(corrects__regional__isnull=False)
    | Q(corrects__corrects__regional__isnull=False)
)


@dataclass(frozen=True)
class RegionalClaim:
    """One claim with what its regional tasks cost, and how the rest is shared."""

    claim: Claim
    cost: Decimal
    share: RegionalShare

    def rows(self, partners: Sequence[GrantPartner]) -> list[RegionalRow]:
        """Each partner of the key with its working."""
        return [
            RegionalRow(
                partner,
                self.share.exact[partner.number],
                self.share.residue(partner.number),
                self.share.by_key[partner.number],
                self.share.now[partner.number],
                self.share.so_far[partner.number],
            )
            for partner in partners
            if partner.number in self.share.by_key
        ]


@dataclass(frozen=True)
class RegionalRow:
    """One partner's contribution at one claim, DKK."""

    partner: GrantPartner
    exact: Decimal
    residue: Decimal
    by_key: Decimal
    now: Decimal
    so_far: Decimal


@dataclass(frozen=True)
class RegionalAccount:
    """All claims of a grant by the key in force; without a key there is nothing to share by."""

    key: RegionalKey | None
    partners: Sequence[GrantPartner]
    claims: Sequence[RegionalClaim]
    unclaimed: Decimal


def regional_rows(grant: Grant) -> QuerySet[Expenditure]:
    """Every verified row of a regional task."""
    return Expenditure.objects.filter(IS_REGIONAL, grant=grant, state__in=["verified", "claimed"])


def regional_of(grant: Grant) -> RegionalAccount:
    """What the regional tasks of *grant* have cost, claim by claim."""
    key = key_in_force(grant)
    claims = list(
        Claim.objects.filter(grant=grant, is_advance=False)
        .binding()
        .select_related("period")
        .order_by("number")
    )
    sums: dict[int | None, Decimal] = dict(
        regional_rows(grant)
        .order_by()
        .values("claim")
        .annotate(total=Sum("accepted"))
        .values_list("claim", "total")
    )
    bound = {claim.pk for claim in claims}
    unclaimed = sum((total for claim, total in sums.items() if claim not in bound), ZERO)
    weights = list(key.weights.all()) if key else []
    partners = [one.grant_partner for one in weights]
    if not weights:
        return RegionalAccount(key, partners, [], unclaimed + sum(_claimed(sums, bound), ZERO))
    steps, cost = [], ZERO
    for claim in claims:
        cost += sums.get(claim.pk, ZERO)
        steps.append(RegionalStep(cost, claim.entitlement, claim.total_eligible))
    shares = regional_account(steps, {one.grant_partner.number: one.weight for one in weights})
    found = [
        RegionalClaim(claim, sums.get(claim.pk, ZERO), share)
        for claim, share in zip(claims, shares, strict=True)
    ]
    return RegionalAccount(key, partners, found, unclaimed)


def _claimed(sums: dict[int | None, Decimal], bound: set[int]) -> list[Decimal]:
    return [total for claim, total in sums.items() if claim in bound]


def contribution_at(
    claims: Sequence[Claim],
    cost_by_claim: Mapping[int, Decimal],
    members: Sequence[tuple[GrantPartner, Decimal]],
    number: int,
) -> RegionalRow | None:
    """What the partner *number* contributes at the last of *claims*; None outside the key."""
    partners = [partner for partner, _weight in members]
    if not claims or number not in {one.number for one in partners}:
        return None
    steps, cost = [], ZERO
    for claim in claims:
        cost += cost_by_claim.get(claim.pk, ZERO)
        steps.append(RegionalStep(cost, claim.entitlement, claim.total_eligible))
    shares = regional_account(steps, {one.number: weight for one, weight in members})
    last = RegionalClaim(claims[-1], cost_by_claim.get(claims[-1].pk, ZERO), shares[-1])
    return next(row for row in last.rows(partners) if row.partner.number == number)


def markable_rows(grant: Grant, *, text: str = "", only: str = "") -> QuerySet[Expenditure]:
    """Verified costs that may be marked as regional tasks, and those that are."""
    rows = Expenditure.objects.filter(
        grant=grant, state__in=["verified", "claimed"], corrects__isnull=True
    ).select_related("grant_partner__organisation", "report__period", "regional__task")
    if text:
        named = Q(text__icontains=text) | Q(supplier__icontains=text)
        rows = rows.filter(named | Q(voucher_no__iexact=text))
    if only:
        rows = rows.filter(regional__isnull=only == "unmarked")
    return rows.order_by("grant_partner__number", "report__period__number", "pk")
