"""Row versions from before a column was added: their hashes do not know it, and stay good (A-32).

A migration that adds a column gives every old version of the table a value in it, so the version no
longer hashes to what its event vouches for. It is still whole if it does so without the columns
that came later, and if these hold just what their migration gave them: the column's default, or
what stands in another column of the row where the migration says so (`fills`). Whoever writes such
a value into a newer version gains nothing: what is vouched for there was hashed with the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField

from consortium.models.bulk import Runs, runs_digest
from consortium.models.memory import as_stored


@dataclass(frozen=True)
class Copied:
    """A migration has filled a column with what stands in another one of the row."""

    column: str


Column = tuple[str, Any]
Digest = Callable[[Any, frozenset[str]], str]


@lru_cache(maxsize=1)
def _added() -> dict[str, list[list[Column]]]:
    """By table: the columns that each migration has added, with what it gave; oldest first."""
    found: dict[str, list[list[Column]]] = {}
    for _key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        by_table: dict[str, list[Column]] = {}
        fills: dict[tuple[str, str], str] = getattr(migration, "fills", {})
        for step in migration.operations:
            if isinstance(step, AddField):
                table = f"{migration.app_label}.{step.model_name_lower}"
                given = None if step.field.is_relation else step.field.get_default()
                copied = fills.get((step.model_name_lower, step.name))
                given = Copied(copied) if copied else given
                by_table.setdefault(table, []).append((step.name, given))
        for table, columns in by_table.items():
            found.setdefault(table, []).append(columns)
    return found


def earlier_digests(row: models.Model, digest: Digest) -> Iterator[str]:
    """What *row* hashed to before its newest columns were added, as far back as they are empty."""
    without: set[str] = set()
    for columns in reversed(_added().get(row._meta.label_lower, [])):
        for name, given in columns:
            column: Any = row._meta.get_field(name)
            held = as_stored(column, getattr(row, column.attname))
            meant = getattr(row, given.column) if isinstance(given, Copied) else given
            if held != as_stored(column, meant):
                return
            without.add(column.attname)
        yield digest(row, frozenset(without))


def earlier_runs_digests(versions: Any, runs: Runs) -> Iterator[str]:
    """The same for versions that one hash vouches for together."""
    for without in earlier_runs(versions, runs):
        yield runs_digest(versions, runs, without)


def earlier_runs(versions: Any, runs: Runs) -> Iterator[frozenset[str]]:
    """The columns that versions of one hash may lack: all of them hold what was given."""
    without: set[str] = set()
    for columns in reversed(_added().get(versions._meta.label_lower, [])):
        for name, given in columns:
            for first, last in runs.spans:
                rows = versions.objects.filter(history_id__range=(first, last))
                if rows.exclude(**{name: given}).exists():
                    return
            without.add(versions._meta.get_field(name).column)
        yield frozenset(without)


def given_later(model: type[models.Model]) -> dict[str, Any]:
    """By column of *model* that a migration has added: what it gave to the rows of then."""
    return {
        model._meta.get_field(name).attname: given  # type: ignore[union-attr]
        for columns in _added().get(model._meta.label_lower, [])
        for name, given in columns
    }
