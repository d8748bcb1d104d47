"""Money: exact kroner and øre, two roundings, and splits that never lose an øre (R-01 to R-04).

Amounts are `Decimal` in DKK with two decimals; rates are exact fractions of one. All arithmetic
here runs through `Fraction`, so no result depends on the decimal context or on binary floats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeGuard

Number = Fraction | Decimal | int

ZERO = Decimal("0.00")
CENT_PLACES = -2

_PLAIN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Base:
    """What one partner's share is measured by: its *number* and its *amount* (DKK or any key)."""

    number: int
    amount: Number


def as_fraction(x: Number) -> Fraction:
    """Return *x* exactly. Raises TypeError for floats and bools, ValueError for NaN and inf."""
    if isinstance(x, bool) or not isinstance(x, Fraction | Decimal | int):
        raise TypeError(f"money is exact: {x!r} is neither a Decimal, a Fraction nor an int")
    if isinstance(x, Decimal) and not x.is_finite():
        raise ValueError(f"{x} is not an amount")
    return Fraction(x)


def cents_down(x: Number) -> Decimal:
    """Return *x* kroner rounded down to whole øre: `d()` of R-02, where the law says "up to".

    Down means towards minus infinity: the result is never above *x*, whatever its sign.
    """
    return x if _is_in_cents(x) else _from_cents(floor(as_fraction(x) * 100))


def cents_half_up(x: Number) -> Decimal:
    """Return *x* kroner rounded to whole øre, half away from zero: `q()` of R-02."""
    return x if _is_in_cents(x) else _from_cents(round_half_up(as_fraction(x) * 100))


def round_half_up(x: Number) -> int:
    """Return *x* as the nearest whole number, half away from zero."""
    exact = as_fraction(x)
    nearest = floor(abs(exact) + Fraction(1, 2))
    return nearest if exact >= 0 else -nearest


def in_eur(dkk: Decimal, rate: Decimal) -> Decimal:
    """Return *dkk* kroner in EUR at *rate* DKK per EUR, half up to the cent (R-53, indicative)."""
    if rate <= 0:
        raise ValueError(f"an exchange rate is above 0, not {rate}")
    return cents_half_up(as_fraction(dkk) / as_fraction(rate))


def parse_decimal_text(text: str) -> Decimal:
    """Read a plain amount such as ``2345678.90`` into DKK with two decimals.

    At most 12 digits, then at most two decimals after a point; a minus sign is allowed, a plus
    sign, blanks, thousands separators, exponents, NaN and infinity are not. Raises ValueError.
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a plain amount: digits, and at most two decimals after a point"
        )
    # Adding zero turns "-0" into "0.00".
    return Decimal(text) + ZERO


def split(total: Decimal, bases: Sequence[Base]) -> list[Decimal]:
    """Split *total* kroner over *bases* by the largest remainder; the shares keep the input order.

    The residue goes out one øre each by larger fraction, then larger base, then lower number
    (R-04), so the shares always add up to *total*. A negative total is the mirror image of the
    positive one. Raises ValueError if *total* is not whole øre, if a base is negative, or if there
    is something to split and no base above zero.
    """
    weights = [as_fraction(base.amount) for base in bases]
    if any(weight < 0 for weight in weights):
        raise ValueError("a base to split by is never below zero")
    cents = _whole_cents(total)
    if cents == 0:
        return [ZERO for _weight in weights]
    if sum(weights) == 0:
        raise ValueError(f"cannot split {total}: no base is above zero")
    numbers = [base.number for base in bases]
    shares = _largest_remainder(abs(cents), weights, numbers)
    return [_from_cents(share if cents > 0 else -share) for share in shares]


def split_cumulative(
    total_now: Decimal, bases_now: Sequence[Base], paid_before: Sequence[Decimal]
) -> list[Decimal]:
    """Return what each partner gets now, when *total_now* kroner are due in all, R-04 cumulatively.

    *bases_now* are cumulative, *paid_before* is what each partner has had, both in the same order.
    The results add up to `total_now - sum(paid_before)`. If that is positive nobody pays back: a
    partner whose share fell gets 0.00, and the others wait for the missing øre until the next
    payment (C23 d). If it is negative, only those who had too much pay back.
    Raises ValueError if the two sequences differ in length, or as `split` does.
    """
    if len(paid_before) != len(bases_now):
        raise ValueError("every base needs one amount paid before, in the same order")
    due = [
        share - paid for share, paid in zip(split(total_now, bases_now), paid_before, strict=True)
    ]
    available = total_now - sum(paid_before, ZERO)
    sign = 1 if available >= 0 else -1
    entitled = [
        Base(base.number, max(ZERO, sign * amount))
        for base, amount in zip(bases_now, due, strict=True)
    ]
    return split(available, entitled)


def _largest_remainder(
    cents: int, weights: Sequence[Fraction], numbers: Sequence[int]
) -> list[int]:
    whole = sum(weights)
    exact = [cents * weight / whole for weight in weights]
    shares = [floor(share) for share in exact]
    first_served = sorted(
        range(len(exact)), key=lambda i: (shares[i] - exact[i], -weights[i], numbers[i], i)
    )
    for index in first_served[: cents - sum(shares)]:
        shares[index] += 1
    return shares


def _whole_cents(amount: Decimal) -> int:
    cents = as_fraction(amount) * 100
    if cents.denominator != 1:
        raise ValueError(f"{amount} is not a whole number of øre")
    return cents.numerator


def _is_in_cents(x: Number) -> TypeGuard[Decimal]:
    """Whether *x* is written in kroner and øre, so that no rounding can change it."""
    if not isinstance(x, Decimal):
        return False
    sign, digits, exponent = x.as_tuple()
    # Minus zero is left to the long way, which makes it zero.
    return exponent == CENT_PLACES and (not sign or digits != (0,))


def _from_cents(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
