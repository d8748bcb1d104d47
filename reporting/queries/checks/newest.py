"""Which rows are not their newest version: asked of the database, so that only those are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from consortium.models.memory import NOT_HASHED

# What is not equal, nothing being equal to nothing.
DIFFERS = {"sqlite": "{0} IS NOT {1}", "postgresql": "{0} IS DISTINCT FROM {1}"}


def differing_rows(model: Any) -> Iterator[tuple[Any, int | None]]:
    """The key of each row that its newest version does not tell, with the number of that version.

    A row whose newest version says that it was deleted is one of them, and one without a version.
    What is stored alike is read alike, so no row that differs is missed.
    """
    quoted = connection.ops.quote_name
    kept = _versions(model)
    table, history = quoted(model._meta.db_table), quoted(kept.db_table)
    key = quoted(model._meta.pk.column)
    differs = DIFFERS[connection.vendor]
    unlike = " OR ".join(
        differs.format(f"r.{quoted(own.column)}", f"v.{quoted(column.column)}")
        for column in kept.concrete_fields
        if column.name not in NOT_HASHED
        for own in (model._meta.get_field(column.name),)
    )
    yield from _asked(
        f"SELECT r.{key}, v.history_id FROM {table} r"  # noqa: S608  names of ours
        f" LEFT JOIN {history} v ON v.history_id ="
        f" (SELECT MAX(n.history_id) FROM {history} n WHERE n.{key} = r.{key})"
        f" WHERE v.history_id IS NULL OR v.history_type = '-' OR {unlike} ORDER BY 1"
    )


def rows_gone(model: Any) -> Iterator[tuple[Any, int]]:
    """The key of each row that is gone unsaid, with the number of its newest version."""
    quoted = connection.ops.quote_name
    kept = _versions(model)
    table, history = quoted(model._meta.db_table), quoted(kept.db_table)
    key = quoted(model._meta.pk.column)
    yield from _asked(
        f"SELECT v.{key}, v.history_id FROM {history} v"  # noqa: S608  names of ours
        f" WHERE v.history_type <> '-'"
        f" AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.{key} = v.{key})"
        f" AND NOT EXISTS (SELECT 1 FROM {history} n WHERE n.{key} = v.{key}"
        " AND n.history_id > v.history_id) ORDER BY 1"
    )


def _versions(model: Any) -> Any:
    return getattr(model, model._meta.simple_history_manager_attribute).model._meta


def _asked(sql: str) -> list[tuple[Any, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[Any, Any]] = cursor.fetchall()
    return found
