"""The cost of regional tasks, claim by claim and cumulatively (R-72, R-04, C23 b). DKK."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import (
    ZERO,
    Base,
    Number,
    as_fraction,
    cents_down,
    split,
    split_cumulative,
)


@dataclass(frozen=True)
class RegionalStep:
    """The cumulative regional cost at one claim, and the claim's F and TE."""

    cost: Decimal
    entitlement: Decimal
    total_eligible: Decimal


@dataclass(frozen=True)
class RegionalShare:
    """What the partners owe at one claim: in all as the key says, now, and so far."""

    cost: Decimal
    fund_share: Decimal
    exact: Mapping[int, Decimal]
    by_key: Mapping[int, Decimal]
    now: Mapping[int, Decimal]
    so_far: Mapping[int, Decimal]

    @property
    def rest(self) -> Decimal:
        """What the fund does not pay, and the partners share."""
        return self.cost - self.fund_share

    @property
    def free_riders(self) -> list[int]:
        """Partners that would pay nothing although there is a rest: every partner pays (R-72)."""
        return [number for number, share in self.by_key.items() if self.rest and not share]

    def residue(self, number: int) -> Decimal:
        """The øre that the largest remainder gave to the partner *number*."""
        return self.by_key[number] - self.exact[number]


def fund_share_of(step: RegionalStep) -> Decimal:
    """Return what the fund pays of the regional cost: its share of all cost, rounded down."""
    if step.total_eligible <= 0 or step.cost <= 0:
        return ZERO
    rate = as_fraction(step.entitlement) / as_fraction(step.total_eligible)
    return cents_down(as_fraction(step.cost) * rate)


def regional_account(
    steps: Sequence[RegionalStep], key_by_partner: Mapping[int, Number]
) -> list[RegionalShare]:
    """Return each claim's share of the regional cost by the agreed key (R-72).

    The key splits what the tasks have cost in all, less the fund's share, by the largest
    remainder; a claim asks for the difference to what was asked before. A partner whose difference
    would be an øre below zero pays nothing, and the øre waits (R-04). Raises ValueError if there
    is something to share and no weight above zero.
    """
    numbers = list(key_by_partner)
    bases = [Base(number, key_by_partner[number]) for number in numbers]
    so_far = dict.fromkeys(numbers, ZERO)
    found = []
    for step in steps:
        fund_share = fund_share_of(step)
        rest = step.cost - fund_share
        by_key = dict(zip(numbers, split(rest, bases), strict=True))
        parts = split_cumulative(rest, bases, [so_far[number] for number in numbers])
        now = dict(zip(numbers, parts, strict=True))
        so_far = {number: so_far[number] + now[number] for number in numbers}
        exact = _cut(rest, key_by_partner)
        found.append(RegionalShare(step.cost, fund_share, exact, by_key, now, dict(so_far)))
    return found


def _cut(rest: Decimal, key_by_partner: Mapping[int, Number]) -> dict[int, Decimal]:
    whole = sum((as_fraction(weight) for weight in key_by_partner.values()), Fraction(0))
    return {
        number: cents_down(as_fraction(rest) * as_fraction(weight) / whole) if whole else ZERO
        for number, weight in key_by_partner.items()
    }
