"""Flat-rate add-ons on verified bases, and which rates may stand together (R-40 to R-42).

Money in DKK; rates are exact fractions of one. Every add-on is rounded down.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules.profiles import RuleProfile


class Kind(StrEnum):
    """What a flat rate covers, and of what; each value names the profile's maximum for it."""

    INDIRECT_OF_DIRECT = "indirect_of_direct"
    INDIRECT_OF_STAFF = "indirect_of_staff"
    INDIRECT_CALCULATED = "indirect_calculated"
    INDIRECT_NATIONAL = "indirect_national"
    OTHER_OF_STAFF = "other_of_staff"
    STAFF_OF_OTHER = "staff_of_other"


OF_STAFF = frozenset({Kind.INDIRECT_OF_STAFF, Kind.INDIRECT_NATIONAL, Kind.OTHER_OF_STAFF})
INDIRECT = frozenset(
    {
        Kind.INDIRECT_OF_DIRECT,
        Kind.INDIRECT_OF_STAFF,
        Kind.INDIRECT_CALCULATED,
        Kind.INDIRECT_NATIONAL,
    }
)


@dataclass(frozen=True)
class FlatRate:
    """A rate that a grant uses: its *kind* and the exact fraction *rate*."""

    kind: Kind
    rate: Fraction


@dataclass(frozen=True)
class Costs:
    """Verified direct cost in DKK: staff, other cost, and wages or allowances of participants."""

    staff: Decimal
    other: Decimal = ZERO
    participants: Decimal = ZERO


@dataclass(frozen=True)
class FlatTotals:
    """Cost with its add-ons in DKK; `refused` is direct cost that a rate covers already."""

    costs: Costs
    add_ons: Mapping[Kind, Decimal]
    refused: Decimal

    @property
    def total(self) -> Decimal:
        """Total expenditure before revenue."""
        direct = self.costs.staff + self.costs.other + self.costs.participants
        return direct - self.refused + sum(self.add_ons.values(), ZERO)


@dataclass(frozen=True)
class Evidence:
    """What the rates lean on: a stored calculation, and no contract above the thresholds."""

    calculation_stored: bool = False
    contract_over_threshold: bool = False


def add_on(rate: Fraction, base: Decimal) -> Decimal:
    """Return `d(rate * base)`; below zero for a negative base, never above the exact value."""
    return cents_down(rate * as_fraction(base))


def add_on_change(rate: Fraction, base: Decimal, disallowed: Decimal) -> Decimal:
    """Return how far the add-on moves when *disallowed* leaves *base*, DKK (R-42, C19, C24)."""
    return add_on(rate, base - disallowed) - add_on(rate, base)


def flat_totals(costs: Costs, rates: Sequence[FlatRate]) -> FlatTotals:
    """Add the flat rates to verified *costs* (R-40, C18).

    Under a 40 % rate other direct cost is refused; under a staff rate direct staff cost is, and
    the staff add-on becomes the base of rates on staff. `check_flat_rates` says what may combine.
    """
    kinds = {flat.kind for flat in rates}
    staff, other = costs.staff, costs.other
    add_ons: dict[Kind, Decimal] = {}
    refused = ZERO
    for flat in rates:
        if flat.kind is Kind.STAFF_OF_OTHER:
            refused += staff
            staff = add_ons[flat.kind] = add_on(flat.rate, other)
    if Kind.OTHER_OF_STAFF in kinds:
        refused, other = refused + other, ZERO
    direct = staff + other + costs.participants
    for flat in rates:
        if flat.kind is not Kind.STAFF_OF_OTHER:
            base = staff if flat.kind in OF_STAFF else direct
            add_ons[flat.kind] = add_on(flat.rate, base)
    return FlatTotals(costs, add_ons, refused)


def check_flat_rates(
    profile: RuleProfile,
    rates: Sequence[FlatRate],
    costs: Costs | None = None,
    evidence: Evidence | None = None,
) -> list[Breach]:
    """Test the rates of a grant against its profile, each other and what they lean on (R-40).

    With *costs*, direct cost that a rate covers already is refused as well (R-42).
    """
    breaches = [*_over_maximum(profile, rates), *_combinations(rates)]
    kinds = {flat.kind for flat in rates}
    evidence = evidence or Evidence()
    if Kind.INDIRECT_CALCULATED in kinds and not evidence.calculation_stored:
        message = _("A calculated rate needs its calculation on file.")
        breaches.append(_breach("CALCULATION_MISSING", message, Kind.INDIRECT_CALCULATED))
    if Kind.STAFF_OF_OTHER in kinds and evidence.contract_over_threshold:
        message = _("The staff rate falls away: a contract exceeds the procurement thresholds.")
        breaches.append(_breach("STAFF_RATE_CONTRACT", message, Kind.STAFF_OF_OTHER))
    if costs is not None:
        breaches += _refused_directly(kinds, costs)
    return breaches


def check_covered(cost_type: str, covered: Collection[str]) -> list[Breach]:
    """Refuse a voucher of a *cost_type* that the grant's flat rate covers already (R-42)."""
    if cost_type not in covered:
        return []
    message = _("Cost of the type %(type)s is covered by the flat rate and cannot be claimed too.")
    return [Breach("COVERED_BY_RATE", message, "cost_type", {"type": cost_type}, "R-42")]


def _over_maximum(profile: RuleProfile, rates: Sequence[FlatRate]) -> list[Breach]:
    breaches = []
    for flat in rates:
        maximum: Fraction | None = getattr(profile, flat.kind)
        if maximum is None:
            message = _("The programme %(profile)s has no flat rate of the kind %(kind)s.")
            params: dict[str, object] = {"profile": profile.code}
            breaches.append(_breach("RATE_UNKNOWN", message, flat.kind, params))
        elif flat.rate > maximum:
            message = _("A flat rate of %(rate)s is above the maximum of %(maximum)s.")
            params = {"rate": flat.rate, "maximum": maximum}
            breaches.append(_breach("RATE_OVER_MAXIMUM", message, flat.kind, params))
    return breaches


def _combinations(rates: Sequence[FlatRate]) -> list[Breach]:
    kinds = [flat.kind for flat in rates]
    if Kind.OTHER_OF_STAFF in kinds and len(kinds) > 1:
        message = _(
            "A rate for all other cost stands alone: it covers the rest, and its base must be "
            "real staff cost."
        )
        return [_breach("RATE_COMBINATION", message, Kind.OTHER_OF_STAFF)]
    if sum(kind in INDIRECT for kind in kinds) > 1 or len(set(kinds)) < len(kinds):
        message = _("Two flat rates would pay for the same cost; choose one.")
        return [_breach("RATE_COMBINATION", message, kinds[-1])]
    return []


def _refused_directly(kinds: set[Kind], costs: Costs) -> list[Breach]:
    refused = {
        Kind.OTHER_OF_STAFF: costs.other,
        Kind.STAFF_OF_OTHER: costs.staff,
    }
    message = _("%(amount)s of direct cost is covered by the flat rate and cannot be claimed too.")
    return [
        Breach("COVERED_BY_RATE", message, kind.value, {"amount": amount}, "R-42")
        for kind, amount in refused.items()
        if kind in kinds and amount
    ]


def _breach(
    code: str, message: str, kind: Kind, params: Mapping[str, object] | None = None
) -> Breach:
    return Breach(code, message, kind.value, {"kind": kind.value} | dict(params or {}), "R-40")
