"""What a claim would be from the rows as they stand, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from consortium.rules.money import ZERO, Base, as_fraction, cents_down, split
from grants.models import (
    BudgetAmount,
    Grant,
    GrantPartner,
    PartnershipAgreement,
    ReportingPeriod,
)
from reporting.models import (
    Claim,
    ClaimShare,
    CoFinancingContribution,
    Expenditure,
    PartnerReport,
    Revenue,
)
from reporting.queries.claim_cuts import cuts_taken_up
from reporting.queries.funding import (
    VERIFIED_REPORTS,
    Standing,
    binding_claims,
    frozen_profile,
    funding_terms,
    paid_so_far,
    standing,
)
from reporting.rules.distribution import split_with_caps
from reporting.rules.funding import (
    Entitlement,
    Payable,
    Terms,
    advance_of,
    entitlement,
    payable,
)


@dataclass(frozen=True)
class Figures:
    """Everything that a claim stores, worked out from rows."""

    terms: Terms
    standing: Standing
    result: Entitlement
    claimed_before: Decimal
    payable: Payable

    @property
    def amount(self) -> Decimal:
        """What is claimed now; below zero it is a recovery."""
        return self.result.claim(self.claimed_before)


def claim_figures(grant: Grant, claim: Claim) -> Figures:
    """What *claim* comes to with its own rows on top of the claims that bind before it."""
    earlier = [one for one in binding_claims(grant) if one.pk != claim.pk]
    terms = funding_terms(grant, final=claim.is_final)
    stands = standing(grant, [one.pk for one in earlier], claim.pk)
    result = entitlement(stands.position, terms)
    profile = frozen_profile(grant)
    due = payable(
        result.entitlement,
        grant.amount,
        paid_so_far(earlier),
        interim_limit=profile.interim_limit,
        retention_pct=profile.retention_pct,
        final=claim.is_final,
    )
    if claim.is_advance:
        due = Payable(advance_of(grant.amount, profile.advance), ZERO)
    before = sum((one.counted_amount for one in earlier), ZERO)
    return Figures(terms, stands, result, before, due)


def claimable_costs(grant: Grant, period: ReportingPeriod) -> QuerySet[Expenditure]:
    """Verified rows that no claim holds: of verified reports, and what the lead has booked.

    A correction lowers the entitlement from the day it is booked, so the next claim takes it up
    wherever its row was put (R-80).
    """
    return Expenditure.objects.filter(
        Q(kind__in=Expenditure.MIRRORS)
        | (
            (Q(report__state__in=VERIFIED_REPORTS) | Q(kind=Expenditure.CARRIED))
            & Q(report__period__number__lte=period.number)
        ),
        grant=grant,
        claim__isnull=True,
        state="verified",
    ).exclude(kind=Expenditure.FLAT)


def waiting_corrections(grant: Grant) -> QuerySet[Expenditure]:
    """Corrections that are booked and that no claim has taken up."""
    return Expenditure.objects.filter(
        grant=grant, kind__in=Expenditure.MIRRORS, claim__isnull=True, state="verified"
    )


def claimable_contributions(
    grant: Grant, period: ReportingPeriod
) -> QuerySet[CoFinancingContribution]:
    """Verified co-financing that no claim holds."""
    return CoFinancingContribution.objects.filter(
        grant=grant,
        claim__isnull=True,
        state="verified",
        report__state__in=VERIFIED_REPORTS,
        report__period__number__lte=period.number,
    )


def claimable_revenue(grant: Grant, period: ReportingPeriod) -> QuerySet[Revenue]:
    """Revenue of verified reports that no claim holds."""
    return Revenue.objects.filter(
        claim__isnull=True,
        report__grant_partner__grant=grant,
        report__state__in=VERIFIED_REPORTS,
        report__period__number__lte=period.number,
    )


@dataclass(frozen=True)
class Share:
    """One partner's part of a claim: cut to whole øre, then the residue it got (R-04)."""

    partner: GrantPartner
    eligible: Decimal
    exact: Decimal
    amount: Decimal

    @property
    def residue(self) -> Decimal:
        """The øre that the largest remainder added."""
        return self.amount - self.exact


def share_caps(grant: Grant) -> dict[int, Fraction]:
    """By partner: the highest share of its own cost that its agreement allows (R-15)."""
    rows = PartnershipAgreement.objects.filter(
        grant_partner__grant=grant, share_cap_pct__isnull=False
    )
    return {one.grant_partner_id: as_fraction(one.share_cap_pct) / 100 for one in rows}


