"""Who has heard of the project, what it tells the public, and what stands in its store (003)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

NEWSPAPER, BROADCAST, WEB, SOCIAL, MEETING, OTHER = (
    *("newspaper", "broadcast", "web", "social", "meeting", "other"),
)
MEDIA: Mapping[str, str] = {
    NEWSPAPER: _("Newspaper or magazine"),
    BROADCAST: _("Radio or television"),
    WEB: _("Website"),
    SOCIAL: _("Social media"),
    MEETING: _("Talk or stand of our own"),
    OTHER: _("Other"),
}
RECEIVED, GIVEN, LOST = "received", "given", "lost"
MOVES: Mapping[str, str] = {
    RECEIVED: _("Received"),
    GIVEN: _("Given out"),
    LOST: _("Lost or outdated"),
}
_CPR = _(
    "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it out."
)


@dataclass(frozen=True)
class EventFacts:
    """What the public is told of an event."""

    title: str
    on: date
    place: str = ""
    hours: str = ""
    text: str = ""
    link: str = ""


def signed(move: str, count: int) -> int:
    """What a move does to the store."""
    return count if move == RECEIVED else -count


def check_move(move: str, count: int, stock: int) -> list[Breach]:
    """What is wrong with a move: unknown, of nothing, or of more than there is."""
    found = []
    if move not in MOVES:
        found.append(Breach("MOVE_UNKNOWN", _("Say whether packs came or went."), "move"))
    elif count < 1:
        found.append(Breach("MOVE_OF_NOTHING", _("Say how many packs; at least one."), "count"))
    elif stock + signed(move, count) < 0:
        message = _("There are %(stock)s packs; %(count)s cannot leave.")
        params: dict[str, object] = {"stock": stock, "count": count}
        found.append(Breach("STOCK_BELOW_ZERO", message, "count", params, "003"))
    return found


def check_seen(text: str, medium: str, seen_on: date, on: date) -> list[Breach]:
    """What is wrong with an entry in the log of visibility."""
    found = []
    if medium not in MEDIA:
        found.append(Breach("MEDIUM_UNKNOWN", _("Say where the project was seen."), "medium"))
    if not text.strip():
        message = _("Write what was shown and where: the title, the paper, the address.")
        found.append(Breach("SEEN_WORDLESS", message, "text"))
    if contains_cpr(text):
        found.append(Breach("CPR_NUMBER", _CPR, "text", {}, "G-01"))
    if seen_on > on:
        message = _("It was seen today at the latest, not on %(day)s.")
        found.append(Breach("SEEN_AHEAD", message, "seen_on", {"day": seen_on}))
    return found


def check_event(facts: EventFacts, on: date) -> list[Breach]:
    """What is wrong with an event before it is announced."""
    found = []
    if not facts.title.strip():
        found.append(Breach("EVENT_WORDLESS", _("Give the event a title."), "title"))
    if facts.on < on:
        message = _("%(day)s has passed. An event is announced before it is held.")
        found.append(Breach("EVENT_PAST", message, "on", {"day": facts.on}))
    if facts.link and not facts.link.startswith("https://"):
        message = _("Write the whole address, beginning with https://.")
        found.append(Breach("LINK_WRONG", message, "link"))
    found += [
        Breach("CPR_NUMBER", _CPR, name, {}, "G-01")
        for name in ("title", "place", "hours", "text")
        if contains_cpr(getattr(facts, name))
    ]
    return found
