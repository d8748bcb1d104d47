"""The past: within `as_it_stood` every question to the database is answered as of an instant.

Each statement gets, for every table with memory that it names, a common table expression of the
same name that reads the versions that stood then. It hides the table itself, so that querysets,
joins, sums and whole pages show the past without knowing of it. What is written once and never
changed is cut off at its own instant. Nothing can be written while the past is shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

# Who somebody is called, and what they wish to be told of, is today's: log-in rests on it.
AS_TODAY = frozenset(
    {
        *("consortium.user", "consortium.noticechoice", "consortium.calendarfeed"),
        "partners.apitoken",
    }
)
# Rows without versions, since they never change: by the instant at which they were made.
MADE_AT = {
    "consortium.auditevent": "at",
    "grants.exchangerate": "entered_at",
    "reporting.paperdecision": "noted_at",
    "grants.sourcenote": "noted_at",
    "reporting.areacost": "noted_at",
    "reporting.bankmatch": "confirmed_at",
    "reporting.bankstatement": "read_at",
    "reporting.completionnote": "written_at",
    "reporting.evaluationdecision": "recorded_at",
    "reporting.ownreport": "as_of",
    "reporting.reportsnapshot": "created_at",
    "reporting.signedpaper": "signed_at",
    "reporting.targetresult": "noted_at",
}
READS = re.compile(r"[\s(]*(SELECT|WITH)\b", re.IGNORECASE)
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|REPLACE|TRUNCATE)\b", re.IGNORECASE)
NAME = re.compile(r'"(\w+)"')

standing_at: ContextVar[dt.datetime | None] = ContextVar("standing_at", default=None)
_is_watched: ContextVar[bool] = ContextVar("is_watched", default=False)


class PastIsClosed(RuntimeError):
    """Something was about to be written while the past was shown."""


@contextmanager
def as_it_stood(instant: dt.datetime) -> Iterator[None]:
    """Read every row with memory as it stood at *instant*; write nothing."""
    before = standing_at.set(instant)
    try:
        if _is_watched.get():
            yield
            return
        watched = _is_watched.set(True)
        # PostgreSQL takes the key for its row's other columns in a table, but not in an expression.
        by_key = connection.features.allows_group_by_selected_pks
        connection.features.allows_group_by_selected_pks = False
        try:
            with connection.execute_wrapper(_in_the_past):
                yield
        finally:
            connection.features.allows_group_by_selected_pks = by_key
            _is_watched.reset(watched)
    finally:
        standing_at.reset(before)


@contextmanager
def as_it_stands() -> Iterator[None]:
    """Step out of the past for a moment: what belongs to the reader and not to the page."""
    before = standing_at.set(None)
    try:
        yield
    finally:
        standing_at.reset(before)


def _in_the_past(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    instant = standing_at.get()
    if instant is None:
        return execute(sql, params, many, context)
    if WRITES.match(sql):
        raise PastIsClosed(f"nothing can be written as of {instant}: {sql[:80]}")
    if READS.match(sql):
        sql, params = shadowed(sql, params, instant)
    return execute(sql, params, many, context)


def shadowed(sql: str, params: Any, instant: dt.datetime) -> tuple[str, Any]:
    """*sql* with the tables that it names hidden behind their versions of *instant*."""
    known = shadows()
    named = [name for name in dict.fromkeys(NAME.findall(sql)) if name in known]
    if not named:
        return sql, params
    stored = connection.ops.adapt_datetimefield_value(instant)
    instants = [stored for name in named for _ in range(known[name].count("%s"))]
    if params is None:
        sql = sql.replace("%", "%%")
    head = ", ".join(known[name] for name in named)
    return f"WITH {head} {sql}", [*instants, *(params or ())]


@cache
def shadows() -> dict[str, str]:
    """By table: the expression that hides it; each ``%s`` in it stands for the instant."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if hasattr(model, "shadow"):
            # A table of sums knows by itself what it was then.
            rows = model.shadow(connection.vendor)
            quoted = connection.ops.quote_name(model._meta.db_table)
            found[model._meta.db_table] = f"{quoted} AS ({rows})"
        elif label in MADE_AT:
            found[model._meta.db_table] = _cut_off(model, MADE_AT[label])
        elif hasattr(model._meta, "simple_history_manager_attribute") and label not in AS_TODAY:
            found[model._meta.db_table] = _versions(model)
    return found


def _cut_off(model: Any, instant: str) -> str:
    quoted = connection.ops.quote_name
    table, column = quoted(model._meta.db_table), quoted(model._meta.get_field(instant).column)
    # PostgreSQL reads the table itself here; SQLite has to be told that it is not the expression.
    schema = "main." if connection.vendor == "sqlite" else ""
    rows = f"SELECT * FROM {schema}{table} WHERE {column} <= %s"  # noqa: S608  names of ours
    return f"{table} AS ({rows})"


def _versions(model: Any) -> str:
    quoted = connection.ops.quote_name
    kept = model.history.model._meta
    columns = ", ".join(f"v.{quoted(field.column)}" for field in model._meta.concrete_fields)
    table, key = quoted(kept.db_table), quoted(model._meta.pk.column)
    # NOT EXISTS rather than a MAX for each row: a condition on the row reaches the index.
    newer = (
        f'SELECT 1 FROM {table} n WHERE n.{key} = v.{key} AND n."history_date" <= %s '  # noqa: S608
        'AND n."history_id" > v."history_id"'
    )
    rows = (
        f'SELECT {columns} FROM {table} v WHERE v."history_date" <= %s '  # noqa: S608  names of ours
        f"AND v.\"history_type\" <> '-' AND NOT EXISTS ({newer})"
    )
    return f"{quoted(model._meta.db_table)} AS ({rows})"
