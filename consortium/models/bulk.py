"""Very many rows with their first versions, in a few statements: what an import writes.

Rows come as columns that the database stores (whole øre, ISO days), so that no model instance is
made for each. Their versions are copied inside the database, and the running action vouches for all
of them with one hash: over the stored spelling of each version, one line a version, in the order of
their numbers. The event names them as a range, ``app.historicalmodel:17-5016``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection, models, transaction

from consortium.models.memory import NOT_HASHED, current_deed

BATCH = 5000
# So many rows, which are some, and what they hold by column.
Batch = tuple[int, Sequence[Iterable[Any]]]
# So many rows go into one statement of SQLite, which takes no more parameters than this.
TOGETHER, PARAMETERS = 100, 32_000
# What a new version says about itself besides the row: when, why, what kind, by whom.
ABOUT = ("history_date", "history_change_reason", "history_type", "history_user_id")


@dataclass(frozen=True)
class Runs:
    """Numbers of versions, as runs without gaps: ((17, 5016),)."""

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Runs:
        """The runs in *numbers*, which rise."""
        return cls.joined((number, number) for number in numbers)

    @classmethod
    def joined(cls, spans: Iterable[tuple[int, int]]) -> Runs:
        """The runs that *spans*, which rise, make together."""
        found: list[tuple[int, int]] = []
        for first, last in spans:
            if found and first == found[-1][1] + 1:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
        return cls(tuple(found))

    @classmethod
    def read(cls, text: str) -> Runs:
        """What `str` wrote; raises ValueError for anything else."""
        spans = []
        for part in text.split(","):
            first, last = part.split("-")
            spans.append((int(first), int(last)))
        return cls(tuple(spans))

    def __str__(self) -> str:
        return ",".join(f"{first}-{last}" for first, last in self.spans)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.spans)

    def __contains__(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.spans)


def insert_rows(
    model: Any,
    columns: Sequence[str],
    batches: Iterable[Batch],
    fixed: Mapping[str, Any],
    tell: Callable[[int], None] = lambda _count: None,
    expected: int = 0,
    **shared: Any,
) -> int:
    """Insert rows and their first versions; returns how many, and *tells* it on the way.

    *columns* are column names without the key, *batches* their stored values in that order; *fixed*
    are the other columns, which hold one stored value on all rows. *shared* is one of these, which
    no other writer may give at the same time: the locked parent of the rows. How many rows are
    *expected* decides how indexes are written. Only called inside an action.
    """
    deed = current_deed.get()
    if deed is None:
        raise RuntimeError("rows with memory are only written inside an action")
    first = last = count = 0
    table, versions = model._meta.db_table, model.history.model
    spans: list[tuple[int, int]] = []
    sha256 = hashlib.sha256()
    aside = getattr(model, "counted_at_once", _uncounted)
    with aside() as counted, _built_anew(model, expected):
        for size, values in _larger(batches):
            keys = _new_keys(table, size, last)
            insert(table, ("id", *columns), zip(keys, *values, strict=True), fixed)
            first, last, count = first or keys[0], keys[-1], count + size
            # Copied and hashed while they are still in the database's memory.
            runs = _copy_versions(model, (keys[0], last), shared, deed)
            _hash_lines(sha256, run_lines(versions, runs))
            spans += runs.spans
            tell(count)
        if count:
            counted(first, last, deed.at)
    if count:
        deed.versions[f"{versions._meta.label_lower}:{Runs.joined(spans)}"] = sha256.hexdigest()
    return count


def _larger(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Several of *batches* as one, of about `BATCH` rows."""
    size, waiting = 0, list[Sequence[Iterable[Any]]]()
    for count, values in batches:
        size += count
        waiting.append(values)
        if size >= BATCH:
            yield size, [chain(*parts) for parts in zip(*waiting, strict=True)]
            size, waiting = 0, []
    if size:
        yield size, [chain(*parts) for parts in zip(*waiting, strict=True)]


@contextmanager
def _uncounted() -> Iterator[Callable[[int, int, dt.datetime], None]]:
    """What a model whose sums nobody keeps has to say to new rows."""
    yield lambda first, last, at: None


@contextmanager
def _built_anew(model: Any, expected: int) -> Iterator[None]:
    """Build the model's `scattered` indexes when the rows stand, if those double the table.

    Each row would go to another page of such an index, which SQLite then reads and writes once a
    row as soon as the index is larger than its memory; in order it takes a tenth. The index steps
    aside inside the transaction that writes, so nobody else ever misses it.
    """
    names = getattr(model, "scattered", ()) if connection.vendor == "sqlite" else ()
    table = model._meta.db_table
    if not names or expected < max(BATCH, _last_key(table)):
        yield
        return
    marks = ", ".join(["%s"] * len(names))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name IN ({marks})",  # noqa: S608
            names,
        )
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        yield
        for _name, sql in found:
            cursor.execute(sql)


