"""Copies of where a grant stands and of what is planned, for the what-if. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from consortium.rules.money import ZERO
from grants.models import FUND_SOURCE, FinancingCommitment, Grant
from grants.rules.flat_rates import Costs, costs_of
from grants.rules.profiles import CAP_RATE
from partners.models import Organisation
from reporting.models import CoFinancingContribution, Expenditure
from reporting.queries import ledger
from reporting.queries.corrections import DECLARED
from reporting.queries.flat_rates import (
    accepted_add_ons,
    direct_costs,
    grant_rates,
    total_costs,
)
from reporting.queries.funding import (
    COUNTED,
    binding_claims,
    frozen_profile,
    funding_terms,
    standing,
)
from reporting.rules.funding import Position
from reporting.rules.whatif import (
    DISALLOWED,
    IN_KIND,
    NOTHING,
    STAFF_TIME,
    Case,
    Hypothesis,
    moved,
    part_of,
)

Given = dict[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Copy:
    """A case with what each partner holds of it, and what each has promised and not yet given."""

    case: Case
    by_partner: dict[int, Position]
    promised: dict[int, Position]


def copy_of_today(grant: Grant) -> Copy:
    """As verified today. What is only promised is no part of it."""
    now = standing(grant)
    return Copy(_case(grant, now.position, final=False), now.position_by_partner, {})


def copy_of_plan(grant: Grant, on: dt.date) -> Copy:
    """As it ends if all goes by the approved budget and its financing plan, with L5 tested."""
    budget = ledger.budget_in_force(grant, on)
    version = budget[0].version if budget else None
    plan = list(FinancingCommitment.objects.filter(version=version).exclude(source=FUND_SOURCE))
    cost: dict[int, Decimal] = {}
    for cell in budget:
        cost[cell.grant_partner_id] = cost.get(cell.grant_partner_id, ZERO) + cell.amount
    whole = Position(TE=sum(cost.values(), ZERO))
    parts = {key: Position(TE=amount) for key, amount in cost.items()}
    promised: dict[int, Position] = {}
    documented = _documented(grant)
    for one in plan:
        gives = _financing(one.source, one.form, one.amount)
        whole = moved(whole, gives, 1)
        key = one.grant_partner_id
        if key is None:
            continue
        parts[key] = moved(parts.get(key, NOTHING), gives, 1)
        left = max(ZERO, one.amount - documented.get(key, {}).get((one.source, one.form), ZERO))
        rest = part_of(left, one.form, is_public=is_public(one.source))
        promised[key] = moved(promised.get(key, NOTHING), rest, 1)
    return Copy(_case(grant, whole, final=True), parts, promised)


def item_as_hypothesis(item: Expenditure, on: dt.date) -> Hypothesis:
    """The cost *item* disallowed, with its add-on; if it was declared, its support is cancelled."""
    return Hypothesis(
        DISALLOWED,
        item.accepted,
        item.cofinancing_form,
        is_public=is_public(item.cofinancing_source),
        declared=item.claim is not None and item.claim.state in DECLARED,
        add_on=_add_on_of(item, on),
    )


def _add_on_of(item: Expenditure, on: dt.date) -> Decimal:
    """How far the grant's add-ons would fall with *item*, within the budget of the day *on*."""
    grant = item.grant
    if item.state not in COUNTED or not grant_rates(grant):
        return ZERO
    now = total_costs(direct_costs(grant, Q()))
    fallen = costs_of({item.line.kind: item.accepted})
    rest = Costs(
        now.staff - fallen.staff,
        now.other - fallen.other,
        now.participants - fallen.participants,
    )
    return accepted_add_ons(grant, now, on) - accepted_add_ons(grant, rest, on)


def is_public(source: str) -> bool:
    """Whether money of *source* is public support."""
    return source not in ("", Organisation.PRIVATE)


def _financing(source: str, form: str, amount: Decimal) -> Position:
    """What a commitment is besides cost: its cost stands in the budget already."""
    part = part_of(amount, form, is_public=is_public(source))
    return Position(TE=ZERO, IK=part.IK, P=part.P, IKpub=part.IKpub, X=part.X)


def _case(grant: Grant, position: Position, *, final: bool) -> Case:
    profile = frozen_profile(grant)
    claimed = sum((one.counted_amount for one in binding_claims(grant)), ZERO)
    fixed = profile.rate_basis == CAP_RATE
    cap = None if fixed else profile.highest_rate_cap
    return Case(position, funding_terms(grant, final=final), grant.budget, claimed, cap)


def _documented(grant: Grant) -> dict[int, Given]:
    """By partner: what has come and is verified, by source and form."""
    came = (
        CoFinancingContribution.objects.filter(grant=grant, state__in=COUNTED)
        .order_by()
        .values_list("grant_partner_id", "source", "form")
        .annotate(Sum("amount"))
    )
    spent = (
        Expenditure.objects.filter(
            grant=grant, state__in=COUNTED, cofinancing_form__in=[STAFF_TIME, IN_KIND]
        )
        .order_by()
        .values_list("grant_partner_id", "cofinancing_source", "cofinancing_form")
        .annotate(Sum("accepted"))
    )
    rows: Sequence[tuple[int, str, str, Decimal]] = list(came.union(spent, all=True))
    found: dict[int, Given] = {}
    for partner, source, form, amount in rows:
        given = found.setdefault(partner, {})
        given[source, form] = given.get((source, form), ZERO) + amount
    return found
