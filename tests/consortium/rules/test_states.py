"""The reader of transition tables: where a step leads, which states there are, who holds it."""

from __future__ import annotations

import pytest

from consortium.rules.roles import (
    GRANT_CAPABILITIES,
    ORGANISATION_CAPABILITIES,
    ROLE_CAPABILITIES,
    Capability,
    Role,
    Scope,
    capabilities_on,
)
from consortium.rules.states import (
    Step,
    StepNotAllowed,
    Workflow,
    advance,
    ranks,
    roles_for,
    states_of,
    step_label,
)

TABLE = {
    "begin": Step(("new",), "open"),
    "end": Step(("open", "late"), "done"),
    "jump": Step(("new", "open"), "done"),
    "revive": Step(("lost",), "open"),
    "again": Step(("done",), "open"),
    "file": Step(("done",), "filed"),
}
WAY = Workflow("thing", "Thing", "new", TABLE, "room.thing")


def test_every_state_is_named_once_in_the_order_of_the_steps():
    assert states_of(WAY) == ("new", "open", "late", "done", "lost", "filed")
    assert states_of(Workflow("empty", "Empty", "new", {}, "")) == ("new",)


def test_a_rank_is_the_shortest_way_from_the_start():
    assert ranks(WAY) == {"new": 0, "open": 1, "done": 1, "filed": 2}
    longer = {"a": Step(("1",), "2"), "b": Step(("2",), "3"), "c": Step(("3",), "4")}
    assert ranks(Workflow("w", "W", "1", longer, "")) == {"1": 0, "2": 1, "3": 2, "4": 3}


@pytest.mark.parametrize(
    ("state", "step", "target"),
    [("new", "begin", "open"), ("late", "end", "done"), ("open", "jump", "done")],
)
def test_a_step_leads_on(state, step, target):
    assert advance(TABLE, state, step) == target


def test_a_step_from_elsewhere_names_step_state_and_sources():
    with pytest.raises(StepNotAllowed) as refusal:
        advance(TABLE, "filed", "end")
    [breach] = refusal.value.breaches
    assert breach.params == {"step": "End", "state": "filed", "states": ("open", "late")}
    with pytest.raises(KeyError):
        advance(TABLE, "new", "nothing")


@pytest.mark.parametrize(
    ("code", "label", "words"),
    [
        ("send_back", "Return it", "Return it"),
        ("send_back", "", "Send back"),
        ("take_back", "", "Take back"),
        ("fall_due", "", "Become overdue"),
        ("lay_it_aside", "", "Lay it aside"),
    ],
)
def test_a_step_in_words(code, label, words):
    assert step_label(code, Step((), "x", label=label)) == words


def test_who_holds_a_capability_in_the_order_of_the_roles():
    assert roles_for(Capability.SIGN_HOURS) == (Role.EM, Role.PU, Role.PA)
    assert roles_for(Capability.DECIDE_CORRECTION) == (Role.LS, Role.MA)
    assert roles_for(Capability.MANAGE_PEOPLE) == (Role.AD,)


def test_a_role_holds_its_capabilities_on_their_own_kind_of_object():
    assert capabilities_on(Role.EM, Scope.ORGANISATION) == {Capability.SIGN_HOURS}
    assert capabilities_on(Role.EM, Scope.GRANT) == frozenset()
    assert capabilities_on(Role.AD, Scope.GRANT) == {
        Capability.VIEW_PROJECT,
        Capability.MANAGE_PEOPLE,
    }
    assert capabilities_on(Role.AD, Scope.ORGANISATION) == frozenset()


def test_each_capability_belongs_to_one_kind_of_object_and_each_role_too():
    assert not ORGANISATION_CAPABILITIES & GRANT_CAPABILITIES
    assert set(Capability) == ORGANISATION_CAPABILITIES | GRANT_CAPABILITIES
    for role, held in ROLE_CAPABILITIES.items():
        on = {scope: capabilities_on(role, scope) for scope in Scope}
        assert on[Scope.ORGANISATION] | on[Scope.GRANT] == held
        assert not (on[Scope.ORGANISATION] and on[Scope.GRANT])
