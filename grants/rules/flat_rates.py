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
from consortium.rules.refusals import Breach, Term
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


LABELS: Mapping[Kind, str] = {
    Kind.INDIRECT_OF_DIRECT: _("Indirect cost, of direct cost"),
    Kind.INDIRECT_OF_STAFF: _("Indirect cost, of staff cost"),
    Kind.INDIRECT_CALCULATED: _("Indirect cost, of direct cost, with a calculation"),
    Kind.INDIRECT_NATIONAL: _("Indirect cost, of staff cost, national rate"),
    Kind.OTHER_OF_STAFF: _("All other cost, of staff cost"),
    Kind.STAFF_OF_OTHER: _("Staff cost, of other direct cost"),
}
COST_LABELS: Mapping[str, str] = {
    "staff": _("Staff"),
    "external": _("External assistance"),
    "travel": _("Travel"),
    "materials": _("Materials and meetings"),
    "in_kind": _("Contributions in kind"),
    "participants": _("Wages and allowances of participants"),
}
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


STAFF_COST, PARTICIPANT_COST, ADDED_COST = "staff", "participants", "flat_rate"
# The kinds of budget lines that carry direct cost other than staff.
OTHER_COST = ("external", "travel", "materials", "in_kind")


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


def rates_of(profile: RuleProfile) -> tuple[FlatRate, ...]:
    """The flat rates that a grant letter gives, as they are frozen into its *profile* (R-40)."""
    return tuple(FlatRate(Kind(kind), rate) for kind, rate in profile.flat_rates)


def check_letter(profile: RuleProfile) -> list[Breach]:
    """Test the flat rates that a grant letter gives, as they stand in its *profile* (R-40)."""
    known = [kind.value for kind in Kind]
    message = _("There is no flat rate of the kind %(kind)s; choose one of %(known)s.")
    unknown = [
        Breach("RATE_UNKNOWN", message, kind, {"kind": kind, "known": known}, "R-40")
        for kind, _rate in profile.flat_rates
        if kind not in {*Kind}
    ]
    if unknown:
        return unknown
    evidence = Evidence(calculation_stored=bool(profile.rate_calculation.strip()))
    return check_flat_rates(profile, rates_of(profile), evidence=evidence)


def costs_of(sums: Mapping[str, Decimal]) -> Costs:
    """Sort *sums* of verified cost in DKK, by kind of budget line; add-ons are left out."""
    direct = {kind: amount for kind, amount in sums.items() if kind != ADDED_COST}
    staff, participants = direct.pop(STAFF_COST, ZERO), direct.pop(PARTICIPANT_COST, ZERO)
    return Costs(staff, sum(direct.values(), ZERO), participants)


def covered_kinds(profile: RuleProfile) -> frozenset[str]:
    """The kinds of budget lines whose cost the grant's rates cover already (R-42).

    A 40 % rate covers all but staff; wages and allowances of participants stand beside it unless
    the programme's own list puts them inside (2014-20). A staff rate covers staff.
    """
    kinds = {flat.kind for flat in rates_of(profile)}
    covered: set[str] = set()
    if Kind.OTHER_OF_STAFF in kinds:
        covered |= {*OTHER_COST}
        if profile.participants_inside_other_rate:
            covered.add(PARTICIPANT_COST)
    if Kind.STAFF_OF_OTHER in kinds:
        covered.add(STAFF_COST)
    return frozenset(covered)


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
    bases = bases_of(costs, rates)
    add_ons = {flat.kind: add_on(flat.rate, bases[flat.kind]) for flat in _staff_rate_first(rates)}
    refused = costs.staff if Kind.STAFF_OF_OTHER in kinds else ZERO
    refused += costs.other if Kind.OTHER_OF_STAFF in kinds else ZERO
    return FlatTotals(costs, add_ons, refused)


