"""The funder's clock: 80 days from the claim, stopped by questions (W-07, R-70, CPR 74(1)(b))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Interruption:
    """A question of the funder, and the day on which it was answered; None while it is open."""

    asked_on: dt.date
    answered_on: dt.date | None = None


@dataclass(frozen=True)
class Clock:
    """Where the clock stands.

    `used` days have run, `left` is what remains (below zero: too late), `due_on` is the last day to
    pay; it is None while a question is open, since nobody knows when the clock runs again.
    """

    used: int
    left: int
    interrupted: int
    due_on: dt.date | None

    @property
    def is_stopped(self) -> bool:
        """Whether a question is open."""
        return self.due_on is None

    @property
    def is_late(self) -> bool:
        """Whether more days have run than the funder has."""
        return self.left < 0


def clock_of(
    submitted_on: dt.date, interruptions: Sequence[Interruption], days: int, on: dt.date
) -> Clock:
    """Where a clock of *days* stands on the day *on*, for a claim sent on *submitted_on*.

    The day of the claim counts 0. A question stops the clock from its day until the day of its
    answer, which runs again; questions that overlap stop it once. Raises ValueError for a day
    before the claim, or an answer before its question.
    """
    if on < submitted_on:
        raise ValueError("the clock is not read before the claim was sent")
    stopped, open_since = _stopped_days(submitted_on, interruptions, on)
    used = (on - submitted_on).days - stopped
    due_on = None if open_since else submitted_on + dt.timedelta(days=days + stopped)
    return Clock(used, days - used, stopped, due_on)


def _stopped_days(
    submitted_on: dt.date, interruptions: Sequence[Interruption], on: dt.date
) -> tuple[int, bool]:
    """How many days until *on* the clock stood, and whether it stands now."""
    stopped = 0
    reached = submitted_on
    is_open = False
    for one in sorted(interruptions, key=lambda each: each.asked_on):
        if one.asked_on < submitted_on or (one.answered_on and one.answered_on < one.asked_on):
            raise ValueError("a question comes after the claim, and its answer after the question")
        if one.asked_on > on:
            continue
        is_open = is_open or one.answered_on is None or one.answered_on > on
        first, last = max(one.asked_on, reached), min(one.answered_on or on, on)
        stopped += max(0, (last - first).days)
        reached = max(reached, last)
    return stopped, is_open
