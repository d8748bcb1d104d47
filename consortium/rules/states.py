"""A transition table, and the one function that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability


class StepNotAllowed(Refused):
    """The object is not in a state from which this step leads on."""

    code = "STEP_NOT_ALLOWED"


@dataclass(frozen=True)
class Step:
    """One arrow of a workflow: from any of *sources* to *target*, by whoever holds *by*."""

    sources: tuple[str, ...]
    target: str
    by: Capability | None = None
    guard: str = ""


Table = Mapping[str, Step]


def advance(table: Table, state: str, step: str) -> str:
    """The state that *step* leads to from *state*; refuses with a sentence if there is no arrow."""
    arrow = table[step]
    if state not in arrow.sources:
        raise StepNotAllowed.because(
            _("The step “%(step)s” is not possible from the state “%(state)s”."),
            rule="rules 3.1",
            step=step,
            state=state,
        )
    return arrow.target
