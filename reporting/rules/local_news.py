"""A consortium's own newsletter, and whom an issue or a page has reached, as sums (003)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

PAPER, MAIL, WEB = "paper", "mail", "web"
WAYS: Mapping[str, str] = {
    PAPER: _("On paper"),
    MAIL: _("By e-mail"),
    WEB: _("On a website"),
}
RECEIVED, OPENED, VISITS = "received", "opened", "visits"
MEASURES: Mapping[str, str] = {
    RECEIVED: _("Received it"),
    OPENED: _("Opened it"),
    VISITS: _("Visits to the page"),
}
LAW = "003"
# Public outputs hide counts of 1 to 4 (G-07).
SMALLEST, LARGEST = 1, 4


@dataclass(frozen=True)
class LocalFacts:
    """An issue of a consortium's own newsletter, and the office that edits it."""

    title: str
    issued_on: date
    way: str
    editor: str
    copies: int
    link: str = ""


@dataclass(frozen=True)
class ReachFacts:
    """How many, from when to when, and where the number comes from: a sum, never a person."""

    measure: str
    first: date
    last: date
    count: int
    source: str


@dataclass(frozen=True)
class Known:
    """What is known of the issue: its day, and how many received and opened it, if anybody knows.

    No *issued_on*: the figure is of the public page, which has visits alone.
    """

    issued_on: date | None = None
    received: int | None = None
    opened: int | None = None


def shown_count(number: int) -> int | None:
    """What everybody may read of a count of persons: nothing of 1 to 4 (G-07)."""
    return None if SMALLEST <= number <= LARGEST else number


def check_local(facts: LocalFacts, on: date) -> list[Breach]:
    """What is wrong with a local issue."""
    texts = {"title": facts.title, "editor": facts.editor}
    found = _empty(texts) + _personal(texts)
    if facts.way not in WAYS:
        found.append(Breach("WAY_UNKNOWN", _("Say how the issue came to its readers."), "way"))
    if facts.issued_on > on:
        message = _("%(day)s is still to come; an issue is noted when it is out.")
        found.append(Breach("ISSUED_AHEAD", message, "issued_on", {"day": facts.issued_on}, LAW))
    if facts.way == WEB and not facts.link:
        message = _("An issue on a website has an address. Write it, beginning with https://.")
        found.append(Breach("LINK_MISSING", message, "link", {}, LAW))
    if facts.link and not facts.link.startswith("https://"):
        message = _("Write the whole address, beginning with https://.")
        found.append(Breach("LINK_WRONG", message, "link"))
    return found


def check_reach(facts: ReachFacts, known: Known, on: date) -> list[Breach]:
    """What is wrong with a figure: its days, or more readers than copies were received."""
    found = _empty({"source": facts.source}) + _personal({"source": facts.source})
    if facts.last < facts.first:
        message = _("It would end on %(last)s, before it begins on %(first)s.")
        days: dict[str, object] = {"first": facts.first, "last": facts.last}
        found.append(Breach("ENDS_FIRST", message, "last", days))
    if facts.last > on:
        message = _("%(day)s is still to come; a figure is noted when the days are over.")
        found.append(Breach("COUNTED_AHEAD", message, "last", {"day": facts.last}, LAW))
    if known.issued_on is not None and facts.first < known.issued_on:
        message = _("The issue came out on %(day)s; nobody has read it before.")
        found.append(Breach("BEFORE_THE_ISSUE", message, "first", {"day": known.issued_on}, LAW))
    return found + _check_measure(facts, known)


def _check_measure(facts: ReachFacts, known: Known) -> list[Breach]:
    if facts.measure not in MEASURES:
        return [Breach("MEASURE_UNKNOWN", _("Say what was counted."), "measure", {}, LAW)]
    if known.issued_on is None and facts.measure != VISITS:
        message = _("A page is visited. Choose an issue, or count visits.")
        return [Breach("PAGE_IS_VISITED", message, "measure", {}, LAW)]
    opened = facts.count if facts.measure == OPENED else known.opened
    received = facts.count if facts.measure == RECEIVED else known.received
    if facts.measure == VISITS or opened is None or received is None or opened <= received:
        return []
    message = _("%(opened)s cannot have opened what %(received)s received.")
    params: dict[str, object] = {"opened": opened, "received": received}
    return [Breach("MORE_OPENED", message, "count", params, LAW)]


def _empty(texts: Mapping[str, str]) -> list[Breach]:
    message = _("This must be filled in.")
    return [Breach("EMPTY", message, name) for name, text in texts.items() if not text.strip()]


def _personal(texts: Mapping[str, str]) -> list[Breach]:
    message = _(
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it "
        "out."
    )
    return [
        Breach("CPR_NUMBER", message, name, {}, "G-01")
        for name, text in texts.items()
        if contains_cpr(text)
    ]
