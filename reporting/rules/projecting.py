"""What the errors of a sample say about the population, and the conclusion (rules.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction, cents_half_up
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.mus import expected_error, precision, variance

MUS, SIMPLE, SMALL = "mus", "simple", "small"
EXHAUSTIVE, RANDOM = "exhaustive", "random"
# How an error is counted: projected, or delimited and added as it is.
ACCIDENTAL, SYSTEMIC, ANOMALOUS = "random", "systemic", "anomalous"
MATERIAL, NOT_MATERIAL, INCONCLUSIVE = "material", "not_material", "inconclusive"
CONCLUSIONS = {
    MATERIAL: _("The projected error is above the tolerable error: material."),
    NOT_MATERIAL: _("The error is below the tolerable error: not material."),
    INCONCLUSIVE: _("The upper limit is not below the tolerable error: more work is needed."),
}


@dataclass(frozen=True)
class Looked:
    """One unit that was looked at: its stratum, its book value, and its error by its nature."""

    stratum: str
    book: Decimal
    error: Decimal
    nature: str = ACCIDENTAL
    is_corrected: bool = False

    @property
    def projected(self) -> Decimal:
        """The part of the error that is projected: what is systemic or anomalous is added apart."""
        return self.error if self.nature == ACCIDENTAL else ZERO

    @property
    def rate(self) -> Fraction:
        """E / BV: the share of the unit that is in error."""
        return as_fraction(self.projected) / as_fraction(self.book)


@dataclass(frozen=True)
class Ground:
    """What the draw was: everything besides the errors that the projection needs; DKK."""

    method: str
    book: Decimal
    units: int
    random_book: Decimal
    interval: Fraction | None
    z: Decimal
    tolerable: Decimal


@dataclass(frozen=True)
class Projection:
    """The projected error and how sure it is; *precision* is None where none can be given."""

    exhaustive_error: Decimal
    random_error: Decimal
    rates: Fraction
    spread: Fraction | None
    projected: Decimal
    precision: Decimal | None
    tolerable: Decimal
    conclusion: str

    @property
    def upper(self) -> Decimal | None:
        """ULE = EE + SE."""
        return None if self.precision is None else self.projected + self.precision


def project(looked: Sequence[Looked], ground: Ground) -> Projection:
    """EE, SE, ULE and the conclusion of the units that were *looked* at."""
    taken = sum((one.projected for one in looked if one.stratum == EXHAUSTIVE), ZERO)
    drawn = [one for one in looked if one.stratum == RANDOM]
    found = sum((one.projected for one in drawn), ZERO)
    rates = sum((one.rate for one in drawn), Fraction(0))
    if ground.method == MUS:
        spread = variance([one.rate for one in drawn])
        projected = expected_error(taken, ground.interval, rates)
        base: Decimal | int = ground.random_book
    else:
        spread = variance([as_fraction(one.projected) for one in drawn])
        projected = mean_per_unit(found, len(drawn), ground.units)
        base = ground.units
    sure = _precision(ground, base, drawn, spread)
    return Projection(
        exhaustive_error=taken,
        random_error=found,
        rates=rates,
        spread=spread,
        projected=projected,
        precision=sure,
        tolerable=ground.tolerable,
        conclusion=conclusion(projected, sure, ground.tolerable),
    )


def mean_per_unit(error: Decimal, size: int, units: int) -> Decimal:
    """EE where every unit is as likely as the other: their mean error, times all units."""
    return cents_half_up(as_fraction(error) * units / size) if size else ZERO


def _precision(
    ground: Ground, base: Decimal | int, drawn: Sequence[Looked], spread: Fraction | None
) -> Decimal | None:
    if ground.method == SMALL:
        return None
    if len(drawn) == ground.units or not drawn:
        # Everything was looked at, so nothing is left to chance.
        return ZERO
    return None if spread is None else precision(ground.z, base, len(drawn), spread)


def conclusion(projected: Decimal, sure: Decimal | None, tolerable: Decimal) -> str:
    """EE above TOL: material; ULE below TOL: not material; else more work.

    A sample that is not statistical has no upper limit: its projected error alone is compared.
    """
    if projected > tolerable:
        return MATERIAL
    if sure is None or projected + sure < tolerable:
        return NOT_MATERIAL
    return INCONCLUSIVE


def total_error(projected: Decimal, systemic: Decimal, anomalous: Decimal) -> Decimal:
    """EE + delimited systemic + uncorrected anomalous errors, DKK."""
    return projected + systemic + anomalous


def total_error_rate(total: Decimal, book: Decimal) -> Fraction:
    """TER: the total error over BV."""
    return as_fraction(total) / as_fraction(book)


def errors_of(looked: Sequence[Looked], nature: str) -> Decimal:
    """The errors of *nature* in the sample that have not been corrected, DKK."""
    return sum((one.error for one in looked if one.nature == nature and not one.is_corrected), ZERO)
