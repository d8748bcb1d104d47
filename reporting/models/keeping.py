"""The triggers that keep the totals of the ledger equal to its rows and versions.

Triggers see every way of writing, also SQL by hand. A version stands from its own instant until the
first instant of a later one; where it begins it adds to the sums of its cell, where it ends it
takes away. A version that is dated before an earlier one (a deed may be, by a day) ends that one
before it has begun, so what the earlier one did after this instant is taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from reporting.models.guarding import DELETE, INSERT, UPDATE, Guard, changed, refusal, sqlite

LEDGER, VERSIONS = "reporting_expenditure", "reporting_historicalexpenditure"
TOTALS, STEPS, MONTHS = "reporting_ledgertotal", "reporting_ledgerstep", "reporting_ledgermonth"
KEY = (
    *("grant_id", "grant_partner_id", "line_id", "state", "cofinancing_form"),
    *("cofinancing_source", "report_id"),
)
SUMS = ("amount", "accepted", "disallowed", "awaiting", "parked")
COLUMNS = (*KEY, "items", *SUMS)
KEYS = ", ".join(KEY)
ADDED = ", ".join(f"SUM({name}) AS {name}" for name in ("items", *SUMS))
# A settled project takes no more rows, whoever asks the database (rules.md 3.0).
PART_OF_SEALED = (
    "EXISTS (SELECT 1 FROM grants_grant g JOIN consortium_chainhead h ON h.chain = g.ref"
    " WHERE g.id = NEW.grant_id AND h.is_sealed)"
)
SEALED_LEDGER = Guard(LEDGER, INSERT, PART_OF_SEALED)
# The month of an instant, and its first instant.
MONTH_OF = {
    "sqlite": "(CAST(substr({0}, 1, 4) AS INTEGER) * 12 + CAST(substr({0}, 6, 2) AS INTEGER))",
    "postgresql": (
        "CAST(EXTRACT(YEAR FROM {0} AT TIME ZONE 'UTC') * 12"
        " + EXTRACT(MONTH FROM {0} AT TIME ZONE 'UTC') AS integer)"
    ),
}
MONTH_BEGINS = {
    "sqlite": "(substr({0}, 1, 7) || '-01 00:00:00')",
    "postgresql": "(date_trunc('month', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')",
}
INSTANT = {"sqlite": "%s", "postgresql": "CAST(%s AS timestamptz)"}
LATER_OF = {"sqlite": "MAX", "postgresql": "GREATEST"}
CHANGES = " OR ".join(f"SUM({name}) <> 0" for name in ("items", *SUMS))


@dataclass(frozen=True)
class Keeper:
    """One trigger: after *deed* on *table*, the totals follow."""

    table: str
    deed: str

    @property
    def name(self) -> str:
        """The trigger's name."""
        return f"guard_kept_{self.deed.lower()}_{self.table}"


KEEPERS = (
    Keeper(LEDGER, INSERT),
    Keeper(LEDGER, UPDATE),
    Keeper(LEDGER, DELETE),
    Keeper(VERSIONS, INSERT),
)


def _counted(row: str, sign: str = "") -> str:
    key = (f"{row}.{name} AS {name}" for name in KEY)
    sums = (f"{sign}{row}.{name} AS {name}" for name in SUMS)
    return ", ".join((*key, f"{sign}1 AS items", *sums))


def _plus(row: str) -> str:
    return _counted(row)


def _minus(row: str) -> str:
    return _counted(row, "-")


def _upsert(table: str, rows: str, when: str = "") -> str:
    """Add *rows* to the sums of *table*; *when* is the column that it has besides."""
    key = ", ".join((KEY[0], when, *KEY[1:]) if when else KEY)
    columns = ", ".join((*COLUMNS, when) if when else COLUMNS)
    more = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in ("items", *SUMS))
    return f"INSERT INTO {table} ({columns}) {rows} ON CONFLICT ({key}) DO UPDATE SET {more}"


