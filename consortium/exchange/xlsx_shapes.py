"""Rows of a sheet that are written alike: read at once, by one pattern for the whole row.

A program writes the rows of a table all in one way: the same columns, with the same styles, as the
same kinds of cells. What has been met once is known again, and its values are taken by column. It
only ever says yes: a row in which anything is otherwise is read cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

from consortium.exchange.xlsx_careful import Row
from consortium.exchange.xlsx_values import Meaning, whole_or_not
from consortium.rules.cells import Raw

# Letters of the column, style, kind, stored value and text inside, as `xlsx_rows` parts them.
Cell = tuple[str, str | None, str | None, str | None, str | None]
ByColumn = Callable[[Sequence[str]], Iterable[Raw]]

# So many ways are known at one time, so many are learnt in a sheet, and so wide may they be.
KNOWN, LEARNT, WIDEST = 4, 32, 64
# A text that begins with something to see, without entities.
_TEXT = r"([^<&\s][^<&]*)"
_NUMBER = r"(-?[0-9]{1,15}(?:\.[0-9]{1,17})?)"
_HEAD = r'<row r="([0-9]{1,7})"(?:[^<>]*[^/<>])?>'
# Signs that the format writes as ``_x000D_``.
_ESCAPES = "_x"


class OutOfOrder(Exception):
    """The numbers of the rows do not rise."""


@dataclass(frozen=True)
class Shape:
    """One way in which rows are written; a column that has no cell has no reader."""

    pattern: re.Pattern[str]
    readers: tuple[ByColumn | None, ...]

    def rows(self, text: str, at: int) -> tuple[list[Row], int]:
        """The rows of *text* from *at* on that are written so, and where they end."""
        match, found = self.pattern.match, []
        while one := match(text, at):
            found.append(one.groups())
            at = one.end()
        if not found:
            return [], at
        numbers, *texts = zip(*found, strict=True)
        waiting = iter(texts)
        nothing: list[Raw] = [None] * len(found)
        columns = [read(next(waiting)) if read else nothing for read in self.readers]
        cells = map(list, zip(*columns, strict=True))
        return list(zip(map(int, numbers), cells, strict=True)), at


class Shapes:
    """The ways in which the rows of one sheet are written, as far as they have been met."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._known: list[Shape] = []
        self._learnt = 0

    def rows(self, text: str, at: int, last: int) -> tuple[list[Row], int, int]:
        """The rows from *at* on that are known again, where they end, and the last one's number.

        *last* is the number of the row before. Rows in which nothing stands are left out.
        """
        for place, shape in enumerate(self._known):
            found, end = shape.rows(text, at)
            if found:
                self._known.insert(0, self._known.pop(place))
                for number, cells in found:
                    if number <= last:
                        raise OutOfOrder
                    last = number
                    while cells and cells[-1] is None:
                        cells.pop()
                return [row for row in found if row[1]], end, last
        return [], at, last

    def can_read(self, text: str) -> bool:
        """Whether rows of *text* may be known again at all."""
        return _ESCAPES not in text

    def learn(self, cells: Sequence[Cell], places: Callable[[str], int]) -> None:
        """Know rows again that are written as the one of *cells*."""
        if self._learnt >= LEARNT or not 0 < len(cells) <= WIDEST:
            return
        self._learnt += 1
        shape = self._shape_of(cells, places)
        if shape is not None:
            self._known = [shape, *self._known][:KNOWN]

    def _shape_of(self, cells: Sequence[Cell], places: Callable[[str], int]) -> Shape | None:
        pattern, readers = [_HEAD], list[ByColumn | None]()
        for letters, style, kind, stored, inline in cells:
            gap = places(letters) - len(readers)
            held = self._held(style, kind, stored, inline)
            if held is None or not 0 <= gap <= WIDEST:
                return None
            begin = f'<c r="{letters}[0-9]{{1,7}}"' + (f' s="{style}"' if style else "")
            begin += f' t="{kind}"' if kind else ""
            body, read = held
            pattern.append(f"{begin}>{body}</c>")
            readers += [*repeat(None, gap), read]
        return Shape(re.compile("".join([*pattern, "</row>"])), tuple(readers))

    def _held(
        self, style: str | None, kind: str | None, stored: str | None, inline: str | None
    ) -> tuple[str, ByColumn] | None:
        """What is written inside such a cell, and how a column of them is read."""
        if inline is not None and kind == "inlineStr":
            return f'<is><t(?: xml:space="preserve")?>{_TEXT}</t></is>', _as_it_is
        if stored is None:
            return None
        if kind == "s":
            return "<v>([0-9]{1,9})</v>", partial(_shared, self._meaning)
        if kind not in (None, "n"):
            return None
        if style is None or style in self._meaning.plain_styles:
            return f"<v>{_NUMBER}</v>", _numbers
        return f"<v>{_NUMBER}</v>", partial(_styled, self._meaning, style)


def _as_it_is(column: Sequence[str]) -> Iterable[Raw]:
    return column


def _numbers(column: Sequence[str]) -> Iterable[Raw]:
    return [int(one) if one.isdigit() else whole_or_not(float(one)) for one in column]


def _styled(meaning: Meaning, style: str, column: Sequence[str]) -> Iterable[Raw]:
    known, number = meaning.known, meaning.number
    return [known.get((style, one)) or number(style, one) for one in column]


def _shared(meaning: Meaning, column: Sequence[str]) -> Iterable[Raw]:
    string = meaning.string
    return [string(int(one)) or None for one in column]
