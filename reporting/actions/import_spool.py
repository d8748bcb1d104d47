"""What a sheet will write, on disk until all of it has been checked: memory stays flat."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from tempfile import TemporaryFile
from typing import IO, Any

from consortium.models.bulk import Batch


class Spool:
    """Rows of stored values, and what is to be written otherwise; both in the order they came.

    Most columns hold one value on all rows of a sheet: it is kept once (`same`), and the database
    is told it once.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        # Files without a name: they vanish when they are closed.
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - open until the import is over
        self._others: IO[bytes] = TemporaryFile()  # noqa: SIM115
        self._same: dict[str, Any] | None = None
        self.count = 0

    def close(self) -> None:
        """Let go of everything."""
        self._file.close()
        self._others.close()

    @property
    def same(self) -> Mapping[str, Any]:
        """The columns that hold one value on all rows so far."""
        return self._same or {}

    def add(self, columns: Sequence[Sequence[Any]], others: Sequence[Any] = ()) -> None:
        """Keep rows, given by column, and *others* to be written in their own way."""
        if others:
            pickle.dump(others, self._others, protocol=5)
        count = len(columns[0]) if columns else 0
        if not count:
            return
        same, varying = {}, {}
        for name, column in zip(self._names, columns, strict=False):
            first = column[0]
            # The last tells most columns apart at once.
            if column[-1] == first and column.count(first) == count:
                same[name] = first
            else:
                varying[name] = column
        if self._same is None:
            self._same = same
        else:
            kept = self._same.items()
            self._same = {name: one for name, one in kept if name in same and same[name] == one}
        pickle.dump((count, same, varying), self._file, protocol=5)
        self.count += count

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        """The rows by their columns *names*, some at a time."""
        for count, same, varying in _loaded(self._file):
            yield count, [varying.get(name) or repeat(same.get(name), count) for name in names]

    def others(self) -> Iterator[Sequence[Any]]:
        """What is to be written otherwise, some at a time."""
        return _loaded(self._others)


def _loaded(file: IO[bytes]) -> Iterator[Any]:
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 - written above, nobody else can
        except EOFError:
            return