def _moves(vendor: str, new: str, source: str) -> tuple[str, str, str]:
    """What version *new* of *source* does: the version that stood ends, what was to follow after
    this instant is taken back, and the new one begins.
    """
    begins = f"{LATER_OF[vendor]}(v.history_date, {new}.history_date)"
    # A version before this one that stands at some instant from here on.
    standing = (
        f"v.id = {new}.id AND v.history_id < {new}.history_id AND v.history_type <> '-'"  # noqa: S608
        f" AND NOT EXISTS (SELECT 1 FROM {VERSIONS} n WHERE n.id = v.id"
        f" AND n.history_id > v.history_id AND n.history_id < {new}.history_id"
        f" AND n.history_date <= {begins})"
    )
    until = (
        f"(SELECT MIN(n.history_date) FROM {VERSIONS} n WHERE n.id = v.id"  # noqa: S608
        f" AND n.history_id > v.history_id AND n.history_id < {new}.history_id)"
    )
    versions = f"{source}, {VERSIONS} v" if source else f"{VERSIONS} v"
    fresh = f" FROM {source}" if source else ""
    return (
        f"SELECT {_minus('v')}, {begins} AS at FROM {versions} WHERE {standing}",  # noqa: S608
        f"SELECT {_plus('v')}, {until} AS at FROM {versions}"  # noqa: S608
        f" WHERE {standing} AND {until} IS NOT NULL",
        f"SELECT {_plus(new)}, {new}.history_date AS at{fresh} WHERE {new}.history_type <> '-'",
    )


def _sqlite(keeper: Keeper) -> str:
    head = f"CREATE TRIGGER {keeper.name} AFTER {keeper.deed} ON {keeper.table}"
    if keeper.table == VERSIONS:
        month = MONTH_OF["sqlite"].format("m.at")
        body = [
            statement
            for move in _moves("sqlite", "NEW", "")
            for statement in (
                _upsert(STEPS, f"SELECT * FROM ({move}) m WHERE 1", "at"),  # noqa: S608
                _upsert(
                    MONTHS,
                    f"SELECT {', '.join(COLUMNS)}, {month} FROM ({move}) m WHERE 1",  # noqa: S608
                    "month",
                ),
            )
        ]
    else:
        gone = [] if keeper.deed == INSERT else [_upsert(TOTALS, f"SELECT {_minus('OLD')} WHERE 1")]
        come = [] if keeper.deed == DELETE else [_upsert(TOTALS, f"SELECT {_plus('NEW')} WHERE 1")]
        body = [*gone, *come]
        if keeper.deed == UPDATE:
            head += f" WHEN {changed(*KEY, *SUMS).replace('IS DISTINCT FROM', 'IS NOT')}"
    return f"{head} BEGIN {'; '.join(body)}; END"


def _body(keeper: Keeper) -> str:
    """What the function of *keeper* does on PostgreSQL: once for a statement, whatever its rows."""
    if keeper.table == VERSIONS:
        moves = " UNION ALL ".join(_moves("postgresql", "f", "fresh f"))
        month = MONTH_OF["postgresql"].format("m.at")
        summed = (
            f"SELECT {KEYS}, {ADDED}, at FROM ({moves}) m"  # noqa: S608
            f" GROUP BY {KEYS}, at HAVING {CHANGES}"
        )
        months = _upsert(
            MONTHS,
            f"SELECT {KEYS}, {ADDED}, {month} FROM moved m"  # noqa: S608
            f" GROUP BY {KEYS}, {month} ORDER BY {KEYS}, {month}",
            "month",
        )
        steps = _upsert(
            STEPS,
            f"SELECT {', '.join(COLUMNS)}, at FROM moved ORDER BY {KEYS}, at",  # noqa: S608
            "at",
        )
        deed = f"WITH moved AS MATERIALIZED ({summed}), months AS ({months}) {steps}"
    else:
        gone = [] if keeper.deed == INSERT else [f"SELECT {_minus('g')} FROM gone g"]  # noqa: S608
        come = [] if keeper.deed == DELETE else [f"SELECT {_plus('f')} FROM fresh f"]  # noqa: S608
        both = " UNION ALL ".join([*gone, *come])
        # In one order, so that two writers never wait for each other.
        deed = _upsert(
            TOTALS,
            f"SELECT {KEYS}, {ADDED} FROM ({both}) m GROUP BY {KEYS}"  # noqa: S608
            f" HAVING {CHANGES} ORDER BY {KEYS}",
        )
    return f" BEGIN {deed}; RETURN NULL; END "