def _last_key(table: str) -> int:
    """The last key that SQLite has given to a row of *table*."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found: tuple[int] | None = cursor.fetchone()
    return found[0] if found else 0


def keys_with(
    model: Any, column: str, values: Iterable[str], which: str = ""
) -> list[tuple[int, str]]:
    """The keys of the rows whose *column* holds one of *values*, each with what it holds.

    *which* is a condition of our own, written out: a partial index serves no parameter. Thousands
    of values are one parameter, and nothing is made of each.
    """
    wanted = list(dict.fromkeys(values))
    if not wanted:
        return []
    quote = connection.ops.quote_name
    table, named = quote(model._meta.db_table), quote(column)
    if connection.vendor == "postgresql":
        source, among = table, f"{named} = ANY(%s)"
        asked: Any = wanted
    else:
        # Looked up one after the other: IN would first make a table of what is wanted.
        source = f"json_each(%s) AS wanted CROSS JOIN {table} AS kept"
        table, named = "kept", f"kept.{named}"
        among, asked = f"{named} = wanted.value", json.dumps(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {table}.id, {named} FROM {source} WHERE {which}{among}",  # noqa: S608
            [asked],
        )
        return sorted(cursor.fetchall())


def _new_keys(table: str, count: int, last: int) -> Sequence[int]:
    """Keys that nobody has and nobody else will get."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
    # The write lock of the running transaction keeps every other writer out.
    last = last or _last_key(table)
    return range(last + 1, last + count + 1)


def insert(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    fixed: Mapping[str, Any],
) -> None:
    """Hand *rows* of stored values to the database, each with what is *fixed* for all of them."""
    names = ", ".join(connection.ops.quote_name(name) for name in (*columns, *fixed))
    target = f"{connection.ops.quote_name(table)} ({names})"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            same = tuple(fixed.values())
            # The driver's own: Django's wrapper knows no COPY.
            with cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *same))
            return
        # Past Django's wrapper too, which would rewrite every parameter.
        raw = cursor.connection.cursor()
        # Half of the columns are the same on all rows: said once, spelled by the database itself.
        spelt = [raw.execute("SELECT quote(?)", [one]).fetchone()[0] for one in fixed.values()]
        besides = "".join(f", {one}" for one in spelt)
        values = f"({', '.join(['?'] * len(columns))})"
        # Many rows a statement: table and indexes are opened once for all of them, and each row is
        # put beside the one before without being looked for. That is half of an INSERT.
        width = len(columns)
        most = width * min(TOGETHER, PARAMETERS // width)
        waiting = chain.from_iterable(rows)
        while some := list(islice(waiting, most)):
            # An error ends the action and its transaction: no need to be ready to undo each row
            # alone, which takes as long as the row itself where the table has a trigger.
            raw.execute(
                f"INSERT OR FAIL INTO {target} SELECT *{besides} "  # noqa: S608
                f"FROM (VALUES {', '.join([values] * (len(some) // width))})",
                some,
            )


def _copy_versions(model: Any, keys: tuple[int, int], shared: dict[str, Any], deed: Any) -> Runs:
    versions = model.history.model
    quote = connection.ops.quote_name
    table, history = quote(model._meta.db_table), quote(versions._meta.db_table)
    names = ", ".join(quote(column) for column in tracked(versions))
    about = ", ".join(ABOUT)
    where = " AND ".join(["id BETWEEN %s AND %s", *(f"{quote(name)} = %s" for name in shared)])
    which = [*keys, *shared.values()]
    at = connection.ops.adapt_datetimefield_value(deed.at)
    or_fail = "OR FAIL " if connection.vendor == "sqlite" else ""
    said = [at, deed.reason[:100] or None, "+", deed.by.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT {or_fail}INTO {history} ({names}, {about}) "  # noqa: S608
            f"SELECT {names}, %s, %s, %s, %s FROM {table} WHERE {where} ORDER BY id",
            [*said, *which],
        )
        new = f"FROM {history} WHERE {where} AND history_type = '+'"
        cursor.execute(f"SELECT MIN(history_id), MAX(history_id), COUNT(*) {new}", which)
        least, most, count = cursor.fetchone()
        if most - least + 1 == count:
            return Runs(((least, most),))
        cursor.execute(f"SELECT history_id {new} ORDER BY history_id", which)
        return Runs.of(row[0] for row in cursor)


def runs_digest(versions: Any, runs: Runs, without: Container[str] = ()) -> str:
    """The SHA-256 over all versions of *runs*: the stored spelling of each on a line of its own."""
    sha256 = hashlib.sha256()
    _hash_lines(sha256, run_lines(versions, runs, without))
    return sha256.hexdigest()


def _hash_lines(sha256: Any, lines: Iterator[str]) -> None:
    while several := list(islice(lines, 500)):
        sha256.update("".join(several).encode("utf-8"))


def run_lines(versions: Any, runs: Runs, without: Container[str] = ()) -> Iterator[str]:
    """What is hashed of *runs*: a JSON list a version, with the end of its line."""
    columns = [column for column in tracked(versions) if column not in without]
    if connection.vendor == "sqlite" and _sqlite_spells(versions, columns):
        yield from _lines_by_sqlite(versions, runs, columns)
        return
    quote = connection.ops.quote_name
    kinds = {column.column: column for column in versions._meta.concrete_fields}
    # Days and instants of SQLite are texts, which Django would make objects of to be spelled anew.
    names = ", ".join(
        f"{quote(one)} || ''"
        if connection.vendor == "sqlite" and isinstance(kinds[one], models.DateField)
        else quote(one)
        for one in ("history_id", *columns, *ABOUT)
    )
    spelt = list(_spelling(versions, ("history_id", *columns, *ABOUT)))
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_day).encode
    for first, last in runs.spans:
        for start in range(first, last + 1, BATCH):
            stop = min(start + BATCH - 1, last)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {names} FROM {quote(versions._meta.db_table)} "  # noqa: S608
                    "WHERE history_id BETWEEN %s AND %s ORDER BY history_id",
                    [start, stop],
                )
                rows = cursor.fetchall()
            for row in rows:
                values = list(row)
                for place, spell in spelt:
                    values[place] = spell(values[place])
                yield encode(values) + "\n"


