"""The register of barriers and proposals: what each says, and what counts as progress (rules 6.4).

"Substantial progress" is no feeling but a rule: the status codes that count and the remarks that
take a proposal out again. Every count of a note is made by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

ATTRACT, RECEIVE, RETAIN = "attract", "receive", "retain"
PHASES = (ATTRACT, RECEIVE, RETAIN)

NOT_STARTED, STARTS_SOON, STARTED, RUNNING = "not_started", "starts_soon", "started", "running"
NO_RESULT, PART_OF, EXTERNAL = "no_result", "part_of", "external"
STATUS_CODES = (NOT_STARTED, STARTS_SOON, STARTED, RUNNING, NO_RESULT, PART_OF, EXTERNAL)

# What a status may have to add: nothing new was begun, or the text itself says "no progress yet".
NO_NEW_ACTION, NO_PROGRESS = "no_new_action", "no_progress"
FLAGS = (NO_NEW_ACTION, NO_PROGRESS)

FEWEST_OWNERS, MOST_OWNERS = 1, 3


@dataclass(frozen=True)
class MeasureFacts:
    """One proposal as its catalogue tells it; what the catalogue leaves empty stays empty."""

    number: int
    title: str
    phase: str
    is_own: bool
    is_running: bool
    text: str = ""
    who: str = ""
    target_group: str = ""
    effect: str = ""
    resources: str = ""
    strategy: str = ""


@dataclass(frozen=True)
class StatusFacts:
    """What an owner says of a proposal on a day."""

    code: str
    text: str
    on: date
    no_new_action: bool = False
    no_progress: bool = False

    @property
    def flags(self) -> frozenset[str]:
        """The remarks that stand."""
        return frozenset(name for name in FLAGS if getattr(self, name))


FACTS = tuple(one.name for one in fields(MeasureFacts))
TEXTS = tuple(name for name in FACTS if MeasureFacts.__annotations__[name] == "str")


@dataclass(frozen=True)
class CountingRule:
    """Which proposals show substantial progress: *codes* count, unless one of *but_not* stands."""

    codes: frozenset[str]
    but_not: frozenset[str] = frozenset()

    def counts(self, code: str, flags: Collection[str] = ()) -> bool:
        """Whether a proposal of this status counts; one without any status does not."""
        return code in self.codes and not self.but_not.intersection(flags)


def check_measure(facts: MeasureFacts, owners: Sequence[str]) -> list[Breach]:
    """What is wrong with a proposal before it may stand in the register."""
    found = [_cpr(name) for name in TEXTS if contains_cpr(getattr(facts, name))]
    if facts.number < 1:
        message = _("%(number)s is no number of a proposal; they are counted from 1.")
        params: dict[str, object] = {"number": facts.number}
        found.append(Breach("NUMBER_WRONG", message, "number", params, "rules 6.4"))
    if not facts.title.strip():
        message = _("Give the proposal a title; a number alone says nothing.")
        found.append(Breach("TITLE_MISSING", message, "title", rule="rules 6.4"))
    if facts.phase not in PHASES:
        message = _("“%(phase)s” is no phase. Choose attraction, reception or retention.")
        params = {"phase": facts.phase}
        found.append(Breach("PHASE_UNKNOWN", message, "phase", params, "rules 6.4"))
    return found + check_owners(owners)


def check_owners(owners: Sequence[str]) -> list[Breach]:
    """One to three owners, each named once (rules 6.4)."""
    found = []
    if not FEWEST_OWNERS <= len(owners) <= MOST_OWNERS:
        message = _("A proposal has %(least)s to %(most)s owners, this one has %(count)s.")
        params: dict[str, object] = {
            "least": FEWEST_OWNERS,
            "most": MOST_OWNERS,
            "count": len(owners),
        }
        found.append(Breach("OWNERS_WRONG", message, "owners", params, "rules 6.4"))
    for name in sorted({one for one in owners if owners.count(one) > 1}):
        message = _("%(owner)s is named twice as owner. Name each owner once.")
        found.append(Breach("OWNER_TWICE", message, "owners", {"owner": name}, "rules 6.4"))
    return found


def check_status(facts: StatusFacts, measure: object = "") -> list[Breach]:
    """What is wrong with a status before it may be added; *measure* names the proposal."""
    found = [_cpr("text")] if contains_cpr(facts.text) else []
    if facts.code not in STATUS_CODES:
        message = _("Choose what the status of proposal %(measure)s is.")
        params: dict[str, object] = {"measure": measure}
        found.append(Breach("STATUS_UNKNOWN", message, "code", params, "rules 6.4"))
    if not facts.text.strip():
        message = _("Say in words how proposal %(measure)s stands; a code alone tells nobody.")
        params = {"measure": measure}
        found.append(Breach("STATUS_SILENT", message, "text", params, "rules 6.4"))
    return found


def check_counting(rule: CountingRule, reason: str) -> list[Breach]:
    """A rule must count something, by codes that there are, and say why it was chosen."""
    found = []
    unknown = sorted((rule.codes - set(STATUS_CODES)) | (rule.but_not - set(FLAGS)))
    if unknown:
        message = _("“%(code)s” is no status and no remark of this register.")
        params: dict[str, object] = {"code": unknown[0]}
        found.append(Breach("CODE_UNKNOWN", message, "codes", params, "rules 5.4"))
    if not rule.codes:
        message = _("A rule that no status meets counts nothing. Choose at least one status.")
        found.append(Breach("RULE_EMPTY", message, "codes", rule="rules 5.4"))
    if not reason.strip():
        message = _("Say why progress is counted like this; the reason is printed in the note.")
        found.append(Breach("REASON_MISSING", message, "reason", rule="rules 5.4"))
    return found


def check_links(number: int, seen: Iterable[int], known: Collection[int]) -> list[Breach]:
    """“See 16” leads to another proposal of the register."""
    found = []
    for one in seen:
        params: dict[str, object] = {"number": number, "other": one}
        if one == number:
            message = _("Proposal %(number)s cannot refer to itself.")
            found.append(Breach("SEES_ITSELF", message, "see", params, "rules 6.4"))
        elif one not in known:
            message = _("Proposal %(number)s refers to %(other)s, which is not in the register.")
            found.append(Breach("SEES_NOTHING", message, "see", params, "rules 6.4"))
    return found


def progress(
    rule: CountingRule, statuses: Mapping[int, tuple[str, Collection[str]]]
) -> tuple[int, ...]:
    """The numbers of the proposals that show substantial progress by *rule*, in order."""
    return tuple(
        number for number, (code, flags) in sorted(statuses.items()) if rule.counts(code, flags)
    )


def _cpr(subject: str) -> Breach:
    message = _(
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave "
        "it out."
    )
    return Breach("CPR_NUMBER", message, subject, rule="G-01")
