"""What a sheet will write, on disk until all of it has been checked: memory stays flat."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from tempfile import TemporaryFile
from typing import IO, Any


class Spool:
    """Rows of stored values, and what is to be written otherwise; both in the order they came.

    Most columns hold one value on all rows of a sheet: it is kept once (`same`), and the database
    is told it once.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        # A file without a name: it vanishes when it is closed.
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - open until the import is over
        self._same: dict[str, Any] | None = None

    def close(self) -> None:
        """Let go of everything."""
        self._file.close()

    @property
    def same(self) -> Mapping[str, Any]:
        """The columns that hold one value on all rows so far."""
        return self._same or {}

    def add(self, columns: Sequence[Sequence[Any]], others: Sequence[Any] = ()) -> None:
        """Keep rows, given by column, and *others* to be written in their own way."""
        count = len(columns[0]) if columns else 0
        same, varying = {}, {}
        for name, column in zip(self._names, columns, strict=False):
            first = column[0]
            # The last tells most columns apart at once.
            if column[-1] == first and column.count(first) == count:
                same[name] = first
            else:
                varying[name] = column
        if count and self._same is None:
            self._same = same
        elif count:
            kept = (self._same or {}).items()
            self._same = {name: one for name, one in kept if name in same and same[name] == one}
        if count or others:
            pickle.dump((count, same, varying, others), self._file, protocol=5)

    def chunks(self, names: Sequence[str]) -> Iterator[tuple[list[Sequence[Any]], Sequence[Any]]]:
        """The rows with their columns *names*, and the others, chunk by chunk."""
        self._file.seek(0)
        while True:
            try:
                found = pickle.load(self._file)  # noqa: S301 - written above, nobody else can
            except EOFError:
                return
            count, same, varying, others = found
            columns = [varying.get(name) or repeat(same.get(name), count) for name in names]
            # One row, or rows that are all alike: nothing is left to tell them apart by.
            yield list(zip(*columns, strict=True)) if names else [()] * count, others
