"""Rows of a laid-out sheet as values by column; each cell that cannot be taken is a fault."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from consortium.exchange.neutral import GUARD, restored
from consortium.exchange.sheets import Sheet
from consortium.rules.cell_amounts import NO_MARKS, Marks, amount_of, hours_of, percent_of, rate_of
from consortium.rules.cell_dates import CLEAR, date_of
from consortium.rules.cells import (
    CellFault,
    Raw,
    count_of,
    fault,
    given,
    is_blank,
    is_clean,
    plain,
    shown,
    text_of,
    yes_no_of,
)
from consortium.rules.headers import ColumnSums, is_totals_row
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _
from reporting.exchange import columns
from reporting.exchange.columns import (
    AMOUNT,
    CHOICE,
    COUNT,
    DAY,
    HOURS,
    KEY,
    PER_CENT,
    RATE,
    Choice,
    Column,
    Lists,
    SheetKind,
)
from reporting.exchange.layout import Layout

# So many different spellings of one column are remembered.
REMEMBERED = 10_000
# Columns in which few different things stand, and cells that are known again by what they are.
FEW = frozenset({PER_CENT, RATE, DAY, CHOICE, HOURS, COUNT})
SPELT = frozenset({str, int, dt.date})
# The place of a column that the sheet does not have.
NOWHERE = 1 << 30
# Our name of a column, its place, and how its cells are read.
Reader = tuple[str, int, Callable[[Raw], Any]]
SHOWN_CHOICES = 8
KEY_MOST = 40


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one cell of one row: our column's *name*, what stands there, and why."""

    name: str
    value: str
    breach: Breach


@dataclass
class Parsed:
    """One row: its number in the sheet, its row key, its values by column, its faults."""

    row: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    cells: Sequence[Raw] = ()


@dataclass
class Reading:
    """A sheet that is being read as a kind; *totals* are the rows that were not taken as data."""

    sheet: Sheet
    layout: Layout
    kind: SheetKind
    lists: Lists
    totals: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[Parsed]:
        """The rows of data, in their order."""
        for number, cells in self.data():
            if (parsed := self.row(number, cells)) is not None:
                yield parsed

    def data(self) -> Iterator[tuple[int, Sequence[Raw]]]:
        """What stands below the header, unread: each row's number and its cells."""
        header = self.layout.header_row
        return (row for row in self.sheet.rows() if row[0] > header)

    def row(self, number: int, cells: Sequence[Raw]) -> Parsed | None:
        """One row; None for one that only adds up others. Asked once for each, in their order."""
        if not self.layout.is_ours:
            if self._may_be_totals(cells) and is_totals_row(cells, self.above):
                self.above.restart()
                self.totals.append(number)
                return None
            self.above.add(cells)
        readers, same = self.readers
        values, width = same.copy(), len(cells)
        parsed = Parsed(number, values=values, cells=cells)
        for name, place, read in readers:
            raw = cells[place] if place < width else None
            try:
                values[name] = read(raw)
            except CellFault as refused:
                del values[name]
                parsed.wrong.append(Wrong(name, shown(raw), refused.breach))
        key_place = self.layout.places.get(KEY)
        if key_place is not None and key_place < width and not is_blank(cells[key_place]):
            parsed.key = plain(cells[key_place]).strip()[:KEY_MOST]
        if self.layout.is_numbered:
            _number(values, self._numbers)
        return parsed

    @cached_property
    def above(self) -> ColumnSums:
        """What the rows so far add up to, by which a row of sums is known."""
        marks = self._column_marks()
        return ColumnSums(marks, tuple(marks))

    @cached_property
    def _numbers(self) -> Counter[str]:
        return Counter()

    def place_of(self, name: str) -> int | None:
        """Where the column called *name* stands in the sheet, from 0."""
        return self.layout.places.get(name)

    def _may_be_totals(self, cells: Sequence[Raw]) -> bool:
        """A row of sums lacks something that every row of data has; only then is it looked at."""
        width = len(cells)
        if width > self._last_asked and None not in cells and "" not in cells:
            return False
        return any(place >= width or cells[place] in (None, "") for place in self._filled_always)

    @cached_property
    def _last_asked(self) -> int:
        return max(self._filled_always, default=-1)

    @cached_property
    def _filled_always(self) -> list[int]:
        places = self.layout.places
        asked = [one.name for one in self.kind.columns if one.is_required]
        return [places[name] for name in asked if name in places]

    @cached_property
    def readers(self) -> tuple[list[Reader], dict[str, Any]]:
        """How each cell is read, and what the columns that the sheet lacks hold on every row."""
        found: list[Reader] = []
        same: dict[str, Any] = {column.name: None for column in self.kind.columns}
        for column in self.kind.columns:
            place = self.layout.places.get(column.name)
            read = self._reader(column)
            if place is not None:
                found.append((column.name, place, read))
                continue
            # One text for all rows, or nothing: read once, a fault stays a fault on each row.
            text = self.layout.fixed.get(column.name)
            try:
                same[column.name] = read(text)
            except CellFault:
                found.append((column.name, NOWHERE, partial(_fixed, read, text)))
        return found, same

    def _reader(self, column: Column) -> Callable[[Raw], Any]:
        """How a cell of *column* is read; blank cells are what the column says."""
        marks = self.layout.marks.get(column.name) or NO_MARKS
        read: Callable[[Raw], Any]
        match column.form:
            case columns.AMOUNT:
                read = partial(amount_of, marks=marks)
            case columns.PER_CENT:
                read = partial(_per_cent, marks=marks)
            case columns.RATE:
                read = partial(rate_of, marks=marks)
            case columns.HOURS:
                read = partial(hours_of, marks=marks)
            case columns.DAY:
                order = self.layout.orders.get(column.name) or CLEAR
                read = partial(date_of, order=order, from_1904=self.layout.from_1904)
            case columns.COUNT:
                read = count_of
            case columns.YES_NO:
                read = yes_no_of
            case columns.CHOICE:
                listed = self.lists[column.choices]
                read = partial(_choice, _spellings(listed), listed)
            case _:
                return partial(_text, column.most or 10_000, column.otherwise)
        if column.is_required:
            read = partial(_asked, read)
        else:
            read = partial(_otherwise, read, self._empty(column, read))
        return _remembered(read) if column.form in FEW else read

    def _empty(self, column: Column, read: Callable[[Raw], Any]) -> Any:
        """What an empty cell means, as the value that a filled one would give."""
        if column.form in {PER_CENT, CHOICE} and column.otherwise:
            return read(str(column.otherwise))
        return column.otherwise

    def _column_marks(self) -> Mapping[int, Marks]:
        places = self.layout.places
        return {
            places[column.name]: self.layout.marks.get(column.name) or NO_MARKS
            for column in self.kind.columns
            if column.form in {AMOUNT, HOURS, COUNT} and column.name in places
        }


