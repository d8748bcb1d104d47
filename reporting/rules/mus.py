"""Monetary unit sampling, standard approach, in exact numbers (rules.md 4.3).

Every krone of the population is as likely to be drawn as any other. Units above the interval are
all looked at (stratum e); among the rest (stratum s) a random start and the interval point at the
units. Symbols are those of the guidance: BV book value, n sample size, SI interval, EE projected
error, SE precision, ULE upper limit of the error, TOL tolerable error, AE anticipated error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, isqrt

from consortium.rules.hashing import sha256
from consortium.rules.money import ZERO, as_fraction, cents_half_up
from reporting.rules.sampling import Unit, in_random_order

BILATERAL, UNILATERAL = "bilateral", "unilateral"
# The guidance's table of z by confidence in per cent.
Z: Mapping[str, Mapping[int, Decimal]] = {
    BILATERAL: {
        90: Decimal("1.645"),
        80: Decimal("1.282"),
        70: Decimal("1.036"),
        60: Decimal("0.842"),
    },
    UNILATERAL: {
        90: Decimal("1.282"),
        80: Decimal("0.842"),
        70: Decimal("0.524"),
        60: Decimal("0.253"),
    },
}
# A statistical sample has at least 30 units, and 3 in every random stratum (rules.md 4.2).
LEAST_UNITS, LEAST_IN_STRATUM = 30, 3


@dataclass(frozen=True)
class Strata:
    """The population in two: what is always looked at, and what chance picks from.

    *size* is how many are picked from the rest, *interval* its SI; None where nothing is left.
    """

    exhaustive: tuple[Unit, ...]
    rest: tuple[Unit, ...]
    size: int
    interval: Fraction | None

    @property
    def exhaustive_value(self) -> Decimal:
        """BV of what is always looked at."""
        return book_value(self.exhaustive)

    @property
    def rest_value(self) -> Decimal:
        """BV of what chance picks from: BV_s."""
        return book_value(self.rest)


@dataclass(frozen=True)
class MusDraw:
    """A draw: the strata, the random start u, and the keys picked, in the order of the draw."""

    strata: Strata
    start: Decimal | None
    picks: tuple[int, ...]


def value_of(unit: Unit) -> Decimal:
    """What is at stake in *unit*: units below zero are drawn among themselves, by their size."""
    return abs(unit.amount)


def book_value(units: Sequence[Unit]) -> Decimal:
    """BV of *units*, DKK."""
    return sum((value_of(unit) for unit in units), ZERO)


def per_cent_of(book: Decimal, pct: Decimal) -> Decimal:
    """*pct* per cent of *book*, half up to the øre: TOL and AE in DKK."""
    return cents_half_up(as_fraction(book) * as_fraction(pct) / 100)


def sample_size(
    book: Decimal, z: Decimal, sigma: Decimal, tolerable: Decimal, anticipated: Decimal
) -> int:
    """n = ceil((z × BV × sigma / (TOL − AE))²). Raises ValueError unless TOL is above AE."""
    room = as_fraction(tolerable) - as_fraction(anticipated)
    if room <= 0:
        raise ValueError("the tolerable error is above the anticipated one")
    return ceil((as_fraction(z) * as_fraction(book) * as_fraction(sigma) / room) ** 2)


def stratify(units: Sequence[Unit], size: int) -> Strata:
    """Move every unit above SI = BV_s / (n − n_e) to stratum e, until none moves any more.

    Raises ValueError for a size below one.
    """
    if size < 1:
        raise ValueError("a sample has at least one unit")
    taken: tuple[Unit, ...] = ()
    rest = tuple(units)
    while rest:
        # Fewer units lie above the interval than it has steps, so n − n_e never falls to nothing.
        left = size - len(taken)
        interval = as_fraction(book_value(rest)) / left
        moving = tuple(unit for unit in rest if as_fraction(value_of(unit)) > interval)
        if not moving:
            return Strata(taken, rest, left, interval)
        taken += moving
        rest = tuple(unit for unit in rest if as_fraction(value_of(unit)) <= interval)
    return Strata(taken, (), 0, None)


def fitting_size(units: Sequence[Unit], size: int) -> int:
    """*size*, or as many more as the least numbers of rules.md 4.2 ask for."""
    size = max(size, LEAST_UNITS)
    strata = stratify(units, size)
    while strata.rest and strata.size < LEAST_IN_STRATUM:
        size += LEAST_IN_STRATUM - strata.size
        strata = stratify(units, size)
    return size


def start_of(seed: str, interval: Fraction) -> Decimal:
    """The random start u in (0, SI], in whole øre: SHA-256 of ``seed:start`` modulo the interval.

    The hash is read as one whole number; u is its remainder by the øre of SI, plus one øre.
    """
    steps = floor(interval * 100)
    return Decimal(int(sha256(f"{seed}:start"), 16) % steps + 1).scaleb(-2)


def picked(units: Sequence[Unit], interval: Fraction, start: Decimal) -> tuple[int, ...]:
    """The keys of the units of the list that hold u, u + SI, u + 2 SI, …"""
    point, end = as_fraction(start), Fraction(0)
    picks = []
    for unit in units:
        end += as_fraction(value_of(unit))
        while point <= end:
            picks.append(unit.key)
            point += interval
    return tuple(picks)


def draw_mus(units: Sequence[Unit], size: int, seed: str) -> MusDraw:
    """Draw *size* units with *seed*: with the list, the size and the seed anybody draws it."""
    strata = stratify(units, size)
    if strata.interval is None:
        return MusDraw(strata, None, ())
    start = start_of(seed, strata.interval)
    return MusDraw(
        strata, start, picked(in_random_order(strata.rest, seed), strata.interval, start)
    )


def expected_error(
    exhaustive_error: Decimal, interval: Fraction | None, rates: Fraction
) -> Decimal:
    """EE = Σ_e E + SI × Σ_s (E / BV), half up to the øre."""
    return cents_half_up(as_fraction(exhaustive_error) + (interval or Fraction(0)) * rates)


def variance(numbers: Sequence[Fraction]) -> Fraction | None:
    """The variance of a sample, by n − 1; None of fewer than two numbers."""
    if len(numbers) < 2:
        return None
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return sum(((one - mean) ** 2 for one in numbers), Fraction(0)) / (len(numbers) - 1)


def precision(z: Decimal, base: Decimal | int, size: int, spread: Fraction) -> Decimal:
    """SE = z × (base / √n) × s, half up to the øre; *spread* is s².

    The base is BV_s for monetary units, the number of units where each is as likely as the other.
    """
    squared = (as_fraction(z) * as_fraction(base)) ** 2 * spread / size
    return root_half_up(squared)


def root_half_up(squared: Fraction) -> Decimal:
    """The square root of *squared* in DKK, half up to the øre, without a binary float."""
    # floor(√y + 1/2) = (floor(√(4 y)) + 1) // 2, all in whole øre.
    cents = (isqrt(floor(squared * 10_000 * 4)) + 1) // 2
    return Decimal(cents).scaleb(-2)
