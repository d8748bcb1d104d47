"""Benford's law on the first digits of amounts: a question to the rows, never a proof (4.2).

In many lists of amounts that grew by themselves the first digit d stands in log10(1 + 1/d) of them.
Amounts with ceilings, unit prices or a rule behind them do not follow it. The distance is measured
twice: by chi-square, which grows with the number of rows, and by the mean absolute deviation
(MAD), which does not; the bounds of the MAD are Nigrini's (2012).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from consortium.rules.refusals import gettext_noop as _

FEWEST = 300
ONE = Decimal(1)
# The 5 per cent bound of chi-square with 8 and with 89 degrees of freedom.
CRITICAL = {1: Decimal("15.507"), 2: Decimal("112.022")}
CLOSE, ACCEPTABLE, MARGINAL, APART, TOO_FEW = "close", "acceptable", "marginal", "apart", "too_few"
# Up to which MAD the digits agree closely, acceptably, barely.
MAD_BOUNDS = {
    1: (Decimal("0.006"), Decimal("0.012"), Decimal("0.015")),
    2: (Decimal("0.0012"), Decimal("0.0018"), Decimal("0.0022")),
}
# Beyond this many standard deviations a digit stands out (5 per cent, both sides).
Z_BOUND = Decimal("1.96")
VERDICTS: Mapping[str, str] = {
    CLOSE: _("The digits agree closely with the expected shares."),
    ACCEPTABLE: _("The digits agree acceptably with the expected shares."),
    MARGINAL: _("The digits agree barely with the expected shares."),
    APART: _("The digits do not agree with the expected shares. That is a question, not a proof."),
    TOO_FEW: _("Too few rows to say anything: the test needs at least 300."),
}
SIZES: tuple[Literal[1, 2], ...] = (1, 2)


@dataclass(frozen=True)
class Digit:
    """How often amounts begin with *digits*, against how often they should."""

    digits: int
    count: int
    share: Decimal
    expected: Decimal
    z: Decimal

    @property
    def stands_out(self) -> bool:
        """Whether chance alone would seldom do it."""
        return self.z > Z_BOUND


@dataclass(frozen=True)
class Benford:
    """The whole test; *verdict* is a key of `VERDICTS`."""

    size: int
    number: int
    digits: tuple[Digit, ...]
    chi_square: Decimal
    mad: Decimal
    verdict: str

    @property
    def beyond_chance(self) -> bool:
        """Whether chi-square lies above its 5 per cent bound."""
        return self.chi_square > CRITICAL[self.size]


def expected_share(digits: int) -> Decimal:
    """The share of amounts that begin with *digits*: log10(1 + 1/digits)."""
    with localcontext() as context:
        context.prec = 28
        return (ONE + ONE / digits).log10()


def benford(counts: Mapping[int, int], size: Literal[1, 2]) -> Benford:
    """Test *counts*, how many amounts begin with each *size* digits; other keys are an error."""
    possible = range(10 ** (size - 1), 10**size)
    if unknown := sorted(set(counts) - set(possible)):
        raise ValueError(f"no amount begins with {unknown[0]} in {size} digits")
    number = sum(counts.values())
    digits = tuple(_digit(place, counts.get(place, 0), number) for place in possible)
    zero = Decimal(0)
    mad = sum((abs(one.share - one.expected) for one in digits), zero) / len(digits)
    squares = ((one.count - number * one.expected) ** 2 / one.expected for one in digits)
    chi_square = sum(squares, zero) / number if number else zero
    return Benford(size, number, digits, chi_square, mad, _verdict(number, mad, size))


def _digit(digits: int, count: int, number: int) -> Digit:
    expected = expected_share(digits)
    if not number:
        return Digit(digits, 0, Decimal(0), expected, Decimal(0))
    share = Decimal(count) / number
    # Counts jump by one, so half a count is taken off the distance.
    apart = max(abs(share - expected) - ONE / (2 * number), Decimal(0))
    return Digit(
        digits, count, share, expected, apart / (expected * (ONE - expected) / number).sqrt()
    )


def _verdict(number: int, mad: Decimal, size: int) -> str:
    if number < FEWEST:
        return TOO_FEW
    names = (CLOSE, ACCEPTABLE, MARGINAL)
    bounds = zip(names, MAD_BOUNDS[size], strict=True)
    return next((name for name, bound in bounds if mad <= bound), APART)
