"""Which rows and versions something is made of: kept on disk, however many they are.

A package names every row of a grant and every version of them before it writes the first. In
memory these would grow with the vouchers; here they wait in a private database that is gone when it
is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q

CHUNK = 500
TABLES = """
CREATE TABLE rows (label TEXT, key INTEGER, read INTEGER DEFAULT 0, PRIMARY KEY (label, key))
    WITHOUT ROWID;
CREATE TABLE versions (label TEXT, key INTEGER, digest TEXT, PRIMARY KEY (label, key))
    WITHOUT ROWID;
"""


def among(keys: Sequence[int], column: str = "pk") -> Q:
    """Rows whose *column* is one of *keys*, which stand in order, each once."""
    # Mostly one import's rows, without a hole between them: two numbers instead of five hundred.
    if keys and keys[-1] - keys[0] + 1 == len(keys):
        return Q(**{f"{column}__range": (keys[0], keys[-1])})
    return Q(**{f"{column}__in": keys})


class KeysOnDisk:
    """Keys of rows and of versions by table, each once."""

    def __init__(self) -> None:
        # Without a name: a file of its own in the temporary folder, deleted on closing.
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)

    def close(self) -> None:
        """Forget everything."""
        self._kept.close()

    def add_rows(self, label: str, keys: Iterable[int]) -> None:
        """These rows belong."""
        sql = "INSERT OR IGNORE INTO rows (label, key) VALUES (?, ?)"
        self._insert(sql, ((label, key) for key in keys))

    def add_versions(self, versions: Iterable[tuple[str, int, str | None]]) -> None:
        """These versions belong, with what an event says they hash to, if one is known."""
        sql = (
            "INSERT INTO versions (label, key, digest) VALUES (?, ?, ?) ON CONFLICT (label, key)"
            " DO UPDATE SET digest = coalesce(digest, excluded.digest)"
        )
        self._insert(sql, versions)

    def vouch(self, label: str, key: int, digest: str) -> bool:
        """Note the hash of a version that belongs and has none yet; whether it is such a one."""
        sql = "UPDATE versions SET digest = ? WHERE label = ? AND key = ? AND digest IS NULL"
        return self._kept.execute(sql, (digest, label, key)).rowcount > 0

    def unread(self, label: str) -> Iterator[list[int]]:
        """Rows of a table that have not been handed out here before, some at a time."""
        sql = "SELECT key FROM rows WHERE label = ? AND NOT read ORDER BY key LIMIT ?"
        while keys := [key for (key,) in self._kept.execute(sql, (label, CHUNK))]:
            yield keys
            self._kept.executemany(
                "UPDATE rows SET read = 1 WHERE label = ? AND key = ?",
                [(label, key) for key in keys],
            )

    def rows(self, label: str) -> Iterator[list[int]]:
        """All rows of a table, some at a time."""
        for chunk in self._chunks("rows", "key", label):
            yield [key for (key,) in chunk]

    def versions(self, label: str) -> Iterator[dict[int, str | None]]:
        """All versions of a table with their hashes, some at a time."""
        for chunk in self._chunks("versions", "key, digest", label):
            yield dict(chunk)

    def labels(self) -> list[str]:
        """The tables that rows belong to."""
        return [name for (name,) in self._kept.execute("SELECT DISTINCT label FROM rows")]

    def version_labels(self) -> list[str]:
        """The tables of versions."""
        return [name for (name,) in self._kept.execute("SELECT DISTINCT label FROM versions")]

    def count(self, table: str, label: str) -> int:
        """How many ``rows`` or ``versions`` of a table belong."""
        sql = f"SELECT count(*) FROM {table} WHERE label = ?"  # noqa: S608
        return int(self._kept.execute(sql, (label,)).fetchone()[0])

    def _insert(self, sql: str, values: Iterable[tuple[object, ...]]) -> None:
        self._kept.execute("BEGIN")
        self._kept.executemany(sql, values)
        self._kept.execute("COMMIT")

    def _chunks(self, table: str, columns: str, label: str) -> Iterator[list[Any]]:
        # Each chunk starts after the last: nobody else's reading stands open meanwhile.
        sql = (
            f"SELECT {columns} FROM {table} WHERE label = ? AND key > ? "  # noqa: S608
            "ORDER BY key LIMIT ?"
        )
        last = -1
        while chunk := self._kept.execute(sql, (label, last, CHUNK)).fetchall():
            yield chunk
            last = chunk[-1][0]
