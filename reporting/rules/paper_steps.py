"""The path of a paper through the bodies that decide on it (rules.md 5.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _


def next_body(bodies: Sequence[str], decided: int) -> str | None:
    """Whose turn it is after *decided* decisions; None when the path is at its end."""
    return bodies[decided] if decided < len(bodies) else None


def check_decision(
    decision: str, on: dt.date, *, sent_on: dt.date, last: dt.date | None, today: dt.date
) -> list[Breach]:
    """A decision has words, and its day lies between the step before and *today*."""
    found = []
    if not decision.strip():
        message = _("Write what was decided.")
        found.append(Breach("DECISION_EMPTY", message, "decision", rule="rules 5.2"))
    first = max(sent_on, last or sent_on)
    if not first <= on <= today:
        message = _("The decision is dated between %(first)s and %(last)s, not %(day)s.")
        params = {"first": first, "last": today, "day": on}
        found.append(Breach("DECISION_DAY", message, "decided_on", params, "rules 5.2"))
    return found
