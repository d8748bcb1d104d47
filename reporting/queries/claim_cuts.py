"""What the funder cut out of claims, and what a claim comes to as accepted (W-06)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet, Sum

from consortium.rules.money import ZERO
from reporting.models import Claim, Correction
from reporting.queries.funding import (
    as_position,
    binding_claims,
    frozen_profile,
    funding_terms,
    paid_so_far,
    plus,
    position,
)
from reporting.rules.funding import Position, entitlement, payable


@dataclass(frozen=True)
class Accepted:
    """A claim as the funder accepts it, DKK: F, what it adds, and what falls due."""

    entitlement: Decimal
    amount: Decimal
    payable: Decimal


def cuts_taken_up(claim: Claim) -> dict[int, Decimal]:
    """By partner: cuts of earlier claims whose corrections stand in *claim*, with their add-ons."""
    return _by_partner(_cuts(claim).filter(row__claim=claim.pk))


def cuts_out_of(claim: Claim) -> dict[int, Decimal]:
    """By partner: what the funder cut out of *claim* itself, with its add-ons, above zero."""
    return _by_partner(_cuts(claim).filter(result__claim=claim.pk))


def accepted_figures(claim: Claim) -> Accepted:
    """What *claim* comes to with the cuts that its own figures do not hold yet.

    These are its own, and those of earlier claims that were decided after this one was sent.
    Without any it is what was asked for, to the øre.
    """
    earlier = [one for one in binding_claims(claim.grant) if one.number < claim.number]
    keys = [*(one.pk for one in earlier), claim.pk]
    cuts = list(_not_held_by(keys, claim))
    if claim.is_advance or not cuts:
        return Accepted(claim.entitlement, claim.amount, claim.payable)
    stands = position(claim.grant, keys)
    for cut in cuts:
        item = cut.original
        fall = -cut.amount
        form, source = item.cofinancing_form, item.cofinancing_source
        stands = plus(stands, as_position(form, source, fall, cost=fall))
        # The cost takes its add-on with it.
        stands = plus(stands, Position(TE=(cut.te_effect or fall) - fall))
    terms = replace(
        funding_terms(claim.grant, final=claim.is_final),
        rate=Fraction(claim.rate_numerator, claim.rate_denominator),
        cancelled=claim.cancelled + sum((cut.cancelled for cut in cuts), ZERO),
    )
    owed = entitlement(stands, terms).entitlement
    profile = frozen_profile(claim.grant)
    due = payable(
        owed,
        claim.grant.amount,
        paid_so_far(earlier),
        interim_limit=profile.interim_limit,
        retention_pct=profile.retention_pct,
        final=claim.is_final,
    )
    before = sum((one.counted_amount for one in earlier), ZERO)
    return Accepted(owed, owed - before, due.payment)


def _cuts(claim: Claim) -> QuerySet[Correction]:
    return Correction.objects.filter(grant=claim.grant_id, result__isnull=False)


def _not_held_by(keys: list[int], claim: Claim) -> QuerySet[Correction]:
    """Cuts of this claim or an earlier one whose row none of the claims *keys* holds."""
    return (
        _cuts(claim)
        .filter(result__claim__number__lte=claim.number)
        .exclude(row__claim__in=keys)
        .select_related("original")
        .order_by("number")
    )


def _by_partner(cuts: QuerySet[Correction]) -> dict[int, Decimal]:
    rows = cuts.order_by().values("original__grant_partner_id").annotate(total=Sum("te_effect"))
    found = rows.values_list("original__grant_partner_id", "total")
    return {partner: -(total or ZERO) for partner, total in found}
