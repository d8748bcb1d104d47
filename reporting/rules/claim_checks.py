"""Which checks of rules.md 4.4 a claim must pass before the controller checks it (rules.md 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import gettext_noop as _


@dataclass(frozen=True)
class Demand:
    """Whether a fault of a check stops a claim, and why it does or does not."""

    blocks: bool
    why: str


MONEY = Demand(True, _("The fault is about cost or financing that the claim declares."))
FIGURES = Demand(True, _("The fault is about the claim's own figures or those before it."))
RECORD = Demand(True, _("What the fund would rest its decision on is missing or wrong."))
LATER = Demand(False, _("It is about what follows a claim, which another claim does not change."))
SLOW = Demand(False, _("Every version and file is read again, which `verify_ledger` does nightly."))
DUTY = Demand(False, _("A duty of the project with its own deadline; no cost hangs on it."))

DEMANDS: Mapping[str, Demand] = {
    **dict.fromkeys(("A-01", "A-02", "A-03", "A-04", "A-05", "A-06"), MONEY),
    "A-07": RECORD,
    **dict.fromkeys(("A-08", "A-09", "A-10"), FIGURES),
    **dict.fromkeys(("A-11", "A-12", "A-13", "A-14", "A-15", "A-16", "A-17"), MONEY),
    "A-18": RECORD,
    **dict.fromkeys(("A-19", "A-20", "A-21", "A-22"), MONEY),
    **dict.fromkeys(("A-23", "A-24"), RECORD),
    **dict.fromkeys(("A-25", "A-26"), DUTY),
    "A-27": FIGURES,
    **dict.fromkeys(("A-28", "A-29"), LATER),
    "A-30": FIGURES,
    "A-31": RECORD,
    "A-32": SLOW,
    "A-33": DUTY,
    "A-34": RECORD,
    "A-35": RECORD,
    "A-36": DUTY,
}


def blocks_claim(code: str) -> bool:
    """Whether a fault of the check *code* stops a claim; a check of the house's own does not."""
    demand = DEMANDS.get(code)
    return demand is not None and demand.blocks
