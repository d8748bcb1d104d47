"""Transition tables, what they are made of, and the one function that reads them (rules.md 3).

A table is data: pages, diagrams and `docs/workflow.md` are drawn from it, and actions move states
through `advance` alone, so that what is drawn is what happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import Refused, Term
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import ROLE_CAPABILITIES, Capability, Role
from consortium.rules.steps import STEP_LABELS


class StepNotAllowed(Refused):
    """The object is not in a state from which this step leads on."""

    code = "STEP_NOT_ALLOWED"


@dataclass(frozen=True)
class Step:
    """One arrow of a workflow: from any of *sources* to *target*, by whoever holds *by*.

    Without *by* the house itself moves it, as a part of another step or by the calendar.
    *also* must agree beside *by*, as another person. *guard* is the sentence of what must hold,
    *label* the step in words.
    """

    sources: tuple[str, ...]
    target: str
    by: Capability | None = None
    guard: str = ""
    label: str = ""
    also: tuple[Capability, ...] = ()


Table = Mapping[str, Step]


@dataclass(frozen=True)
class Workflow:
    """One object's way through its states: its table, and the state in which it is made."""

    code: str
    label: str
    start: str
    table: Table
    # Model label ("grants.grant") of the rows that hold the state; empty where dates tell it.
    model: str
    locks: str = ""


def step_label(code: str, step: Step) -> str:
    """The step in English words: its own label, the house's, or its code made readable."""
    return step.label or STEP_LABELS.get(code) or code.replace("_", " ").capitalize()


def roles_for(capability: Capability) -> tuple[Role, ...]:
    """The roles of rules.md 3.0 that hold *capability*, in the order of `Role`."""
    return tuple(role for role in Role if capability in ROLE_CAPABILITIES[role])


def states_of(workflow: Workflow) -> tuple[str, ...]:
    """Every state of *workflow*, in the order in which its steps first name them."""
    named = [workflow.start]
    for step in workflow.table.values():
        named += [*step.sources, step.target]
    return tuple(dict.fromkeys(named))


def ranks(workflow: Workflow) -> dict[str, int]:
    """How many steps each reachable state lies from the start; the rest is not in it."""
    found = {workflow.start: 0}
    queue = [workflow.start]
    for state in queue:
        for step in workflow.table.values():
            if state in step.sources and step.target not in found:
                found[step.target] = found[state] + 1
                queue.append(step.target)
    return found


def advance(table: Table, state: str, step: str) -> str:
    """The state that *step* leads to from *state*; refuses with a sentence if there is no arrow."""
    arrow = table[step]
    if state not in arrow.sources:
        raise StepNotAllowed.because(
            _(
                "The step “%(step)s” is not possible from the state “%(state)s”, only from: "
                "%(states)s."
            ),
            rule="rules 3.1",
            step=Term(step_label(step, arrow)),
            state=state,
            states=arrow.sources,
        )
    return arrow.target