def bases_of(costs: Costs, rates: Sequence[FlatRate]) -> dict[Kind, Decimal]:
    """What each of *rates* is taken of, in DKK: verified staff cost, or verified direct cost."""
    kinds = {flat.kind for flat in rates}
    staff, other = costs.staff, costs.other
    bases: dict[Kind, Decimal] = {}
    for flat in rates:
        if flat.kind is Kind.STAFF_OF_OTHER:
            bases[flat.kind] = other
            staff = add_on(flat.rate, other)
    if Kind.OTHER_OF_STAFF in kinds:
        other = ZERO
    direct = staff + other + costs.participants
    for flat in rates:
        if flat.kind is not Kind.STAFF_OF_OTHER:
            bases[flat.kind] = staff if flat.kind in OF_STAFF else direct
    return bases


def _staff_rate_first(rates: Sequence[FlatRate]) -> list[FlatRate]:
    return sorted(rates, key=lambda flat: flat.kind is not Kind.STAFF_OF_OTHER)


def capped(add_ons: Mapping[Kind, Decimal], budget: Decimal) -> dict[Kind, Decimal]:
    """Cut *add_ons* to the *budget* of the flat-rate lines, which never flexes (R-90).

    What is cut awaits budget: it comes back by itself when the budget is amended (R-91).
    """
    left, kept = max(ZERO, budget), {}
    for kind, amount in add_ons.items():
        kept[kind] = min(amount, left)
        left -= max(ZERO, kept[kind])
    return kept


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
        message = _("A calculated rate needs its calculation on file; say where it is filed.")
        breaches.append(_breach("CALCULATION_MISSING", message, Kind.INDIRECT_CALCULATED))
    if Kind.STAFF_OF_OTHER in kinds and evidence.contract_over_threshold:
        message = _(
            "The staff rate falls away: a contract exceeds the procurement thresholds. Claim "
            "real staff cost instead."
        )
        breaches.append(_breach("STAFF_RATE_CONTRACT", message, Kind.STAFF_OF_OTHER))
    if costs is not None:
        breaches += _refused_directly(kinds, costs)
    return breaches


def check_covered(cost_type: str, covered: Collection[str]) -> list[Breach]:
    """Refuse a voucher of a *cost_type* that the grant's flat rate covers already (R-42)."""
    if cost_type not in covered:
        return []
    message = _(
        "Cost of the kind “%(type)s” is covered by the grant's flat rate and cannot be claimed "
        "too. Leave the cost out; the flat rate pays for it."
    )
    params = {"type": Term(COST_LABELS.get(cost_type, cost_type))}
    return [Breach("COVERED_BY_RATE", message, "line", params, "R-42")]


def _over_maximum(profile: RuleProfile, rates: Sequence[FlatRate]) -> list[Breach]:
    breaches = []
    for flat in rates:
        maximum: Fraction | None = getattr(profile, flat.kind)
        if maximum is None:
            message = _(
                "The programme %(profile)s has no flat rate of the kind “%(kind)s”. Leave the rate "
                "out."
            )
            params: dict[str, object] = {"profile": profile.code}
            breaches.append(_breach("RATE_UNKNOWN", message, flat.kind, params))
        elif flat.rate > maximum:
            message = _(
                "A flat rate of %(rate)s is above the maximum of %(maximum)s for “%(kind)s”; lower "
                "it to the maximum or below."
            )
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
    message = _(
        "%(amount)s of direct cost is covered by the flat rate and cannot be claimed too; "
        "leave it out."
    )
    return [
        Breach("COVERED_BY_RATE", message, kind.value, {"amount": amount}, "R-42")
        for kind, amount in refused.items()
        if kind in kinds and amount
    ]


def _breach(
    code: str, message: str, kind: Kind, params: Mapping[str, object] | None = None
) -> Breach:
    return Breach(
        code, message, kind.value, {"kind": Term(LABELS[kind])} | dict(params or {}), "R-40"
    )
