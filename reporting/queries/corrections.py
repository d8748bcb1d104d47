"""What a correction does to the fund's money (R-81, R-82, R-84)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Q, Sum

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

DECLARED = frozenset({"submitted", "accepted", "partly_accepted", "paid"})


def claimed_position(grant: Grant) -> Position:
    """The position of all binding claims, less what was corrected since."""
    claims = binding_claims(grant)
    found = position(grant, [claim.pk for claim in claims])
    pending = (
        Expenditure.objects.filter(grant=grant, kind=Expenditure.CORRECTION, state="verified")
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
    rows = Q(claim__in=claims) | Q(kind=Expenditure.CORRECTION, state="verified")
    return total_costs(direct_costs(grant, rows))


def _add_ons_to_fall(grant: Grant, claims: list[int]) -> Decimal:
    """How far the claimed add-ons move with the corrections booked since (R-81)."""
    if not grant_rates(grant):
        return ZERO
    on = _day_of(grant)
    claimed = booked(grant, Q(claim__in=claims))
    now = accepted_add_ons(grant, _claimed_costs(grant, claims), on)
    return now - sum((kept for _whole, kept in claimed.values()), ZERO)


def _fall_of_add_ons(grant: Grant, correction: Correction) -> Decimal:
    """How far the add-ons fall when *correction* leaves their base, DKK (R-81, C24)."""
    if not grant_rates(grant):
        return ZERO
    on = _day_of(grant)
    costs = _claimed_costs(grant, [claim.pk for claim in binding_claims(grant)])
    cut = costs_of({correction.original.line.kind: correction.amount})
    after = Costs(
        costs.staff - cut.staff, costs.other - cut.other, costs.participants - cut.participants
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
    old = correction.original
    before = claimed_position(grant)
    fall = as_position(
        old.cofinancing_form, old.cofinancing_source, -correction.amount, cost=-correction.amount
    )
    fall = plus(fall, Position(TE=_fall_of_add_ons(grant, correction)))
    claims = binding_claims(grant)
    is_final = any(claim.is_final for claim in claims)
    is_declared = old.claim is not None and old.claim.state in DECLARED
    return rules.correct(
        before,
        plus(before, fall),
        funding_terms(grant, final=is_final),
        declared=correction.is_irregular and is_declared,
    )


def recovery_due(grant: Grant, effect: rules.Correction) -> Decimal:
    """What is to come back for this correction alone, on top of what was demanded before."""
    paid = paid_so_far([claim for claim in binding_claims(grant) if claim.state == "paid"])
    rows = Recovery.objects.filter(
        correction__grant=grant, correction__row__state="verified"
    ).aggregate(total=Sum("amount"))
    return max(ZERO, effect.recovery(paid) - (rows["total"] or ZERO))
