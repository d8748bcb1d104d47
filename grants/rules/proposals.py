"""What must hold of a political proposal before each of its steps (000, 002; rules 6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from grants.rules import promised
from grants.rules.promised import OPEN, SHORT, UNTOLD, Promise, Verdict

PROPOSER, DEPARTMENT, LEAD, POSSIBLE = "proposer", "department", "lead", "possible"
ROLES = (PROPOSER, DEPARTMENT, LEAD, POSSIBLE)
LONGEST_PILOT = 120

# From these states a proposal may become an agreement or an application.
WANTED = ("adopted", "pilot", "operation")


@dataclass(frozen=True)
class ProposalFacts:
    """A proposal in its own words; *amount* None is "not set", which is never 0."""

    title: str
    background: str = ""
    text: str = ""
    financing: str = ""
    amount: Decimal | None = None
    pilot_months: int | None = None
    continuation: str = ""
    strategy: str = ""
    strategy_adopted: str = ""
    strategy_measures: int | None = None


FACTS = tuple(one.name for one in fields(ProposalFacts))
WORDS = tuple(name for name in FACTS if ProposalFacts.__annotations__[name] == "str")


@dataclass(frozen=True)
class Ready:
    """What there is of a proposal that is to be put forward."""

    text: str
    parts: int
    proposers: int
    targets: int


def check_facts(facts: ProposalFacts) -> list[Breach]:
    """Find what the words of a proposal cannot be."""
    cpr = _(
        "The text holds what reads as a CPR number. CPR numbers are never stored here: leave "
        "it out."
    )
    found = [
        Breach("CPR_NUMBER", cpr, name, rule="G-01")
        for name in WORDS
        if contains_cpr(getattr(facts, name))
    ]
    if not facts.title.strip():
        message = _("Give the proposal a title.")
        found.append(Breach("TITLE_MISSING", message, "title", rule="rules 6.3"))
    if facts.amount is not None and facts.amount <= 0:
        message = _("An amount is above zero. Where the document names none, leave it empty.")
        found.append(Breach("AMOUNT_ZERO", message, "amount", rule="rules 6.3"))
    if facts.pilot_months is not None and not 1 <= facts.pilot_months <= LONGEST_PILOT:
        message = _("A pilot runs for 1 to %(most)s months.")
        params: dict[str, object] = {"most": LONGEST_PILOT}
        found.append(Breach("PILOT_WRONG", message, "pilot_months", params, "rules 6.3"))
    if facts.strategy_measures is not None and not facts.strategy.strip():
        message = _("Name the strategy whose measures are counted.")
        found.append(Breach("STRATEGY_MISSING", message, "strategy", rule="rules 6.3"))
    return found


def check_ready(ready: Ready) -> list[Breach]:
    """Find what is missing before a proposal is put forward."""
    found = []
    if not ready.proposers:
        message = _("Say who proposes it: a party, an organisation, or the lead partner.")
        found.append(Breach("PROPOSER_MISSING", message, "parties", rule="rules 6.3"))
    if not ready.text.strip() and not ready.parts:
        message = _("Say what is proposed, as one text or part by part.")
        found.append(Breach("TEXT_MISSING", message, "text", rule="rules 6.3"))
    if not ready.targets:
        message = _("It promises nothing that can be measured. Add at least one target.")
        found.append(Breach("TARGETS_MISSING", message, "targets", rule="rules 6.3"))
    return found


def check_amount(amount: Decimal | None) -> list[Breach]:
    """Money cannot be spent, applied for or granted while its amount is not set."""
    if amount is not None:
        return []
    message = _("The amount is not set. Write down what is set aside before this step.")
    return [Breach("AMOUNT_NOT_SET", message, "amount", rule="rules 6.3")]


def check_pilot(amount: Decimal | None, months: int | None) -> list[Breach]:
    """Find what a pilot lacks before it starts."""
    found = check_amount(amount)
    if months is None:
        message = _("Say for how many months the pilot runs.")
        found.append(Breach("PILOT_OPEN", message, "pilot_months", rule="rules 6.3"))
    return found


def check_decision_point(verdicts: Mapping[str, Verdict], reason: str) -> list[Breach]:
    """Find which promises nobody has told of, and a shortfall without a reason."""
    message = _("“%(target)s” has not been told: note what was reached before it is decided.")
    found = [
        Breach("NOT_TOLD", message, "targets", {"target": name}, "rules 6.3")
        for name, one in verdicts.items()
        if one.code == UNTOLD
    ]
    message = _("“%(target)s” lacks a figure of its own, so nobody can say whether it is reached.")
    found += [
        Breach("TARGET_OPEN", message, "targets", {"target": name}, "rules 6.3")
        for name, one in verdicts.items()
        if one.code == OPEN
    ]
    short = [name for name, one in verdicts.items() if one.code == SHORT]
    if short and not reason.strip():
        message = _("%(count)s targets were not reached. Say why it is decided all the same.")
        params = {"count": len(short), "targets": ", ".join(short)}
        found.append(Breach("REASON_MISSING", message, "reason", params, "rules 6.3"))
    return found


def check_roles(names: Sequence[tuple[str, str]]) -> list[Breach]:
    """Each party once in its role, and one lead partner at most."""
    found = []
    for role, name in sorted({one for one in names if names.count(one) > 1}):
        message = _("%(name)s stands in this role already.")
        params: dict[str, object] = {"name": name, "role": role}
        found.append(Breach("PARTY_TWICE", message, "name", params, "rules 6.3"))
    if sum(role == LEAD for role, _name in names) > 1:
        message = _("A proposal has one lead partner; the others are possible partners.")
        found.append(Breach("TWO_LEADS", message, "role", rule="rules 6.3"))
    return found


@dataclass(frozen=True)
class Agreed:
    """A target as a municipal agreement knows it: its kind there, and figures where it has some."""

    kind: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None


def agreed_target(promise: Promise, *, each_year: bool) -> Agreed:
    """How *promise* stands in an agreement: what has no number to reach is a text there (001)."""
    wanted = promised.in_all(promise)
    if promise.kind in (promised.COUNT, promised.PER_PLACE) and wanted is not None:
        return Agreed("per_year" if each_year else "count", wanted)
    if promise.kind in promised.TWO_ENDS:
        return Agreed("range", promise.minimum, promise.maximum)
    return Agreed("text")