def _sqlite_spells(versions: Any, columns: Sequence[str]) -> bool:
    """Whether SQLite writes these columns as JSON as Python does: texts, whole numbers, days."""
    kinds = {column.column: column for column in versions._meta.concrete_fields}
    # A truth value is 0 or 1 there, and a binary number has another shortest form.
    odd = (models.BooleanField, models.FloatField, models.DecimalField, models.JSONField)
    return not any(isinstance(kinds[one], odd) for one in columns)


def _lines_by_sqlite(versions: Any, runs: Runs, columns: Sequence[str]) -> Iterator[str]:
    """As `run_lines`, spelled inside the database: a third of the time that Python needs."""
    quote = connection.ops.quote_name
    kinds = {column.column: column for column in versions._meta.concrete_fields}
    names = ", ".join(
        f"house_instant({quote(one)})"
        if isinstance(kinds[one], models.DateTimeField)
        else quote(one)
        for one in ("history_id", *columns, *ABOUT)
    )
    with connection.cursor() as cursor:
        cursor.connection.create_function("house_instant", 1, _instant, deterministic=True)
        raw = cursor.connection.cursor()
        for first, last in runs.spans:
            raw.execute(
                f"SELECT json_array({names}) || char(10) "  # noqa: S608
                f"FROM {quote(versions._meta.db_table)} "
                "WHERE history_id BETWEEN ? AND ? ORDER BY history_id",
                [first, last],
            )
            for (line,) in raw:
                yield line


def tracked(versions: Any) -> list[str]:
    """The columns of a version that are those of its row."""
    return [
        column.column for column in versions._meta.concrete_fields if column.name not in NOT_HASHED
    ]


def _spelling(versions: Any, columns: Sequence[str]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    """The places of the columns that the databases give back in different ways."""
    kinds = {column.column: column for column in versions._meta.concrete_fields}
    for place, name in enumerate(columns):
        if isinstance(kinds[name], models.DateTimeField):
            yield place, _instant
        elif isinstance(kinds[name], models.BooleanField):
            yield place, _yes_or_no


def _yes_or_no(value: Any) -> bool | None:
    return None if value is None else bool(value)


@lru_cache(maxsize=64)
def _instant(value: Any) -> str | None:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if value is None:
        return None
    moment = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return str(moment.astimezone(dt.UTC).isoformat(timespec="microseconds"))


def _day(value: Any) -> str:
    """Days, the only values left that JSON does not know."""
    if not isinstance(value, dt.date):
        raise TypeError(f"no stored spelling for {type(value).__name__}")
    return value.isoformat()
