"""A sheet as somebody hands it in, checked or written in one call."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from reporting.actions.import_rows import Outcome
from reporting.actions.imports import Source, check, importable, layout_of, write
from reporting.exchange.layout import Layout, answered


def source(
    world: SimpleNamespace,
    kind: str,
    target: Any,
    text: str,
    *,
    by: Any = None,
    fixed: Mapping[str, str] | None = None,
) -> Source:
    """A CSV sheet of *kind* on its way to *target*, its questions answered in Danish."""
    found = importable(kind)
    content = text.strip().encode()
    layout: Layout = layout_of(io.BytesIO(content), "ark.csv", target, found.kind)
    layout = answered(layout, decimal=",", order="day", fixed=fixed)
    assert layout.open_questions(found.kind) == []
    return Source(
        target,
        found.kind,
        lambda: io.BytesIO(content),
        "ark.csv",
        layout,
        by or world.pu,
        world.clock(),
    )


def checked(world: SimpleNamespace, kind: str, target: Any, text: str, **options: Any) -> Outcome:
    """What the sheet would do."""
    return check(source(world, kind, target, text, **options))


def written(world: SimpleNamespace, kind: str, target: Any, text: str, **options: Any) -> Outcome:
    """What the sheet has done."""
    return write(source(world, kind, target, text, **options))


def told(outcome: Outcome) -> list[tuple[int, str, str, str]]:
    """Every fault: row, column, code and rule."""
    return [(one["row"], one["name"], one["code"], one["rule"]) for one in outcome.faults]


def sentence(outcome: Outcome, language: str) -> str:
    """What the only fault says, in *language*."""
    [fault] = outcome.faults
    return str(fault["said"][language]).replace("\N{NO-BREAK SPACE}", " ")


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused."""
    new, changed, unchanged, refused = (
        outcome.counts[name] for name in ("new", "changed", "unchanged", "refused")
    )
    return new, changed, unchanged, refused
