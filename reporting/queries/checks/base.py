"""What a check is: a question that is answered with nothing, or with the faulty rows by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from consortium.rules.refusals import Breach
from grants.models import Grant


@dataclass(frozen=True)
class Fault:
    """One faulty row: which check, which row of which table, and an English sentence why."""

    check: str
    table: str
    row: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def breach(self) -> Breach:
        """The fault as every other sentence of the house, for pages and commands."""
        return Breach(self.check, self.sentence, f"{self.table} {self.row}", self.params)


@dataclass(frozen=True)
class Scope:
    """What is looked at: one grant, or everything."""

    grant: Grant | None = None

    def of(self, path: str = "grant") -> Q:
        """Rows whose *path* leads to the grant."""
        return Q() if self.grant is None else Q(**{path: self.grant})

    @property
    def grants(self) -> list[Grant]:
        """The grants that are looked at."""
        return list(Grant.objects.all()) if self.grant is None else [self.grant]


@dataclass(frozen=True)
class Check:
    """A line of the check-list in rules.md 4.4, with the query that answers it."""

    code: str
    title: str
    find: Callable[[Scope], list[Fault]]


def fault(check: str, row: models.Model, sentence: str, **params: object) -> Fault:
    """A fault of *row*."""
    return Fault(check, row._meta.db_table, str(row.pk), sentence, params)


def faults(check: str, rows: Any, sentence: str, **columns: str) -> list[Fault]:
    """A fault for each of *rows*; the sentence's parameters are read from the named columns."""
    return [
        fault(check, row, sentence, **{name: _read(row, path) for name, path in columns.items()})
        for row in rows
    ]


def _read(row: Any, path: str) -> object:
    for name in path.split("__"):
        row = getattr(row, name)
    return row if not isinstance(row, models.Model) else str(row)
