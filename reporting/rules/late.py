"""Cost that was forgotten in its own period and comes in the next open one (R-52, R-91, A-06).

It keeps its true dates and is tested on them: on the budget version, the agreement and the hour
limits of its day. It is marked late by itself, and whoever enters it says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span


@dataclass(frozen=True)
class PeriodFacts:
    """A period as one partner meets it; `takes_costs` while its own report of it is open."""

    key: int
    number: int
    span: Span
    takes_costs: bool


def late_of(incurred_on: date, period: int, periods: Sequence[PeriodFacts]) -> PeriodFacts | None:
    """The earlier period that a cost of *incurred_on* belongs to, if that takes no more costs.

    *period* is the number of the one whose report the cost stands in. None: the cost is not late.
    """
    for one in periods:
        if one.number < period and one.span.contains(incurred_on):
            return None if one.takes_costs else one
    return None


def check_late(late: PeriodFacts | None, reason: str, incurred_on: date) -> list[Breach]:
    """Refuse a late cost that does not say why it is late."""
    if late is None or reason.strip():
        return []
    message = _(
        "Incurred on %(day)s, in period %(period)s, which takes no more costs: this cost is late. "
        "Say why it was not reported in time."
    )
    params = {"day": incurred_on, "period": late.number}
    return [Breach("LATE_WITHOUT_REASON", message, "late_reason", params, "R-52")]


def check_agreement(
    incurred_on: date, agreed: Span | None, subject: str = "incurred_on"
) -> list[Breach]:
    """Refuse cost of a day on which the partner had no agreement (A-06)."""
    if agreed is not None and agreed.contains(incurred_on):
        return []
    message = _(
        "Incurred on %(day)s, when no partnership agreement was in force. Correct the date, or "
        "leave the cost out."
    )
    return [Breach("OUTSIDE_AGREEMENT", message, subject, {"day": incurred_on}, "A-06")]


def check_not_final(claim: int | None) -> list[Breach]:
    """Refuse any cost, late or not, once the final claim has been checked (rules.md 3.0)."""
    if claim is None:
        return []
    message = _(
        "Final claim %(number)s has been checked, so no cost is added to the grant any "
        "more, not even a late one. Leave the cost out."
    )
    return [Breach("FINAL_CLAIM_CHECKED", message, "", {"number": claim}, "rules 3.0")]
