"""Every write is an action: one transaction, one actor, one instant, and an audit event."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from consortium.actions.base import ForgottenMemory, action
from consortium.models import AuditEvent
from grants.models import Grant

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
    for path in ROOT.glob("*/actions/*.py")
    if path.stem not in {"__init__", "base"}
)


def public_functions(module: str) -> dict[str, Callable[..., Any]]:
    found = importlib.import_module(module)
    return {
        name: member
        for name, member in vars(found).items()
        if inspect.isfunction(member)
        and inspect.unwrap(member).__module__ == module
        and not name.startswith("_")
    }


def test_there_are_actions():
    assert len(MODULES) > 10


@pytest.mark.parametrize("module", MODULES)
def test_what_writes_is_an_action(module):
    """A public function that takes `by` and `at` and writes is an action."""
    for name, function in public_functions(module).items():
        asked = inspect.signature(inspect.unwrap(function)).parameters
        if "at" in asked and "by" in asked and not hasattr(function, "is_action"):
            assert not _writes(function), f"{module}.{name} writes and is no @action"


@pytest.mark.parametrize("module", MODULES)
def test_every_action_records_an_event(module):
    """It calls `record`, or another action, or a part of its own module that does."""
    own = {
        name: inspect.getsource(inspect.unwrap(member))
        for name, member in vars(importlib.import_module(module)).items()
        if inspect.isfunction(member) and inspect.unwrap(member).__module__ == module
    }
    for name, function in public_functions(module).items():
        if hasattr(function, "is_action"):
            assert _tells(name, own, set()), f"{module}.{name} tells nobody"


def _tells(name: str, own: dict[str, str], seen: set[str]) -> bool:
    seen.add(name)
    source = own[name]
    if re.search(r"\brecord\(|\bat=at\b", source):
        return True
    called = {part for part in own if part not in seen and re.search(rf"\b{part}\(", source)}
    return any(_tells(part, own, seen) for part in called)


def _writes(function: Callable[..., Any]) -> bool:
    source = inspect.getsource(inspect.unwrap(function))
    return any(word in source for word in (".save(", ".create(", "add_rows(", "change_rows("))


def test_an_action_that_forgets_its_event_fails_and_changes_nothing(world):
    @action
    def rename(grant, *, by, at):
        grant.title = "Et andet navn"
        grant.save()

    events = AuditEvent.objects.count()
    with pytest.raises(ForgottenMemory, match="rename"):
        rename(world.grant, by=world.pm, at=timezone.now())
    assert AuditEvent.objects.count() == events
    assert Grant.objects.get(pk=world.grant.pk).title != "Et andet navn"


# Whoever changes a password does not edit what a page has shown.
# A contact has no history in which two editors' words could be compared (G-10): it asks `read_at`.
# An amount is set once, where none stood.
NOT_EDITED = {"change_password", "change_contact", "set_amount_aside"}
EDITS = re.compile(r"(change|amend|set|save|count)_|enter_hours$|answer$")


def test_an_action_that_changes_what_a_form_has_shown_asks_from_which_version():
    """Two editors: `edited_from` goes to `must_be_unchanged` (L15)."""
    asked: list[str] = []
    silent: list[str] = []
    for module in MODULES:
        for name, function in public_functions(module).items():
            if not hasattr(function, "is_action") or not EDITS.match(name) or name in NOT_EDITED:
                continue
            source = inspect.getsource(inspect.unwrap(function))
            knows = "edited_from" in inspect.signature(inspect.unwrap(function)).parameters
            known = knows and "must_be_unchanged(" in source
            (asked if known else silent).append(f"{module}.{name}")
    assert silent == []
    assert len(asked) > 10
