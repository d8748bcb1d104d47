"""What every screen of the auditor is made of: tables, and for each row the page it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consortium.queries.texts import moment_text
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant
from grants.rules.profiles import RuleProfile
from reporting.documents.tables import (
    Cell,
    Column,
    Document,
    Meta,
    Row,
    Table,
    Words,
    both,
)

# A cost by report and key; a row's history by table and key; events of a person by verb.
COST, HISTORY, EVENTS = "cost", "history", "events"


@dataclass(frozen=True)
class Way:
    """The page on which a row of a screen stands."""

    kind: str
    parts: tuple[object, ...]


@dataclass(frozen=True)
class Line:
    """One row of a screen: its cells, and where its first cell leads."""

    cells: tuple[Cell, ...]
    way: Way | None = None


@dataclass(frozen=True)
class Screen:
    """The answer of one screen: tables, and by table the ways of their rows."""

    tables: tuple[Table, ...]
    ways: tuple[tuple[Way | None, ...], ...]

    def __add__(self, other: Screen) -> Screen:
        return Screen(self.tables + other.tables, self.ways + other.ways)


def screen(
    code: str,
    title: str,
    columns: Sequence[tuple[str, str, str]],
    lines: Iterable[Line],
    *notes: Words,
) -> Screen:
    """A screen of one table; *columns* are key, label and kind."""
    known = tuple(lines)
    heads = tuple(Column(key, both(label), kind) for key, label, kind in columns)
    rows = tuple(Row(line.cells) for line in known)
    table = Table(code, both(title), heads, rows, notes)
    return Screen((table,), (tuple(line.way for line in known),))


def moment(instant: dt.datetime | None) -> Cell:
    """An instant with its time of day, as each language writes it."""
    if instant is None:
        return None
    return Words(moment_text(instant, "da"), moment_text(instant, "en"))


def screen_document(
    grant: Grant, code: str, title: str, meaning: str, found: Screen, at: dt.datetime
) -> Document:
    """The screen as a paper, so that its files are made like every other one's."""
    facts: tuple[tuple[Words, Cell], ...] = (
        (both(_("Project")), grant.title),
        (both(_("Grant")), grant.ref),
        (both(_("What is looked for")), both(meaning)),
        (both(_("As of")), moment(at)),
    )
    meta = Meta(both(title), grant.ref, code, facts, "0", at.isoformat())
    return Document(code, meta, wording_of(grant), tables=found.tables)


def wording_of(grant: Grant) -> Words:
    """What the fund wants said, beside the Union's emblem (CPR Annex IX).

    A municipal agreement and a register are of no fund of the Union (R-06): their papers bear
    neither.
    """
    fund = grant.fund
    if not RuleProfile.from_json(grant.profile).has_engine:
        return Words("", "")
    return Words(fund.statement_da, fund.statement_en)
