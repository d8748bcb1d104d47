"""The limits once more, straight from rules.md 2.2, with whole fractions and nothing of the house.

Written from the rule book alone: it shares no code with `reporting/rules/funding.py`, so that a
fault would have to be made twice, in two ways, to go unseen.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

# rules.md 2.1: cap, one-to-one matching, and whether L4 takes other public support off as well.
PROGRAMMES = {
    "esf-2007-13": ("1/2", True, False),
    "esf-2014-20": ("1/2", True, True),
    "esf-2021-27": ("1/2", False, True),
}


def oere_down(kroner: Fraction) -> Fraction:
    """`d(x)` of R-02: whole øre, never above *kroner*."""
    return Fraction(kroner * 100 // 1, 100)


def written(kroner: Fraction) -> str:
    """An amount as the calculator writes it."""
    oere = kroner * 100
    assert oere.denominator == 1, kroner
    sign = "-" if oere < 0 else ""
    return f"{sign}{abs(oere.numerator) // 100}.{abs(oere.numerator) % 100:02}"


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What the calculator of design 5.1 must answer to a lawful question."""
    cap, match, public = PROGRAMMES[asked["profile"]]
    override = asked.get("overrides", {})
    match = override.get("match_test", match)
    strict = override.get("inkind_strict", False)
    at_cap = override.get("rate_basis", "grant_ratio") == "cap_rate"
    G, budget, ceiling = (Fraction(asked[name]) for name in ("grant", "budget", "ceiling"))
    symbols = {name: Fraction(text) for name, text in asked["position"].items()}
    TE, IK, P, IKpub, X = (symbols[name] for name in ("TE", "IK", "P", "IKpub", "X"))
    K, before = Fraction(asked.get("cancelled", "0")), Fraction(asked.get("claimed_before", "0"))
    r = Fraction(cap) if at_cap else G / budget
    limits: dict[str, Fraction | None] = {
        "L1": min(ceiling, G) - K,
        "L2": oere_down(r * TE),
        "L3": oere_down(X * r / (1 - r)) if match else None,
        "L4": TE - IK - (P if public else 0) - (IKpub if public and strict else 0),
        "L5": TE - X if asked.get("final") else None,
    }
    least = min(limit for limit in limits.values() if limit is not None)
    F = max(Fraction(0), least)
    return {
        "rate": str(r),
        "limits": {
            name: limit if limit is None else written(limit) for name, limit in limits.items()
        },
        "binding": [name for name, limit in limits.items() if limit == least],
        "entitlement": written(F),
        "claim": written(F - before),
        "unfinanced": written(max(Fraction(0), TE - F - X)),
    }
