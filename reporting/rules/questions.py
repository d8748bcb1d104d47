"""The lead's questions as a list of things to do: where each stands, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
STATES = (OPEN, ANSWERED, CLOSED)
# What a partner does next with a report that came back.
ANSWER, COMPLETE, APPROVE, SUBMIT, NOTHING = "answer", "complete", "approve", "submit", ""


def state_of(answer: str, closed_at: dt.datetime | None) -> str:
    """Open until it is answered; closed when the lead is content with the answer, or without."""
    if closed_at is not None:
        return CLOSED
    return ANSWERED if answer else OPEN


def place_of(state: str, due_on: dt.date, key: int) -> tuple[int, dt.date, int]:
    """Where a question stands in the list: the open ones first, by their day."""
    return (STATES.index(state), due_on, key)


def next_deed(report_state: str, states: Iterable[str], *, is_complete: bool) -> str:
    """What the partner does next: answer, put right what is missing, approve, submit, or nothing.

    Every answer given, a returned report is approved and sent again (rules.md 3.1); so is one that
    its own approver has sent back to a draft meanwhile.
    """
    asked = set(states)
    if report_state == "approved_partner":
        return SUBMIT
    if not asked or report_state not in {"draft", "returned"}:
        return NOTHING
    if OPEN in asked:
        return ANSWER
    return APPROVE if is_complete else COMPLETE
