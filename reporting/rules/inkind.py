"""How a contribution in kind is valued: by whom, from what, and never above it (R-20 to R-24)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.staff import hours_cost

WORKS, GOODS, SERVICES, PREMISES = "works", "goods", "services", "premises"
UNPAID_WORK, THIRD_PARTY_PAY = "unpaid_work", "third_party_pay"
CONTRIBUTIONS = (WORKS, GOODS, SERVICES, PREMISES, UNPAID_WORK, THIRD_PARTY_PAY)


@dataclass(frozen=True)
class Valuation:
    """The valuation note of one contribution in kind, DKK and hours (R-20)."""

    contribution: str = ""
    method: str = ""
    source: str = ""
    valued_by: str = ""
    # Unpaid work: verified hours × the pay for equal work.
    work_hours: Decimal = ZERO
    hourly_pay: Decimal = ZERO
    # Wages or allowances that somebody else pays to participants.
    third_party: str = ""
    third_party_cost: Decimal = ZERO

    @property
    def texts(self) -> dict[str, str]:
        """What is free text, for the search for CPR numbers."""
        return {
            "valuation_method": self.method,
            "valuation_source": self.source,
            "valued_by": self.valued_by,
            "third_party": self.third_party,
        }


def work_value(valuation: Valuation) -> Decimal:
    """What unpaid work is worth: hours × pay for equal work (R-20, C17)."""
    return hours_cost(valuation.hourly_pay, valuation.work_hours)


def check_valuation(valuation: Valuation, value: Decimal) -> list[Breach]:
    """Everything that a contribution of *value* DKK lacks in its valuation note."""
    found = []
    if valuation.contribution not in CONTRIBUTIONS:
        message = _("Choose what was contributed: goods, services, premises, work or wages.")
        found.append(Breach("CONTRIBUTION_MISSING", message, "contribution", rule="R-20"))
    required = {
        "valuation_method": _("Say how the contribution was valued."),
        "valuation_source": _("Name the source of the value, so that others can assess it."),
        "valued_by": _("Name who valued the contribution."),
    }
    found += [
        Breach("VALUATION_MISSING", message, name, rule="R-20")
        for name, message in required.items()
        if not valuation.texts[name].strip()
    ]
    if valuation.contribution == UNPAID_WORK:
        found += _check_work(valuation, value)
    if valuation.contribution == THIRD_PARTY_PAY:
        found += _check_third_party(valuation, value)
    return found


def _check_work(valuation: Valuation, value: Decimal) -> list[Breach]:
    if valuation.work_hours <= 0 or valuation.hourly_pay <= 0:
        message = _("Unpaid work is verified hours × the pay for equal work. Enter both, above 0.")
        return [Breach("WORK_NOT_VALUED", message, "work_hours", rule="R-20")]
    worth = work_value(valuation)
    if worth == value:
        return []
    message = _(
        "%(hours)s hours at %(pay)s kr. are %(worth)s kr., not %(value)s kr. Correct the "
        "hours, the pay or the amount."
    )
    params: dict[str, object] = {
        "hours": valuation.work_hours,
        "pay": valuation.hourly_pay,
        "worth": worth,
        "value": value,
    }
    return [Breach("WORK_VALUE_DIFFERS", message, "net", params, "R-20")]


def _check_third_party(valuation: Valuation, value: Decimal) -> list[Breach]:
    found = []
    if not valuation.third_party.strip():
        message = _("Name the third party that pays the wages or allowances.")
        found.append(Breach("THIRD_PARTY_MISSING", message, "third_party", rule="R-24"))
    if value > valuation.third_party_cost:
        message = _(
            "%(value)s kr. is more than the third party's own cost of %(cost)s kr. Enter at most "
            "what the third party paid."
        )
        params: dict[str, object] = {"value": value, "cost": valuation.third_party_cost}
        found.append(Breach("OVER_THIRD_PARTY_COST", message, "net", params, "R-24"))
    return found
