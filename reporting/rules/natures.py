"""Kinds of cost that the fund does not pay, or pays on a condition (R-54).

Which they are is a parameter of the frozen profile, `cost_natures`: what it does not name cannot be
chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import as_fraction, cents_down
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules.profiles import CAPPED, EXCLUDED, REASONED, RuleProfile

ORDINARY, INTEREST, LAND = "ordinary", "interest", "land"
RECOVERABLE_VAT, EQUIPMENT, DEPRECIATION = "recoverable_vat", "equipment", "depreciation"
NATURES = (ORDINARY, INTEREST, LAND, RECOVERABLE_VAT, EQUIPMENT, DEPRECIATION)
# ESF+ art. 16(1): why a purchase of equipment may count all the same.
NECESSARY, DEPRECIATED, CHEAPEST = "necessary", "depreciated", "cheapest"
BASES = (NECESSARY, DEPRECIATED, CHEAPEST)

_EXCLUDED = {
    INTEREST: _("Interest on debt is never eligible. Leave the cost out."),
    LAND: _("The purchase of land is not eligible under this grant. Leave the cost out."),
    RECOVERABLE_VAT: _("VAT that somebody pays back is not eligible. Leave the cost out."),
    EQUIPMENT: _(
        "Furniture, equipment and vehicles are not bought with this grant's money; only their "
        "depreciation counts. Enter the depreciation of the period instead."
    ),
    DEPRECIATION: _("Depreciation is not eligible under this grant. Leave the cost out."),
}


@dataclass(frozen=True)
class NatureFacts:
    """What kind of cost it is, and the reason given; amounts in DKK."""

    nature: str = ORDINARY
    basis: str = ""
    reason: str = ""
    amount: Decimal = Decimal(0)


def named_natures(profile: RuleProfile) -> tuple[str, ...]:
    """The kinds that a partner chooses from under *profile*, in the order of `NATURES`.

    What is not eligible is offered too: whoever chooses it is told what to do instead.
    """
    named = dict(profile.cost_natures)
    return tuple(nature for nature in NATURES if nature == ORDINARY or nature in named)


def check_nature(
    facts: NatureFacts, profile: RuleProfile, *, land_before: Decimal, budget: Decimal
) -> list[Breach]:
    """Refuse what the fund does not pay (R-54).

    *land_before* is the land that other rows of the grant declare; it may be `land_max` of *budget*
    in all.
    """
    if facts.nature == ORDINARY:
        return []
    treatment = dict(profile.cost_natures).get(facts.nature)
    if treatment is None:
        message = _("The grant's rules do not name this kind of cost. Choose an ordinary cost.")
        return [Breach("NATURE_UNKNOWN", message, "nature", rule="R-54")]
    if treatment == EXCLUDED:
        return [Breach("NATURE_NOT_ELIGIBLE", _EXCLUDED[facts.nature], "nature", rule="R-54")]
    if treatment == REASONED:
        return _check_reason(facts)
    if treatment == CAPPED:
        return _check_land(facts, profile, land_before, budget)
    return []


def _check_reason(facts: NatureFacts) -> list[Breach]:
    found = []
    if facts.basis not in BASES:
        message = _(
            "Bought equipment counts if it is necessary for the aim, fully depreciated in the "
            "project, or the cheapest way. Choose which."
        )
        found.append(Breach("NATURE_BASIS_MISSING", message, "nature_basis", rule="R-54"))
    if not facts.reason.strip():
        message = _("Give the reason why the equipment was bought, for the auditor.")
        found.append(Breach("NATURE_REASON_MISSING", message, "nature_reason", rule="R-54"))
    return found


def _check_land(
    facts: NatureFacts, profile: RuleProfile, land_before: Decimal, budget: Decimal
) -> list[Breach]:
    most = cents_down(as_fraction(budget) * profile.land_max)
    if land_before + facts.amount <= most:
        return []
    message = _(
        "Land may be %(most)s kr. of this project, and %(before)s kr. are declared already: at "
        "most %(room)s kr. is left, not %(amount)s kr."
    )
    params: dict[str, object] = {
        "most": most,
        "before": land_before,
        "room": max(Decimal("0.00"), most - land_before),
        "amount": facts.amount,
    }
    return [Breach("LAND_OVER_LIMIT", message, "nature", params, "R-54")]
