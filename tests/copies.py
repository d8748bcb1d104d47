"""Worlds are built once through the actions, then laid out again as copied rows.

Building takes a second, copying a few hundredths; hundreds of tests ask for the same beginning.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from reporting.models import triggers
from reporting.models.keeping import MONTHS, STEPS, TOTALS

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@dataclass
class Copy:
    """The rows that building a world has added, and the world as the test will see it."""

    rows: Rows
    world: SimpleNamespace
    ground: tuple[Any, ...]
    tables: list[str]


_copies: dict[str, Copy] = {}


def laid_out(build: Callable[..., SimpleNamespace], **terms: Any) -> SimpleNamespace:
    """The world that *build* makes on *terms*, from its copy where there is one.

    Not for a world that a test builds with something patched: the terms alone tell copies apart.
    """
    ground = _ground()
    key = _key(build, terms)
    known = _copies.get(key)
    if known is None or known.ground != ground:
        empty = _empty_tables()
        world = build(**terms)
        _copies[key] = Copy(_read(empty), copy.deepcopy(world), ground, empty)
        return world
    # One transaction: foreign keys are checked at its end.
    with transaction.atomic():
        _write(known.rows)
    return copy.deepcopy(known.world)


def laid_out_afresh(build: Callable[[], SimpleNamespace]) -> SimpleNamespace:
    """The world that *build* makes, in place of what an earlier round of the test has made of it.

    Only for tests without a transaction around them, whose deeds are committed.
    """
    known = _copies.get(_key(build, {}))
    if known is not None and known.ground == _ground():
        emptied = connection.ops.sql_flush(no_style(), known.tables)
        connection.ops.execute_sql_flush(emptied)
        triggers.install(connection)
    return laid_out(build)


def _key(build: Callable[..., SimpleNamespace], terms: dict[str, Any]) -> str:
    return f"{build.__module__}.{build.__qualname__} {sorted(terms.items())}"


def _ground() -> tuple[Any, ...]:
    # A flush gives permissions new numbers, which the copied rows would not know.
    return (connection.vendor, Permission.objects.aggregate(Max("pk"))["pk__max"])


def _tables() -> list[str]:
    # The kept totals come of themselves, by the triggers on the rows that are copied.
    return [table for table in _django_tables() if table not in (TOTALS, STEPS, MONTHS)]


def _django_tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _empty_tables() -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for table in _tables():
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            if cursor.fetchone() is None:
                found.append(table)
    return found


def _read(tables: list[str]) -> Rows:
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            # By key: events are only taken one after the other.
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            if found := cursor.fetchall():
                rows[table] = ([column[0] for column in cursor.description], found)
    return rows


def _write(rows: Rows) -> None:
    # Children first (foreign keys are checked at commit): what an approved budget or a verified
    # report holds is guarded by triggers from the moment that its owner is there.
    order = [model._meta.db_table for model in reversed(_models(rows))]
    with connection.cursor() as cursor:
        for table in order:
            columns, found = rows[table]
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', found)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models(rows)):
            cursor.execute(statement)


def _models(rows: Rows) -> list[Any]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.db_table in rows]
