"""How risky a partner's report looks before it is verified, and why (rules.md 4.2).

Each reason is a sentence with its figures; the level is the number of reasons against the limit.
Nothing is decided by it: it says where to begin, and how much to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.money import ZERO, as_fraction
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

LOW, RAISED, HIGH = "low", "raised", "high"
LEVELS: Mapping[str, str] = {LOW: _("Low risk"), RAISED: _("Raised risk"), HIGH: _("High risk")}
HUNDRED = 100


@dataclass(frozen=True)
class Limits:
    """From where on something is a reason; a profile may set its own."""

    marked_share: Fraction
    disallowed_share: Fraction
    amount_share: Fraction
    high_reasons: int

    @classmethod
    def of(cls, limits: Mapping[str, Fraction]) -> Limits:
        """The limits by name as the profile has them."""
        return cls(
            limits["risk_marked_share"],
            limits["risk_disallowed_share"],
            limits["risk_amount_share"],
            int(limits["risk_high_reasons"]),
        )


@dataclass(frozen=True)
class RiskFacts:
    """A report as its risk sees it, DKK; what is *earlier* stands in verified reports before it."""

    lines: int = 0
    marked: int = 0
    amount: Decimal = ZERO
    amount_of_all: Decimal = ZERO
    earlier_reported: Decimal = ZERO
    earlier_disallowed: Decimal = ZERO
    days_late: int = 0
    is_first: bool = False


@dataclass(frozen=True)
class Risk:
    """The level and every reason for it."""

    level: str
    reasons: tuple[Breach, ...]


def risk_of(facts: RiskFacts, limits: Limits) -> Risk:
    """The risk of one report: no reason is low, enough of them are high."""
    found = (
        _marked(facts, limits),
        _disallowed(facts, limits),
        _large(facts, limits),
        _late(facts),
        _first(facts),
    )
    reasons = tuple(reason for reason in found if reason is not None)
    if not reasons:
        return Risk(LOW, ())
    return Risk(HIGH if len(reasons) >= limits.high_reasons else RAISED, reasons)


def share(part: Decimal | int, whole: Decimal | int) -> Fraction:
    """*part* of *whole*; nothing of nothing is 0."""
    return as_fraction(part) / as_fraction(whole) if whole else Fraction(0)


def _marked(facts: RiskFacts, limits: Limits) -> Breach | None:
    if share(facts.marked, facts.lines) <= limits.marked_share:
        return None
    message = _("%(marked)s of %(lines)s lines carry a mark.")
    params = {"marked": facts.marked, "lines": facts.lines}
    return Breach("RISK_MARKED", message, "", params, "rules 4.2")


def _disallowed(facts: RiskFacts, limits: Limits) -> Breach | None:
    if share(facts.earlier_disallowed, facts.earlier_reported) <= limits.disallowed_share:
        return None
    message = _("%(fell)s kr. of the %(reported)s kr. reported earlier were disallowed.")
    params = {"fell": facts.earlier_disallowed, "reported": facts.earlier_reported}
    return Breach("RISK_DISALLOWED", message, "", params, "rules 4.2")


def _large(facts: RiskFacts, limits: Limits) -> Breach | None:
    part = share(facts.amount, facts.amount_of_all)
    # Who reports alone is not large among others.
    if part <= limits.amount_share or facts.amount == facts.amount_of_all:
        return None
    message = _("It is %(share)s per cent of what all partners report for the period.")
    params = {"share": int(part * HUNDRED)}
    return Breach("RISK_LARGE", message, "", params, "rules 4.2")


def _late(facts: RiskFacts) -> Breach | None:
    if facts.days_late <= 0:
        return None
    if facts.days_late == 1:
        return Breach("RISK_LATE", _("The deadline was passed by one day."), "", {}, "W-03")
    message = _("The deadline was passed by %(days)s days.")
    return Breach("RISK_LATE", message, "", {"days": facts.days_late}, "W-03")


def _first(facts: RiskFacts) -> Breach | None:
    if not facts.is_first:
        return None
    message = _("No earlier report of the partner has been verified: every line is checked.")
    return Breach("RISK_FIRST", message, "", {}, "rules 4.2")
