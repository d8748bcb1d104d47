"""Work with other projects, among partners, and in the Dialogforum (003, W-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.spans import Span

REGION, OUTSIDE = "region", "outside"
WHERE: Mapping[str, str] = {REGION: _("In the region"), OUTSIDE: _("Outside the region")}
BUSINESS, MUNICIPALITY, OTHER = "business", "municipality", "other"
ANCHORS: Mapping[str, str] = {
    BUSINESS: _("Business council"),
    MUNICIPALITY: _("Municipality"),
    OTHER: _("Another body"),
}
PLANNED, RUNNING, DONE, STOPPED = "planned", "running", "done", "stopped"
PROGRESS: Mapping[str, str] = {
    PLANNED: _("Planned"),
    RUNNING: _("Under way"),
    DONE: _("Carried out"),
    STOPPED: _("Given up"),
}
_CPR = _(
    "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it out."
)


@dataclass(frozen=True)
class RelatedFacts:
    """A project beside ours: who runs it, where, what both do, and why nothing is paid twice."""

    name: str
    owner: str
    where: str
    contact: str = ""
    link: str = ""
    overlap: str = ""
    double_funding: str = ""
    is_shown: bool = False


@dataclass(frozen=True)
class TaskFacts:
    """What the partner that answers for a regional task plans, and how far it has come."""

    plan: str = ""
    follow_up: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    progress: str = PLANNED


@dataclass(frozen=True)
class AreaFacts:
    """How an area is organised: its municipalities, where it is anchored, who leads it."""

    name: str
    municipalities: str
    anchor: str
    manager: str
    text: str = ""


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting of the Dialogforum."""

    held_on: date
    place: str
    agenda: str
    minutes: str = ""


def check_related(facts: RelatedFacts) -> list[Breach]:
    """What an entry lacks: names, and a word on double funding where both do the same (R-60)."""
    found = _empty({"name": facts.name, "owner": facts.owner}) + _personal(vars(facts))
    if facts.is_shown and not facts.link.strip():
        message = _("What is shown to everybody is a link. Write the address of the project.")
        found.append(Breach("SHOWN_WITHOUT_LINK", message, "link", {}, "003"))
    if facts.where not in WHERE:
        found.append(Breach("WHERE_UNKNOWN", _("Say whether it is in the region."), "where"))
    if facts.overlap.strip() and not facts.double_funding.strip():
        message = _(
            "Both projects do the same in part. Write how it is ensured that nothing is paid by "
            "both."
        )
        found.append(Breach("DOUBLE_FUNDING_OPEN", message, "double_funding", {}, "R-60"))
    return found


def check_task(facts: TaskFacts, project: Span) -> list[Breach]:
    """What is wrong with a task's plan: its days, or an end that nobody gives account of (W-10)."""
    found = _personal(vars(facts))
    days: dict[str, object] = {"starts_on": facts.starts_on, "ends_on": facts.ends_on}
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        message = _("The task begins on %(starts_on)s and cannot end before that, on %(ends_on)s.")
        found.append(Breach("TASK_ENDS_FIRST", message, "ends_on", days, "W-10"))
    message = _(
        "%(day)s lies outside the project, which runs from %(first)s to %(last)s. Choose a day "
        "in it."
    )
    for name in ("starts_on", "ends_on"):
        day = getattr(facts, name)
        if day is not None and not project.contains(day):
            told = {"day": day, "first": project.first, "last": project.last}
            found.append(Breach("TASK_OUTSIDE", message, name, told, "W-10"))
    if facts.progress not in PROGRESS:
        message = _("Say how far the task has come.")
        found.append(Breach("PROGRESS_UNKNOWN", message, "progress", {}, "W-10"))
    if facts.progress in (DONE, STOPPED) and not facts.follow_up.strip():
        message = _("The task has ended. Write in the follow-up what came of it, or why it ended.")
        found.append(Breach("FOLLOW_UP_MISSING", message, "follow_up", {}, "W-10"))
    return found


def check_area(facts: AreaFacts) -> list[Breach]:
    """What the description of an area lacks (003: the local organisation is described)."""
    asked = {
        "name": facts.name,
        "municipalities": facts.municipalities,
        "manager": facts.manager,
    }
    found = _empty(asked) + _personal(vars(facts))
    if facts.anchor not in ANCHORS:
        found.append(Breach("ANCHOR_UNKNOWN", _("Say where the area is anchored."), "anchor"))
    return found


def check_meeting(facts: MeetingFacts, seats: Sequence[Span], on: date) -> list[Breach]:
    """What is wrong with a meeting: minutes of the future, or members who had no seat then."""
    found = _empty({"agenda": facts.agenda})
    texts = {"place": facts.place, "agenda": facts.agenda, "minutes": facts.minutes}
    found += _personal(texts)
    if facts.minutes.strip() and facts.held_on > on:
        message = _("The meeting is on %(day)s; minutes are written when it has been held.")
        found.append(Breach("MINUTES_AHEAD", message, "minutes", {"day": facts.held_on}))
    if any(not seat.first <= facts.held_on <= seat.last for seat in seats):
        message = _("One of those present had no seat in the forum on %(day)s.")
        found.append(Breach("NO_SEAT", message, "present", {"day": facts.held_on}))
    return found


def _empty(texts: Mapping[str, str]) -> list[Breach]:
    message = _("This must be filled in.")
    return [Breach("EMPTY", message, name) for name, text in texts.items() if not text.strip()]


def _personal(texts: Mapping[str, object]) -> list[Breach]:
    return [
        Breach("CPR_NUMBER", _CPR, name, {}, "G-01")
        for name, text in texts.items()
        if isinstance(text, str) and contains_cpr(text)
    ]