def _text(most: int, empty: Any, raw: Raw) -> Any:
    """Text as it was before an export of ours made a formula of it harmless."""
    if is_clean(raw, most) and raw[0] != GUARD:
        return raw
    if is_blank(raw):
        return empty
    if isinstance(raw, str) and raw[:1] == GUARD:
        raw = restored(raw)
    return text_of(raw, most)


def _asked(read: Callable[[Raw], Any], raw: Raw) -> Any:
    return read(given(raw))


def _otherwise(read: Callable[[Raw], Any], empty: Any, raw: Raw) -> Any:
    return empty if is_blank(raw) else read(raw)


def _fixed(read: Callable[[Raw], Any], text: str | None, _raw: Raw) -> Any:
    return read(text)


def _remembered(read: Callable[[Raw], Any]) -> Callable[[Raw], Any]:
    """*read*, which looks at each spelling once; a fault is told anew each time."""
    known: dict[Any, Any] = {}

    def found(raw: Raw) -> Any:
        # True, 1 and 1.0 are the same key, and not the same cell.
        if type(raw) not in SPELT:
            return read(raw)
        try:
            return known[raw]
        except KeyError:
            value = read(raw)
            if len(known) < REMEMBERED:
                known[raw] = value
            return value

    return found


def _per_cent(raw: Raw, marks: Marks) -> Decimal:
    """A share as per cent with two decimals; a number without a sign is per cent."""
    points = percent_of(raw, marks, points=True) * 100
    hundredths: Fraction = points * 100
    if hundredths.denominator != 1:
        message = _("“%(value)s” has more than two decimals. Round the per cent in the sheet.")
        raise fault("PERCENT_TOO_FINE", message, value=shown(raw))
    return Decimal(hundredths.numerator).scaleb(-2)


def _spellings(choices: Sequence[Choice]) -> dict[str, Any]:
    return {name: one.value for one in reversed(choices) for name in one.names}


def _choice(spellings: Mapping[str, Any], listed: Sequence[Choice], raw: Raw) -> Any:
    word = " ".join(plain(given(raw)).split()).casefold()
    if word in spellings:
        return spellings[word]
    few: list[object] = [one.labels for one in listed[:SHOWN_CHOICES]]
    few += ["…"] if len(listed) > SHOWN_CHOICES else []
    message = _("“%(value)s” is none of the choices here. Choose one of: %(choices)s.")
    raise fault("CHOICE_UNKNOWN", message, value=shown(raw), choices=few)


def _number(values: dict[str, Any], numbers: Counter[str]) -> None:
    """A voucher of several lines: its number with /2, /3 … from the second line on."""
    number = values.get("voucher_no")
    if number:
        numbers[number] += 1
        if numbers[number] > 1:
            values["voucher_no"] = f"{number}/{numbers[number]}"