def _postgresql(keeper: Keeper, schema: str) -> list[str]:
    named = {
        INSERT: "NEW TABLE AS fresh",
        UPDATE: "OLD TABLE AS gone NEW TABLE AS fresh",
        DELETE: "OLD TABLE AS gone",
    }[keeper.deed]
    return [
        # By the owner's right: the role that runs the site may only read the totals.
        f"CREATE OR REPLACE FUNCTION {keeper.name}() RETURNS trigger LANGUAGE plpgsql"
        f' SECURITY DEFINER SET search_path = "{schema}", pg_temp AS $${_body(keeper)}$$',
        f"CREATE OR REPLACE TRIGGER {keeper.name} AFTER {keeper.deed} ON {keeper.table}"
        f" REFERENCING {named} FOR EACH STATEMENT EXECUTE FUNCTION {keeper.name}()",
    ]


def expected(keeper: Keeper, vendor: str) -> str:
    """What the database says of *keeper* where it stands as it should."""
    return _body(keeper) if vendor == "postgresql" else _sqlite(keeper)


def install(connection: BaseDatabaseWrapper, *, recount: bool) -> None:
    """Put the keepers in place; with *recount* work the totals out from what was written before."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_schema()")
            schema = cursor.fetchone()[0]
            # Nobody writes between counting and the first row that a trigger counts.
            cursor.execute(f"LOCK TABLE {LEDGER}, {VERSIONS} IN SHARE ROW EXCLUSIVE MODE")
        for keeper in KEEPERS:
            if connection.vendor == "postgresql":
                for statement in _postgresql(keeper, schema):
                    cursor.execute(statement)
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {keeper.name}")
                cursor.execute(_sqlite(keeper))
        for statement in fillings(connection.vendor) if recount else ():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the keepers away; `install` counts again."""
    with connection.cursor() as cursor:
        for keeper in KEEPERS:
            on_table = f" ON {keeper.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {keeper.name}{on_table}")


def from_rows(where: str = "") -> str:
    """What the rows of today add up to."""
    sums = ", ".join(f"SUM({name}) AS {name}" for name in SUMS)
    return f"SELECT {KEYS}, COUNT(*) AS items, {sums} FROM {LEDGER}{where} GROUP BY {KEYS}"  # noqa: S608


def from_versions(where: str = "") -> str:
    """The steps that all versions make, worked out at once."""
    told = ", ".join((*KEY, *SUMS, "history_date", "history_type"))
    ends = (
        f"SELECT {told}, MIN(history_date) OVER (PARTITION BY id ORDER BY history_id"  # noqa: S608
        f" ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS ends FROM {VERSIONS}{where}"
    )
    stood = "v.history_type <> '-' AND (v.ends IS NULL OR v.history_date < v.ends)"
    return (
        f"WITH v AS ({ends}) SELECT {KEYS}, {ADDED}, at FROM ("  # noqa: S608
        f"SELECT {_plus('v')}, v.history_date AS at FROM v WHERE {stood} UNION ALL"
        f" SELECT {_minus('v')}, v.ends AS at FROM v WHERE {stood} AND v.ends IS NOT NULL"
        f") m GROUP BY {KEYS}, at"
    )


def fillings(vendor: str) -> Iterator[str]:
    """The statements that work all totals out anew."""
    columns = ", ".join(COLUMNS)
    for table in (TOTALS, STEPS, MONTHS):
        yield f"DELETE FROM {table}"  # noqa: S608
    yield f"INSERT INTO {TOTALS} ({columns}) {from_rows()}"
    yield f"INSERT INTO {STEPS} ({columns}, at) {from_versions()}"
    yield f"INSERT INTO {MONTHS} ({columns}, month) {from_steps(vendor)}"


