"""From where on a line or a report deserves a look: the house's limits, by name (rules.md 4.2).

A rule profile may set others in its parameter `desk`; a limit moves what the verifier's desk shows
first, never what a cost is worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

DESK_LIMITS: Mapping[str, Fraction] = {
    # Marks on a line: days before the period's end, DKK, days between two invoices, a share of
    # the person's usual month, and from how many other months on a month is "usual".
    "near_end_days": Fraction(7),
    "round_step": Fraction(1000),
    "twin_days": Fraction(30),
    "hours_off": Fraction(1, 2),
    "hours_months": Fraction(3),
    # Reasons of a report's risk: shares of one, and how many reasons make it high.
    "risk_marked_share": Fraction(1, 5),
    "risk_disallowed_share": Fraction(1, 50),
    "risk_amount_share": Fraction(2, 5),
    "risk_high_reasons": Fraction(3),
}


def desk_limits(own: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The house's limits with those that a profile sets. Raises ValueError for an unknown name."""
    if unknown := sorted(set(own) - set(DESK_LIMITS)):
        raise ValueError(f"unknown limits of the desk: {', '.join(unknown)}")
    return {**DESK_LIMITS, **own}