def split_by_cost(
    amount: Decimal,
    partners: Sequence[GrantPartner],
    cost: dict[int, Decimal],
    caps: Mapping[int, Fraction] | None = None,
) -> list[Share]:
    """Split *amount* by the partners' cost; a partner whose cost fell has no part in a gain.

    A negative amount is split over those whose cost fell. Without any cost the lead carries all.
    *caps* are shares of own cost that a partner may not pass; what they cut off goes to the
    others, and to the lead what nobody may have (R-15).
    """
    weights = shared_by(amount, partners, cost)
    whole = sum(weights, ZERO)
    bases = [
        Base(partner.number, weight) for partner, weight in zip(partners, weights, strict=True)
    ]
    amounts = split(amount, bases)
    if caps and amount > 0:
        amounts = _capped(amount, partners, bases, cost, caps)
    return [
        Share(partner, cost.get(partner.pk, ZERO), _cut(amount, weight, whole), part)
        for partner, weight, part in zip(partners, weights, amounts, strict=True)
    ]


def shared_by(
    amount: Decimal, partners: Sequence[GrantPartner], cost: dict[int, Decimal]
) -> list[Decimal]:
    """What each partner's cost counts in a split of *amount* (see `split_by_cost`)."""
    sign = -1 if amount < 0 and any(value < 0 for value in cost.values()) else 1
    weights = [max(ZERO, sign * cost.get(partner.pk, ZERO)) for partner in partners]
    return weights if any(weights) else [Decimal(int(partner.is_lead)) for partner in partners]


def _capped(
    amount: Decimal,
    partners: Sequence[GrantPartner],
    bases: Sequence[Base],
    cost: dict[int, Decimal],
    caps: Mapping[int, Fraction],
) -> list[Decimal]:
    highest = [
        cents_down(as_fraction(max(ZERO, cost.get(one.pk, ZERO))) * caps[one.pk])
        if one.pk in caps
        else None
        for one in partners
    ]
    amounts, left = split_with_caps(amount, bases, highest)
    return [
        part + left if one.is_lead else part for one, part in zip(partners, amounts, strict=True)
    ]


def _cut(amount: Decimal, weight: Decimal, whole: Decimal) -> Decimal:
    exact = cents_down(Fraction(abs(amount)) * Fraction(weight) / Fraction(whole))
    return exact if amount >= 0 else -exact


def split_weights(claim: Claim, cost: dict[int, Decimal]) -> dict[int, Decimal]:
    """What *claim* is shared by: its cost, without what the funder cut out of earlier claims.

    A cut was taken out of its own claim's payment when it was decided; counted again here it would
    cost its partner twice (W-06).
    """
    return plus_by_partner(cost, cuts_taken_up(claim))


def plus_by_partner(cost: dict[int, Decimal], more: dict[int, Decimal]) -> dict[int, Decimal]:
    """Two sums by partner, added up."""
    return {key: cost.get(key, ZERO) + more.get(key, ZERO) for key in {*cost, *more}}


def stored_shares(claim: Claim) -> list[Share]:
    """The split as it was stored with the claim, with its working."""
    shares = list(
        ClaimShare.objects.filter(claim=claim)
        .select_related("grant_partner__organisation")
        .order_by("grant_partner__number")
    )
    cost = split_weights(claim, {share.grant_partner_id: share.eligible for share in shares})
    worked = split_by_cost(claim.amount, [share.grant_partner for share in shares], cost)
    return [
        Share(one.partner, share.eligible, one.exact, share.amount)
        for one, share in zip(worked, shares, strict=True)
    ]


def missing_partners(grant: Grant, period: ReportingPeriod) -> list[GrantPartner]:
    """Partners with an agreement whose report of *period* has not been verified."""
    there = PartnerReport.objects.filter(period=period, state__in=VERIFIED_REPORTS)
    return list(
        grant.partners.filter(agreement__state="active", agreement__starts_on__lte=period.ends_on)
        .exclude(pk__in=there.values("grant_partner"))
        .select_related("organisation")
        .order_by("number")
    )


def budget_by_partner(grant: Grant) -> dict[int, Decimal]:
    """Each partner's part of the newest approved budget."""
    found: dict[int, Decimal] = {}
    rows = BudgetAmount.objects.filter(version__grant=grant, version__state="approved")
    for partner, amount in rows.order_by().values_list("grant_partner_id", "amount"):
        found[partner] = found.get(partner, ZERO) + amount
    return found


def claim_content(claim: Claim, shares: Sequence[ClaimShare]) -> dict[str, Any]:
    """What the claim's hash stands for: its figures, its split, and whom they are about."""
    names = (
        *("number", "is_final", "is_advance", "total_eligible", "in_kind", "public_support"),
        *("in_kind_public", "other_financing", "cancelled", "rate_numerator"),
        *("rate_denominator", "limit_1", "limit_2", "limit_3", "limit_4", "limit_5", "binding"),
        *("entitlement", "claimed_before", "amount", "payable", "not_yet_due", "unfinanced"),
        "new_eligible",
    )
    return {
        "grant": claim.grant.ref,
        "period": claim.period.number,
        "figures": {name: getattr(claim, name) for name in names},
        "shares": [
            {"partner": one.grant_partner_id, "eligible": one.eligible, "amount": one.amount}
            for one in sorted(shares, key=lambda share: share.grant_partner_id)
        ],
    }
