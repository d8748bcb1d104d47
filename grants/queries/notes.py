"""Everything that a status note is made of, in few questions however long it is (rules 5.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from grants.models import (
    ActionMeasure,
    ActionOwner,
    AgendaTheme,
    Barrier,
    Grant,
    Measure,
    NoteText,
    Ownership,
    StatedFigure,
)
from grants.models.measures import PHASES
from grants.queries.measures import Register, counted, rule_in_force
from grants.rules import measures as law
from grants.rules import notes as rules

OWNED, CARRIED, COVERS = "owned", "carried", "covers"
WRITTEN, STATED, BARRED = "written", "stated", "barred"


@dataclass(frozen=True)
class ActionTold:
    """A prioritised action: its theme, who carries it, and the proposals that it covers."""

    theme: tuple[int, str]
    number: int
    text: str
    owners: tuple[str, ...]
    covered: tuple[int, ...]


@dataclass(frozen=True)
class NoteRows:
    """The rows of one note; *owners* are the names of each proposal's, by its key."""

    register: Register
    texts: dict[str, str]
    stated: list[rules.Compared]
    barriers: list[Barrier]
    actions: list[ActionTold]
    measures: list[Measure]
    owners: dict[int, str]


def note_rows(grant: Grant) -> NoteRows:
    """What the note of *grant* says, read in five questions."""
    measures = list(Measure.objects.filter(grant=grant).with_status().order_by("number"))
    links = _links(grant)
    themes = list(
        AgendaTheme.objects.filter(grant=grant)
        .order_by("number", "actions__number")
        .values_list("number", "title", "actions__pk", "actions__number", "actions__text")
    )
    actions = [
        ActionTold(
            (theme, title),
            number,
            text,
            tuple(name for _place, name in links[CARRIED, key]),
            tuple(place for place, _name in links[COVERS, key]),
        )
        for theme, title, key, number, text in themes
        if key
    ]
    texts, stated, barriers = _words(grant)
    sums = {
        rules.BARRIERS: len(barriers),
        rules.THEMES: len({number for number, *_rest in themes}),
        rules.PRIORITISED: len(actions),
        rules.COVERED: len({number for one in actions for number in one.covered}),
    }
    register = counted(rule_in_force(grant), _status_rows(measures), sums)
    return NoteRows(
        register,
        texts,
        [
            rules.Compared(key, number, register.counts[key], where, why)
            for key, number, where, why in stated
        ],
        barriers,
        actions,
        measures,
        {one.pk: ", ".join(name for _place, name in links[OWNED, one.pk]) for one in measures},
    )


def _status_rows(measures: Iterable[Measure]) -> list[tuple[Any, ...]]:
    names = ("status_code", *(f"status_{flag}" for flag in law.FLAGS))
    return [(one.number, one.is_own, *(getattr(one, name) for name in names)) for one in measures]


def _links(grant: Grant) -> dict[tuple[str, int], list[tuple[int, str]]]:
    """Owners of proposals, owners of actions, and proposals that actions cover."""
    nobody = Cast(Value(""), CharField())
    parts = (
        _part(
            Ownership.objects.filter(measure__grant=grant),
            *(OWNED, F("measure_id"), F("place"), F("owner__name")),
        ),
        _part(
            ActionOwner.objects.filter(action__theme__grant=grant),
            *(CARRIED, F("action_id"), F("place"), F("owner__name")),
        ),
        _part(
            ActionMeasure.objects.filter(action__theme__grant=grant),
            *(COVERS, F("action_id"), F("measure__number"), nobody),
        ),
    )
    found: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    for kind, key, place, name in sorted(parts[0].union(*parts[1:], all=True)):
        found[kind, key].append((place, name))
    return found


def _words(
    grant: Grant,
) -> tuple[dict[str, str], list[tuple[str, int, str, str]], list[Barrier]]:
    """The lead's texts, what other documents print, and the barriers by phase."""
    none, empty = Cast(Value(0), IntegerField()), Cast(Value(""), CharField())
    parts = (
        _part(
            NoteText.objects.filter(grant=grant),
            *(WRITTEN, F("pk"), F("key"), none, empty, _text("text")),
        ),
        _part(
            StatedFigure.objects.filter(grant=grant),
            *(STATED, F("pk"), F("key"), F("stated"), F("where"), _text("explanation")),
        ),
        _part(
            Barrier.objects.filter(grant=grant),
            *(BARRED, F("pk"), F("phase"), F("number"), empty, _text("text")),
        ),
    )
    rows = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[:2])
    texts = {key: text for kind, _pk, key, _n, _where, text in rows if kind == WRITTEN}
    stated = [
        (key, number, where, why) for kind, _pk, key, number, where, why in rows if kind == STATED
    ]
    barriers = [
        Barrier(grant=grant, phase=phase, number=number, text=text)
        for kind, _pk, phase, number, _where, text in rows
        if kind == BARRED
    ]
    order = {code: place for place, (code, _label) in enumerate(PHASES)}
    barriers.sort(key=lambda one: (order[one.phase], one.number))
    return texts, stated, barriers


def _part(rows: QuerySet, kind: str, *columns: object) -> QuerySet:  # type: ignore[type-arg]
    """One part of a union: *kind*, then *columns*, under names that no model has."""
    named = {f"column_{place}": column for place, column in enumerate(columns)}
    told: QuerySet[Any] = rows.order_by().annotate(kind_=Cast(Value(kind), CharField()), **named)
    part: QuerySet[Any, Any] = told.values_list("kind_", *named)
    return part


def _text(name: str) -> Cast:
    return Cast(F(name), TextField())
