"""The traffic light of a quarter, and what minutes and evaluations must hold (rules.md 5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
# What is delivered, against what the elapsed part of the year asks for.
ON_TRACK, BEHIND = Fraction(4, 5), Fraction(1, 2)
LIGHT_RULE = _(
    "Green: at least 80 per cent of what the elapsed part of the term asks for is delivered. "
    "Yellow: at least 50 per cent. Red: less, or more is used than granted. Delivered is the "
    "average over the year's targets of done against at least, counted to 100 per cent each; a "
    "target in words counts when it is done. Without targets there is no light."
)


@dataclass(frozen=True)
class Reached:
    """A target and how far it is."""

    text: str
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str
    done: Decimal

    @property
    def share(self) -> Fraction:
        """The part that is delivered, to 1 at most; words are done or not."""
        if self.minimum is None:
            return Fraction(1) if self.done > 0 else Fraction(0)
        return max(Fraction(0), min(Fraction(1), Fraction(self.done) / Fraction(self.minimum)))


def elapsed(starts_on: dt.date, ends_on: dt.date, day: dt.date) -> Fraction:
    """The part of a term that is over at the end of *day*."""
    total = (ends_on - starts_on).days + 1
    gone = (min(day, ends_on) - starts_on).days + 1
    return Fraction(max(0, gone), total)


def delivered(targets: Sequence[Reached]) -> Fraction | None:
    """The average over all targets; None where there are none."""
    if not targets:
        return None
    return sum((one.share for one in targets), Fraction(0)) / len(targets)


def light_of(
    targets: Sequence[Reached], expected: Fraction, granted: Decimal, used: Decimal
) -> str:
    """The light by `LIGHT_RULE`."""
    if used > granted:
        return RED
    share = delivered(targets)
    if share is None:
        return GREY
    if share >= ON_TRACK * expected:
        return GREEN
    return YELLOW if share >= BEHIND * expected else RED


def check_minutes(
    held_on: dt.date, participants: str, decisions: str, first: dt.date, today: dt.date
) -> list[Breach]:
    """Find what minutes lack before they are closed."""
    found = []
    if not first <= held_on <= today:
        message = _("The meeting was held between %(first)s and today, not on %(day)s.")
        params = {"first": first, "day": held_on}
        found.append(Breach("MEETING_DAY", message, "held_on", params, "rules 5.3"))
    if not participants.strip():
        message = _("The minutes say who took part: one a line, role and organisation.")
        found.append(Breach("NOBODY_MET", message, "participants", {}, "rules 5.3"))
    if not decisions.strip():
        message = _("The minutes say what was decided; if nothing was, write that.")
        found.append(Breach("NOTHING_DECIDED", message, "decisions", {}, "rules 5.3"))
    return found


def check_quarters(year: int, expected: Iterable[int], closed: Iterable[int]) -> list[Breach]:
    """Find quarters whose minutes are not closed: an evaluation is built from all of them."""
    missing = sorted(set(expected) - set(closed))
    if not missing:
        return []
    message = _(
        "The evaluation of %(year)s is built from its statuses; not closed yet: %(missing)s."
    )
    params = {"year": str(year), "missing": ", ".join(str(number) for number in missing)}
    return [Breach("STATUS_MISSING", message, "year", params, "rules 5.3")]


def next_body(path: Sequence[int], decided: Iterable[int]) -> int | None:
    """The place of the body whose turn it is; None when all have decided."""
    done = set(decided)
    return next((number for number in path if number not in done), None)


def check_turn(body: tuple[int, str], turn: tuple[int, str]) -> list[Breach]:
    """Find that a body, by its place and name, decides out of its order."""
    if body == turn:
        return []
    params = {"body": body[1], "turn": turn[1]}
    if body[0] < turn[0]:
        message = _("%(body)s has decided already. It is the turn of %(turn)s.")
        return [Breach("BODY_HAS_DECIDED", message, "body", params, "rules 5.3")]
    message = _("It is the turn of %(turn)s. %(body)s decides when that is done.")
    return [Breach("NOT_ITS_TURN", message, "body", params, "rules 5.3")]


def check_decision(
    outcome: str, text: str, decided_on: dt.date, not_before: dt.date, today: dt.date
) -> list[Breach]:
    """Find what a body's decision lacks: a day in order, and words where it is not plainly yes."""
    found = []
    if not not_before <= decided_on <= today:
        message = _("The body decided between %(first)s and today, not on %(day)s.")
        params = {"first": not_before, "day": decided_on}
        found.append(Breach("DECISION_DAY", message, "decided_on", params, "rules 5.3"))
    if outcome != "adopted" and not text.strip():
        message = _("Write down the remarks, or why it is sent back.")
        found.append(Breach("REMARKS_MISSING", message, "text", {}, "rules 5.3"))
    return found
