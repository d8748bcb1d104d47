"""A-16: add-ons recompute from their verified base, and nothing they cover is claimed directly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Q

from consortium.rules.money import ZERO
from consortium.rules.refusals import Term
from consortium.rules.refusals import gettext_noop as _
from grants.rules.flat_rates import LABELS, Kind, covered_kinds, flat_totals
from reporting.models import Claim, Expenditure
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.queries.flat_rates import booked, direct_costs, grant_rates, total_costs
from reporting.queries.funding import frozen_profile


def flat_rates_follow_their_base(scope: Scope) -> list[Fault]:
    """A-16: no base holds disallowed cost, and no direct cost is of a kind that a rate covers."""
    found: list[Fault] = []
    for grant in scope.grants:
        rates = grant_rates(grant)
        claims = list(Claim.objects.filter(grant=grant).binding().order_by("number"))
        upto: list[int] = []
        for claim in claims if rates else []:
            upto.append(claim.pk)
            rows = Q(claim__in=upto)
            earned = flat_totals(total_costs(direct_costs(grant, rows)), rates).add_ons
            found += _differences(claim, earned, booked(grant, rows))
        unknown = Expenditure.objects.filter(grant=grant, kind=Expenditure.FLAT).exclude(
            booking_no__in=[flat.kind.value for flat in rates]
        )
        sentence = _("%(voucher)s is a flat rate that the grant letter does not give.")
        found += faults("A-16", unknown, sentence, voucher="voucher_no")
        covered = covered_kinds(frozen_profile(grant))
        wrong = Expenditure.objects.filter(
            grant=grant, line__kind__in=covered, state__in=["verified", "claimed"]
        ).exclude(kind=Expenditure.FLAT)
        sentence = _("%(voucher)s is direct cost that the grant's flat rate covers.")
        found += faults("A-16", wrong, sentence, voucher="voucher_no")
    return found


def _differences(
    claim: Claim,
    earned: Mapping[Kind, Decimal],
    held: dict[tuple[int, str], tuple[Decimal, Decimal]],
) -> list[Fault]:
    sentence = _(
        "Up to claim %(number)s the flat rate %(kind)s comes to %(value)s kr. of its base, "
        "its rows say %(stored)s kr."
    )
    faulty = []
    for kind, value in earned.items():
        stored = sum((whole for (_who, code), (whole, _kept) in held.items() if code == kind), ZERO)
        if stored != value:
            params = {
                "number": claim.number,
                "kind": Term(LABELS[kind]),
                "value": value,
                "stored": stored,
            }
            faulty.append(fault("A-16", claim, sentence, **params))
    return faulty
