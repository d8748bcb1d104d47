"""Refusals of steps that no arrow allows, and of actions without a reason to refuse."""

from __future__ import annotations

import pytest

from consortium.rules.states import Step, advance
from grants.rules.states import APPLICATION, CHANGE
from reporting.rules.states import CLAIM
from tests.refusals.saying import Said, check, named


def stepped(table, state, step):
    """What is said when *step* is not possible; a list, as a rule that found something gives."""
    return [advance(table, state, step)]


CASES = [
    Said(
        lambda: stepped(APPLICATION, "draft", "submit"),
        "STEP_NOT_ALLOWED",
        "rules 3.1",
        "",
        "The step “Submit” is not possible from the state “Draft”, only from: In consortium "
        "review.",
        "Trinnet »Indsend« er ikke muligt fra tilstanden »Kladde«, kun fra: Til høring i "
        "konsortierne.",
    ),
    Said(
        lambda: stepped(CHANGE, "approved", "send_back"),
        "STEP_NOT_ALLOWED",
        "rules 3.1",
        "",
        "The step “Send back” is not possible from the state “Approved”, only from: Proposed,"
        " Checked.",
        "Trinnet »Send tilbage« er ikke muligt fra tilstanden »Godkendt«, kun fra: Foreslået,"
        " Gennemgået.",
    ),
    Said(
        lambda: stepped(CLAIM, "submitted", "submit"),
        "STEP_NOT_ALLOWED",
        "rules 3.1",
        "",
        "The step “Submit” is not possible from the state “Submitted”, only from: Checked, "
        "Audited.",
        "Trinnet »Indsend« er ikke muligt fra tilstanden »Indsendt«, kun fra: Gennemgået, "
        "Revideret.",
    ),
    Said(
        lambda: stepped(
            {"write_off": Step(("demanded", "overdue"), "written_off")}, "paid", "write_off"
        ),
        "STEP_NOT_ALLOWED",
        "rules 3.1",
        "",
        "The step “Write off” is not possible from the state “Paid”, only from: Demanded, Overdue.",
        "Trinnet »Afskriv« er ikke muligt fra tilstanden »Udbetalt«, kun fra: Krævet "
        "tilbagebetalt, Forfalden.",
    ),
]


@pytest.mark.parametrize("case", named(CASES).values(), ids=named(CASES))
def test_a_refusal_says(case):
    check(case)
