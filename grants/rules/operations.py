"""Other operations that public money went to: what a row of a list must say, and how its support
stands to the cap (R-17, R-60, rules.md 6.1 (8))."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consortium.rules.identifiers import contains_cpr
from consortium.rules.money import ZERO, as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules.currency import CURRENCIES, DKK

LIST_CURRENCIES = (DKK, *CURRENCIES)
# How far the support stands above the cap: not at all, within the authority's rounding, further.
WITHIN, ROUNDED, OVER = "", "rounded", "over"
MOST_RATE = Decimal(100)


@dataclass(frozen=True)
class OperationFacts:
    """One operation as a public list tells it; *total* and *fund_amount* are in *currency*.

    A list names no beneficiary who is a natural person (G-12), and often leaves the rest out too.
    """

    source: str
    name: str
    total: Decimal
    currency: str
    beneficiary: str = ""
    identifier: str = ""
    fund: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    fund_amount: Decimal | None = None
    rate: Decimal | None = None
    place: str = ""
    postcode: str = ""


FACTS = tuple(one.name for one in fields(OperationFacts))
TEXTS = tuple(name for name in FACTS if OperationFacts.__annotations__[name] == "str")


def known_as(name: str) -> str:
    """A name as it is compared: small letters, one blank between words, no dots or hyphens."""
    composed = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(one if one.isalnum() else " " for one in composed).split())


def check_operation(facts: OperationFacts) -> list[Breach]:
    """What is wrong with a row before it may stand in the register."""
    found = []
    for name in TEXTS:
        if contains_cpr(getattr(facts, name)):
            message = _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            )
            found.append(Breach("CPR_NUMBER", message, name, rule="G-01"))
    if not facts.source.strip():
        message = _("Name the list that the operation stands in, with its edition.")
        found.append(Breach("SOURCE_MISSING", message, "source", rule="R-60"))
    if not facts.name.strip():
        message = _("Name the operation; a row without a name cannot be found again.")
        found.append(Breach("NAME_MISSING", message, "name", rule="R-60"))
    if facts.currency not in LIST_CURRENCIES:
        message = _("“%(currency)s” is no currency that is kept here. Use its three letters.")
        params = {"currency": facts.currency}
        found.append(Breach("CURRENCY_UNKNOWN", message, "currency", params, "R-53"))
    return found + _amounts(facts) + _term(facts)


def _amounts(facts: OperationFacts) -> list[Breach]:
    found = []
    if facts.total <= ZERO:
        message = _("%(amount)s is no total of an operation; it must be above zero.")
        params: dict[str, object] = {"amount": facts.total}
        found.append(Breach("TOTAL_WRONG", message, "total", params, "R-60"))
    if facts.fund_amount is not None and facts.fund_amount < ZERO:
        message = _("%(amount)s is no support; leave the cell empty where the list tells none.")
        params = {"amount": facts.fund_amount}
        found.append(Breach("SUPPORT_WRONG", message, "fund_amount", params, "R-60"))
    if facts.rate is not None and not 0 <= facts.rate <= MOST_RATE:
        message = _("The rate must lie between 0 and 100 per cent.")
        found.append(Breach("RATE_WRONG", message, "rate", rule="R-60"))
    return found


def _term(facts: OperationFacts) -> list[Breach]:
    if facts.starts_on is None or facts.ends_on is None or facts.starts_on <= facts.ends_on:
        return []
    message = _("The operation ends on %(ends)s, before it starts on %(starts)s.")
    params = {"starts": facts.starts_on, "ends": facts.ends_on}
    return [Breach("TERM_WRONG", message, "ends_on", params, "R-60")]


def above_cap(total: Decimal, fund_amount: Decimal | None, cap: Fraction) -> Decimal:
    """How much of the support stands above *cap* of the total: up to the next whole øre."""
    if fund_amount is None:
        return ZERO
    over = as_fraction(fund_amount) - cap * as_fraction(total)
    return -cents_down(-over) if over > 0 else ZERO


def deviation(
    total: Decimal, fund_amount: Decimal | None, cap: Fraction | None, rounding: Decimal
) -> str:
    """WITHIN the cap, ROUNDED by the authority, or further OVER (R-17)."""
    if cap is None or fund_amount is None:
        return WITHIN
    over = as_fraction(fund_amount) - cap * as_fraction(total)
    if over <= 0:
        return WITHIN
    return ROUNDED if over <= as_fraction(rounding) else OVER


def remarks(facts: OperationFacts, cap: Fraction | None, rounding: Decimal) -> list[Breach]:
    """What is said of a row that is taken all the same: a decided grant is recorded as it is."""
    how = deviation(facts.total, facts.fund_amount, cap, rounding)
    if how == WITHIN or cap is None:
        return []
    params: dict[str, object] = {
        "amount": facts.fund_amount,
        "over": above_cap(facts.total, facts.fund_amount, cap),
        "cap": cap,
        "total": facts.total,
    }
    if how == ROUNDED:
        message = _(
            "The authority's rounding puts %(amount)s up to %(over)s above the cap of %(cap)s of "
            "%(total)s. It is recorded as decided."
        )
        return [Breach("CAP_ROUNDED_UP", message, "fund_amount", params, "R-17")]
    message = _(
        "%(amount)s is %(over)s above the cap of %(cap)s of %(total)s, more than the authority's "
        "rounding. It is recorded as decided and shown as a deviation."
    )
    return [Breach("CAP_DEVIATION", message, "fund_amount", params, "R-17")]
