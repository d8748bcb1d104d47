"""Which checks of rules.md 4.4 a report and a claim must pass before they are sent (rules.md 3.1).

One table: what a fault of each check does to a claim and to a partner's report, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import gettext_noop as _

# A fault stops what is to be sent; is told and must be read; is told if the nightly run has found
# it; is not asked for here.
BLOCK, WARN, NIGHT, SKIP = "block", "warn", "night", "skip"


@dataclass(frozen=True)
class Demand:
    """What a fault of a check does, and why."""

    at: str
    why: str

    @property
    def blocks(self) -> bool:
        """Whether it stops what is to be sent."""
        return self.at == BLOCK


@dataclass(frozen=True)
class Demands:
    """What a fault of one check does to a claim, and to a partner's report."""

    claim: Demand
    report: Demand


# What it means to a claim …
MONEY = Demand(BLOCK, _("The fault is about cost or financing that the claim declares."))
FIGURES = Demand(BLOCK, _("The fault is about the claim's own figures or those before it."))
RECORD = Demand(BLOCK, _("What the fund would rest its decision on is missing or wrong."))
LATER = Demand(WARN, _("It is about what follows a claim, which another claim does not change."))
WORDS = Demand(BLOCK, _("The papers that go with the claim would say less than is asked for."))
SLOW = Demand(NIGHT, _("Every version and file is read again, which is done every night."))
DUTY = Demand(WARN, _("A duty of the project with its own deadline; no cost hangs on it."))
HOUSE = Demand(NIGHT, _("About the installation, which its keeper mends; no row of the claim."))
BESIDE = Demand(NIGHT, _("It is about money, agreements and persons beside the claim."))

# … and to a report.
OWN = Demand(BLOCK, _("The partner can mend its own row, and the lead could not count it."))
LEADS = Demand(WARN, _("The lead decides on it, line by line; the partner should know."))
GUARDED = Demand(SKIP, _("The submission itself asks the same of everybody who wrote in it."))
TOLD_APART = Demand(SKIP, _("The submission itself asks it, and names no other partner's row."))
NOT_YET = Demand(SKIP, _("It is about what the lead makes of the report afterwards."))
NOT_THEIRS = Demand(SKIP, _("It is about the lead's own records, which the partner does not see."))

DEMANDS: Mapping[str, Demands] = {
    **dict.fromkeys(("A-01", "A-02", "A-03"), Demands(MONEY, OWN)),
    "A-04": Demands(MONEY, NOT_YET),
    "A-05": Demands(MONEY, OWN),
    "A-06": Demands(MONEY, LEADS),
    "A-07": Demands(RECORD, GUARDED),
    **dict.fromkeys(("A-08", "A-09", "A-10"), Demands(FIGURES, NOT_YET)),
    "A-11": Demands(MONEY, TOLD_APART),
    "A-12": Demands(MONEY, LEADS),
    **dict.fromkeys(("A-13", "A-14", "A-15"), Demands(MONEY, OWN)),
    "A-16": Demands(MONEY, NOT_YET),
    "A-17": Demands(MONEY, OWN),
    "A-18": Demands(RECORD, OWN),
    **dict.fromkeys(("A-19", "A-20", "A-21"), Demands(MONEY, OWN)),
    "A-22": Demands(MONEY, NOT_THEIRS),
    "A-23": Demands(RECORD, LEADS),
    "A-24": Demands(RECORD, NOT_YET),
    **dict.fromkeys(("A-25", "A-26"), Demands(DUTY, NOT_YET)),
    "A-27": Demands(FIGURES, NOT_YET),
    **dict.fromkeys(("A-28", "A-29"), Demands(LATER, NOT_YET)),
    "A-30": Demands(FIGURES, NOT_YET),
    "A-31": Demands(RECORD, NOT_THEIRS),
    "A-32": Demands(SLOW, NOT_THEIRS),
    "A-33": Demands(DUTY, NOT_THEIRS),
    "A-34": Demands(RECORD, NOT_THEIRS),
    "A-35": Demands(RECORD, OWN),
    "A-36": Demands(DUTY, NOT_THEIRS),
    **dict.fromkeys(("R-53", "H-03", "H-05"), Demands(MONEY, OWN)),
    "H-04": Demands(FIGURES, NOT_YET),
    "T-01": Demands(WORDS, NOT_THEIRS),
    **dict.fromkeys(("H-01", "H-02", "H-06"), Demands(HOUSE, NOT_THEIRS)),
    **dict.fromkeys(("H-10", "H-11", "H-12", "H-13", "H-14", "H-15"), Demands(BESIDE, NOT_THEIRS)),
    **dict.fromkeys(("H-07", "H-08", "H-09"), Demands(SLOW, NOT_THEIRS)),
}


def blocks_claim(code: str) -> bool:
    """Whether a fault of the check *code* stops a claim."""
    return code in DEMANDS and DEMANDS[code].claim.blocks
