"""A frozen paper once more, from the rows as they stood when it was frozen, figure by figure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from consortium.models.past import as_it_stood
from consortium.rules.hashing import canonical, sha256
from consortium.rules.refusals import gettext_noop as _
from grants.models import Grant, ReportingPeriod
from reporting.documents.bodies import from_body, to_body
from reporting.documents.papers import draft_of, frozen
from reporting.documents.tables import Cell, Column, Document, Row, Table, Words
from reporting.models import ReportSnapshot
from reporting.queries.checks.base import Check, Fault, Scope, fault
from reporting.queries.checks.catalogue import CHECKS

FIGURES = (Decimal, Fraction, int)


@dataclass(frozen=True)
class Figure:
    """One cell of a paper: where it stands, as it was frozen, and as the rows of then give it."""

    table: str
    title: Words
    row: str
    column: Column
    frozen: Cell
    made: Cell

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.frozen == self.made


@dataclass(frozen=True)
class Recomputed:
    """A paper beside what its rows of then give: every figure, and the hash of the whole."""

    figures: tuple[Figure, ...]
    sha256: str
    is_same: bool

    @property
    def differing(self) -> list[Figure]:
        """The figures that are not what was frozen."""
        return [figure for figure in self.figures if not figure.agrees]


def recomputed(snapshot: ReportSnapshot) -> Recomputed:
    """*snapshot* made again from the rows as they stood at its instant.

    Its hash is that of the frozen paper if every word is the same as well. A table or a column that
    only one of the two has, since the paper's layout has changed, is left out of the comparison.
    """
    instant = timezone.localtime(snapshot.created_at)
    with as_it_stood(instant):
        grant, period = _subject(snapshot)
        partner = snapshot.grant_partner
        body = to_body(draft_of(snapshot.kind, grant, period, partner, instant))
    stored = json.loads(snapshot.body)
    # The same instant may be spelled in another zone.
    body["meta"]["made_at"] = stored["meta"]["made_at"]
    # Where the chain of events ended is no figure of rows: it is proved by the chain itself.
    if "chain" in stored:
        body["chain"] = stored["chain"]
    text = canonical(body)
    made, was = from_body(json.loads(text)), frozen(snapshot)
    digest = sha256(text)
    return Recomputed(tuple(_figures(was, made)), digest, digest == snapshot.sha256)


def _subject(snapshot: ReportSnapshot) -> tuple[Grant, ReportingPeriod | None]:
    """The grant and the period of *snapshot*, in one question."""
    if snapshot.period_id:
        periods = ReportingPeriod.objects.select_related("grant__fund", "grant__lead")
        period = periods.get(pk=snapshot.period_id)
        return period.grant, period
    return Grant.objects.select_related("fund", "lead").get(pk=snapshot.grant_id), None


def _figures(was: Document, made: Document) -> Iterator[Figure]:
    now = {table.code: table for table in made.tables}
    for table in was.tables:
        if table.code in now:
            yield from _of_table(table, now[table.code])


def _of_table(was: Table, made: Table) -> Iterator[Figure]:
    places = {column.key: place for place, column in enumerate(made.columns)}
    shared = [
        (column, place, places[column.key])
        for place, column in enumerate(was.columns)
        if column.key in places
    ]
    for number in range(max(len(was.rows), len(made.rows))):
        old, new = _row(was, number), _row(made, number)
        label = _label(old or new)
        for column, place, other in shared:
            left = old.cells[place] if old else None
            right = new.cells[other] if new else None
            if isinstance(left, FIGURES) or isinstance(right, FIGURES):
                yield Figure(was.code, was.title, label, column, left, right)


def _row(table: Table, number: int) -> Row | None:
    return table.rows[number] if number < len(table.rows) else None


def _label(row: Row | None) -> str:
    words = [str(cell) for cell in (row.cells if row else ()) if isinstance(cell, str | Words)]
    return " · ".join(word for word in words[:2] if word)


def papers_recompute(scope: Scope) -> list[Fault]:
    """H-08: every frozen paper is what the rows of its instant give."""
    found = []
    papers = ReportSnapshot.objects.filter(scope.of()).select_related("grant_partner")
    for snapshot in papers.order_by("pk"):
        if sha256(snapshot.body) != snapshot.sha256:
            # What somebody has written into it may not even be read as a paper.
            sentence = _("%(paper)s is not the text that was frozen, so it is not recomputed.")
            found.append(fault("H-08", snapshot, sentence, paper=str(snapshot)))
            continue
        differing = recomputed(snapshot).differing
        for figure in differing[:5]:
            sentence = _(
                "%(paper)s, %(table)s, %(place)s, %(column)s: %(frozen)s was frozen, the rows of "
                "then give %(made)s."
            )
            params = {
                "paper": str(snapshot),
                "table": figure.table,
                "place": figure.row,
                "column": str(figure.column.label),
                "frozen": figure.frozen,
                "made": figure.made,
            }
            found.append(fault("H-08", snapshot, sentence, **params))
    return found


# Papers are made on this floor, so the check-list of the queries cannot make them again.
ALL_CHECKS: tuple[Check, ...] = (
    *CHECKS,
    Check("H-08", _("Frozen papers recompute from the rows of then"), papers_recompute),
)
