"""Work a printed formula out by hand: only arithmetic, d() down and q() half up to whole øre."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any


def down(amount: Fraction) -> Fraction:
    """Whole øre, never above the amount."""
    return Fraction(floor(amount * 100), 100)


def half_up(amount: Fraction) -> Fraction:
    """Whole øre, half away from nothing."""
    øre = floor(abs(amount) * 100 + Fraction(1, 2))
    return Fraction(øre if amount >= 0 else -øre, 100)


def by_hand(formula: str, values: Mapping[str, Decimal | Fraction | None]) -> Fraction:
    """What *formula* gives for *values*."""
    python = formula.replace("×", "*").replace("−", "-")
    python = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"whole('\1')", python)
    known: dict[str, Any] = {
        symbol: Fraction(value) for symbol, value in values.items() if value is not None
    }
    functions = {"d": down, "q": half_up, "min": min, "max": max, "whole": Fraction}
    return Fraction(eval(python, {"__builtins__": {}}, {**known, **functions}))
