"""Many rows of a sheet at one look, by column: only where nothing in them is odd.

A long sheet is plain nearly everywhere: texts without marks to clean, amounts that are amounts, and
few different days and choices. Such rows need not be looked at cell by cell. Whatever is not plain
is no fault here: the rows are read one by one then (`Reading.row`), and told what is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any

from consortium.exchange.neutral import GUARD
from consortium.rules.cell_amounts import NO_MARKS, many_cents
from consortium.rules.cells import CellFault, Raw, are_clean
from reporting.exchange.columns import CHOICE, DAY, PER_CENT, Column
from reporting.exchange.reading import NOWHERE, Reading

# So many rows are looked at together.
AT_ONCE = 1000
# Columns whose cells are few and come again; what they are known again by.
FRAMED = frozenset({DAY, CHOICE, PER_CENT})
KNOWN_AGAIN = frozenset({str, int, dt.date, type(None)})
MADE_TEXT = frozenset({str, int})

Row = tuple[int, Sequence[Raw]]
Frame = tuple[Raw, ...]


class _Odd(Exception):
    """The rows are not plain."""


@dataclass(frozen=True)
class Plain:
    """Rows that are plain, by column: trimmed texts, whole øre, and the frame of each row."""

    count: int
    texts: Mapping[str, Sequence[str]]
    cents: Mapping[str, Sequence[int]]
    frames: Sequence[Frame]


@dataclass
class PlainReader:
    """The plain rows of *reading*, whose *texts* and *amounts* are read; other free text is odd."""

    reading: Reading
    texts: Collection[str]
    amounts: Collection[str]
    _placed: dict[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = self.reading.layout.places
        self._placed = {one.name: one for one in self.reading.kind.columns if one.name in places}

    def chunks(self) -> Iterator[list[Row]]:
        """The rows of data, some at a time."""
        data = self.reading.data()
        while rows := list(islice(data, AT_ONCE)):
            yield rows

    def plain(self, rows: Sequence[Row]) -> Plain | None:
        """*rows* by column, or None where anything in them is odd."""
        if not self._can_be_plain:
            return None
        columns: list[Sequence[Raw]] = list(zip_longest(*(cells for _number, cells in rows)))
        nothing = (None,) * len(rows)
        places = self.reading.layout.places
        found = {
            name: columns[place] if place < len(columns) else nothing
            for name, place in places.items()
        }
        try:
            self._must_be_filled(found)
            texts = {name: self._texts(name, found, len(rows)) for name in self.texts}
            cents = {name: self._cents(name, found, len(rows)) for name in self.amounts}
            frames = self._frames(found, len(rows))
        except (_Odd, CellFault):
            return None
        return Plain(len(rows), texts, cents, frames)

    def values(self, frame: Frame) -> dict[str, Any] | None:
        """What the columns of a frame hold, and those that the sheet lacks; None for a fault."""
        readers, same = self.reading.readers
        values = same.copy()
        raws = dict.fromkeys(self._silent) | dict(zip(self._framed, frame, strict=True))
        try:
            for name, _place, read in readers:
                if name in raws:
                    values[name] = read(raws[name])
        except CellFault:
            return None
        return values

    def count(self, plain: Plain) -> None:
        """The rows have been taken: a row of sums below them may add them up."""
        if self.reading.layout.is_ours:
            return
        places = self.reading.layout.places
        sums = {places[name]: sum(cents) for name, cents in plain.cents.items() if name in places}
        self.reading.above.add_up(plain.count, sums)

    @cached_property
    def _can_be_plain(self) -> bool:
        layout = self.reading.layout
        readers, same = self.reading.readers
        lacking = [same[name] for name in self.amounts if name not in layout.places]
        nowhere = any(place == NOWHERE for _name, place, _read in readers)
        return not layout.is_numbered and not nowhere and not any(lacking)

    @cached_property
    def _framed(self) -> list[str]:
        return [name for name, one in self._placed.items() if one.form in FRAMED]

    @cached_property
    def _silent(self) -> list[str]:
        """Columns in which something stands only on rows that are not plain."""
        read = {*self.texts, *self.amounts, *self._framed}
        return [name for name in self.reading.layout.places if name not in read]

    def _must_be_filled(self, found: Mapping[str, Sequence[Raw]]) -> None:
        """What is asked of every row is there, and of what is odd nothing."""
        for name, column in self._placed.items():
            cells = found[name]
            if column.is_required and (None in cells or "" in cells):
                raise _Odd
        for name in self._silent:
            if any(cell is not None for cell in found[name]):
                raise _Odd

    def _texts(self, name: str, found: Mapping[str, Sequence[Raw]], count: int) -> Sequence[str]:
        if name not in found:
            return [self.reading.readers[1][name]] * count
        column, cells = self._placed[name], found[name]
        if None in cells:
            cells = [column.otherwise if cell is None else cell for cell in cells]
        kinds = set(map(type, cells))
        if not kinds <= MADE_TEXT:
            raise _Odd
        texts: Sequence[str] = list(map(str, cells)) if int in kinds else cells  # type: ignore[assignment]
        if not are_clean(texts, column.most) or f"\n{GUARD}" in "\n".join(("", *texts)):
            raise _Odd
        return texts

    def _cents(self, name: str, found: Mapping[str, Sequence[Raw]], count: int) -> Sequence[int]:
        if name not in found:
            return [0] * count
        marks = self.reading.layout.marks.get(name) or NO_MARKS
        cells = found[name]
        if None in cells:
            cells = [0 if cell is None else cell for cell in cells]
        return many_cents(cells, marks)

    def _frames(self, found: Mapping[str, Sequence[Raw]], count: int) -> Sequence[Frame]:
        columns = [found[name] for name in self._framed]
        if any(not set(map(type, cells)) <= KNOWN_AGAIN for cells in columns):
            raise _Odd
        return list(zip(*columns, strict=True)) if columns else [()] * count