def from_steps(vendor: str, where: str = "") -> str:
    """The months that the steps make."""
    month = MONTH_OF[vendor].format("at")
    return (
        f"SELECT {KEYS}, {ADDED}, {month} AS month FROM {STEPS}{where}"  # noqa: S608
        f" GROUP BY {KEYS}, {month}"
    )


def differing(table: str, when: str, meant: str, where: str = "") -> str:
    """The cells in which *table* keeps other sums than *meant*: what is meant less what is kept."""
    key = f"{KEYS}, {when}" if when else KEYS
    kept = ", ".join(f"-{name} AS {name}" for name in ("items", *SUMS))
    sums = ", ".join(("items", *SUMS))
    return (
        f"SELECT {key}, {ADDED} FROM (SELECT {key}, {sums} FROM ({meant}) a UNION ALL"  # noqa: S608
        f" SELECT {key}, {kept} FROM {table}{where}) d GROUP BY {key} HAVING {CHANGES}"
        f" ORDER BY {key}"
    )


def of_then(vendor: str) -> str:
    """The totals as they stood at an instant, which each ``%s`` stands for."""
    columns, instant = ", ".join(COLUMNS), INSTANT[vendor]
    month, begins = MONTH_OF[vendor].format(instant), MONTH_BEGINS[vendor].format(instant)
    # Not grouped: so a condition on the grant reaches the index of either table.
    return (
        f"SELECT id, {columns} FROM {MONTHS} WHERE month < {month} UNION ALL"  # noqa: S608
        f" SELECT id, {columns} FROM {STEPS} WHERE at >= {begins} AND at <= {instant}"
    )


@contextmanager
def counted_at_once() -> Iterator[Callable[[int, int, dt.datetime], None]]:
    """Count many new rows and their first versions when they stand, rather than one by one.

    Gives what is to be called with the first and last key and the instant of the versions. SQLite's
    triggers fire for each row and take as long as the row itself. They step aside, that which
    guards settled projects too, and stand again before the transaction can end; what they ask of
    each row is asked of all at once. Whoever fails in between has changed nothing.
    """
    if connection.vendor != "sqlite":
        yield lambda first, last, at: None
        return
    aside = {one.name: _sqlite(one) for one in KEEPERS if one.deed == INSERT}
    aside[SEALED_LEDGER.name] = sqlite(SEALED_LEDGER)[1]
    with transaction.atomic(), connection.cursor() as cursor:
        for name in aside:
            cursor.execute(f"DROP TRIGGER {name}")
        yield _count
        for stands_again in aside.values():
            cursor.execute(stands_again)


def _must_be_open(first: int, last: int) -> None:
    """Refuse new rows as the trigger would that has stepped aside, by its own condition."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM (SELECT DISTINCT grant_id FROM {LEDGER}"  # noqa: S608
            f" WHERE id BETWEEN %s AND %s) NEW WHERE {SEALED_LEDGER.when}",
            [first, last],
        )
        if cursor.fetchone():
            raise IntegrityError(refusal(SEALED_LEDGER))


def _count(first: int, last: int, at: dt.datetime) -> None:
    _must_be_open(first, last)
    stored = connection.ops.adapt_datetimefield_value(at)
    month = at.astimezone(dt.UTC).year * 12 + at.astimezone(dt.UTC).month
    with connection.cursor() as cursor:
        cursor.execute(from_rows(" WHERE id BETWEEN %s AND %s"), [first, last])
        found = cursor.fetchall()
        kept: tuple[tuple[str, str, list[Any]], ...] = (
            (TOTALS, "", []),
            (STEPS, "at", [stored]),
            (MONTHS, "month", [month]),
        )
        for table, when, besides in kept:
            marks = ", ".join(["%s"] * (len(COLUMNS) + len(besides)))
            statement = _upsert(table, f"VALUES ({marks})", when)
            cursor.executemany(statement, [(*row, *besides) for row in found])
