"""What earlier rows of the same sheet hold: numbers of vouchers, and shares of invoices (R-60).

A long sheet repeats hardly anything. So at first only hashes are kept, eight bytes each, and what
they are of goes to disk unread. A hash that meets another proves nothing: from there on everything
is looked up as it is written, what came before included.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

# Sorted runs of hashes grow to this many: to join larger ones would need as much memory again.
LONGEST_RUN = 1 << 18
# A fingerprint, which of those with it this is, and its per cent in hundredths.
Share = tuple[bytes, int, int]


class Hashes:
    """Whole numbers of 64 bits, in few sorted runs."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.int64]] = []

    def take(self, found: Iterable[int], count: int) -> bool:
        """Note *found*, *count* of them, if they differ from each other and from all before."""
        new = np.fromiter(found, np.int64, count)
        new.sort()
        if bool((new[1:] == new[:-1]).any()) or any(_meets(run, new) for run in self._runs):
            return False
        if count:
            self._add(new)
        return True

    def _add(self, new: NDArray[np.int64]) -> None:
        runs = self._runs
        while runs and runs[-1].size < 2 * new.size and runs[-1].size + new.size <= LONGEST_RUN:
            new = np.concatenate((runs.pop(), new))
            new.sort(kind="stable")
        runs.append(new)


def _meets(run: NDArray[np.int64], new: NDArray[np.int64]) -> bool:
    return bool((run.take(run.searchsorted(new), mode="clip") == new).any())


class Seen:
    """What earlier rows of the same sheet hold: on disk, so that memory stays flat (speed.md)."""

    def __init__(self, hashed: Callable[[str], int] = hash) -> None:
        self._hashed = hashed
        self._hashes = Hashes()
        # A file without a name: it vanishes when it is closed.
        self._unread: IO[bytes] = TemporaryFile()  # noqa: SIM115 - open until the import is over
        self._known: Known | None = None

    def close(self) -> None:
        """Forget everything."""
        self._unread.close()
        if self._known is not None:
            self._known.close()

    def repeated(self, numbers: Sequence[str]) -> list[bool]:
        """Of each of *numbers* whether it was there before, earlier ones of the list included."""
        if self._are_new(numbers, []):
            return [False] * len(numbers)
        return self._read().repeated(numbers)

    def shares(self, asked: Sequence[tuple[str, Decimal]]) -> list[list[Decimal]]:
        """Of each fingerprint and its per cent: what earlier rows hold of the same voucher."""
        shares = [(print_, int(share.scaleb(2))) for print_, share in asked]
        if self._are_new([], shares):
            return [[] for _share in shares]
        return self._read().shares(_rows(shares))

    def take(self, numbers: Sequence[str], shares: Sequence[tuple[str, int]]) -> bool:
        """Note numbers, and fingerprints with their per cent, if none of them was there before."""
        return self._are_new(numbers, shares) or self._read().take(numbers, _rows(shares))

    def _are_new(self, numbers: Sequence[str], shares: Sequence[tuple[str, int]]) -> bool:
        """Whether the hashes alone show that nothing was there before; noted if so."""
        if self._known is not None:
            return False
        names = [*numbers, *(print_ for print_, _share in shares)]
        if not self._hashes.take(map(self._hashed, names), len(names)):
            return False
        pickle.dump((numbers, shares), self._unread, protocol=5)
        return True

    def _read(self) -> Known:
        """Everything so far as it is written."""
        if self._known is None:
            self._known, self._hashes = Known(), Hashes()
            self._unread.seek(0)
            while True:
                try:
                    numbers, shares = pickle.load(self._unread)  # noqa: S301 - written above
                except EOFError:
                    break
                self._known.take(numbers, _rows(shares))
            self._unread.close()
        return self._known


def _rows(shares: Iterable[tuple[str, int]]) -> list[Share]:
    return [(bytes.fromhex(print_), 0, share) for print_, share in shares]


class Known:
    """The same as it is written, by index."""

    def __init__(self) -> None:
        # An unnamed database of SQLite's own: it vanishes when it is closed.
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute("PRAGMA cache_size = -16000")
        self._kept.execute("CREATE TABLE number (text TEXT PRIMARY KEY) WITHOUT ROWID")
        self._kept.execute(
            "CREATE TABLE share (print BLOB, place INTEGER, pct INTEGER, "
            "PRIMARY KEY (print, place)) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Forget everything."""
        self._kept.close()

    def repeated(self, numbers: Sequence[str]) -> list[bool]:
        """Of each of *numbers* whether it was there before, earlier ones of the list included."""
        if self._all_new("INSERT INTO number VALUES (?)", [(number,) for number in numbers]):
            return [False] * len(numbers)
        return [not self._is_new(number) for number in numbers]

    def shares(self, rows: Sequence[Share]) -> list[list[Decimal]]:
        """Of each of *rows* what earlier ones hold of the same voucher, in per cent."""
        if self._all_new("INSERT INTO share VALUES (?, ?, ?)", rows):
            return [[] for _row in rows]
        return [self._held(print_, cents) for print_, _place, cents in rows]

    def take(self, numbers: Sequence[str], rows: Sequence[Share]) -> bool:
        """Note *numbers* and *rows* if none of them was there before."""
        self._kept.execute("SAVEPOINT chunk")
        is_new = self._all_new(
            "INSERT INTO number VALUES (?)", [(number,) for number in numbers]
        ) and self._all_new("INSERT INTO share VALUES (?, ?, ?)", rows)
        if not is_new:
            self._kept.execute("ROLLBACK TO chunk")
        self._kept.execute("RELEASE chunk")
        return is_new

    def _all_new(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> bool:
        self._kept.execute("SAVEPOINT batch")
        try:
            self._kept.executemany(statement, rows)
        except sqlite3.IntegrityError:
            self._kept.execute("ROLLBACK TO batch")
            return False
        finally:
            self._kept.execute("RELEASE batch")
        return True

    def _is_new(self, number: str) -> bool:
        made = self._kept.execute("INSERT OR IGNORE INTO number VALUES (?)", [number])
        return made.rowcount == 1

    def _held(self, print_: bytes, cents: int) -> list[Decimal]:
        found = self._kept.execute("SELECT pct FROM share WHERE print = ?", [print_]).fetchall()
        self._kept.execute("INSERT INTO share VALUES (?, ?, ?)", [print_, len(found), cents])
        return [Decimal(held).scaleb(-2) for (held,) in found]
