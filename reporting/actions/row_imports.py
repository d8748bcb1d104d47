"""Sheets whose rows go one by one through an action that stands already.

`RowBatches.check` tries each row through its action inside a savepoint that is rolled back: what
the action refuses is what the cell is told, so page and sheet obey the same rules. `write` runs the
same actions, inside the one action that calls it: all of them, or none. A row is known by its key,
else by what it says (its natural identity), never by its position.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, ClassVar

from django.db import models, transaction

from consortium.models.memory import Deed, current_deed
from consortium.rules.cells import CellFault, shown, text_of
from consortium.rules.money import ZERO
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.actions.import_rows import CHANGED, NEW, UNCHANGED, Checked
from reporting.actions.import_targets import opened
from reporting.exchange.columns import KEY, SheetKind
from reporting.exchange.reading import Parsed, Reading, Wrong

# So many rows are tried before the locks that trying takes are let go.
TRIED_AT_ONCE = 200
MOST_ROWS = 20_000
# So many are told of together.
BATCH = 2000


class TooManyRows(Refused):
    """Rows of this kind each take an action of their own, so a sheet holds so many of them."""

    code = "TOO_MANY_ROWS"


@dataclass(frozen=True)
class Standing:
    """A row that stands: its key in the sheet, the row itself, and what it says by column."""

    key: str
    row: Any
    values: Mapping[str, Any]


@dataclass
class Line:
    """One row of the sheet on its way in, and the row that it changes."""

    row: int
    values: dict[str, Any]
    standing: Standing | None = None


@dataclass
class SheetRows(ABC):
    """What is particular to one kind of sheet: how its rows are known, entered and changed."""

    kind: ClassVar[SheetKind]
    # Names that the rules give to what the sheet calls otherwise.
    names: ClassVar[Mapping[str, str]] = {}
    target: Any
    by: Any
    at: dt.datetime

    def begin(self) -> None:
        """Refuse who may not write here, once for all rows, and lock what is written to."""
        self.target = opened(self.target, self.by)

    @abstractmethod
    def standing(self) -> Iterable[Standing]:
        """The rows that stand already."""

    @abstractmethod
    def identity(self, values: Mapping[str, Any]) -> Hashable:
        """By what a row without a key is known again."""

    @abstractmethod
    def enter(self, lines: Sequence[Line]) -> None:
        """Enter or change *lines*, which are one unit, through an action; raises its Refused."""

    def prepare(self, values: dict[str, Any]) -> list[Wrong]:
        """Fill in what an empty cell stands for; what is wrong before any action is asked."""
        return []

    def unit(self, line: Line) -> Hashable:
        """Lines of one unit are written together; by itself, each is a unit."""
        return line.row

    def circle(self, line: Line) -> Hashable:
        """Lines of one circle have a say in each other's rules; None has no say at all."""
        return None

    def amount(self, values: Mapping[str, Any]) -> Decimal:
        """What the preview adds up."""
        return Decimal(values.get(self.kind.total) or 0) if self.kind.total else ZERO

    def same(self, name: str, old: Any, new: Any, standing: Standing) -> bool:
        """Whether the cell says what stands already."""
        return said_the_same(old, new)

    def currency(self, values: Mapping[str, Any]) -> str:
        """What the amount is in, where a sheet may hold several; the house's own needs no word."""
        return ""

    def doubts(self, values: Mapping[str, Any]) -> list[Breach]:
        """What must be asked about a row that would be new."""
        return []

    def remarks(self, values: Mapping[str, Any]) -> list[Breach]:
        """What is said of a row that is taken all the same."""
        return []

    def column(self, breach: Breach) -> str:
        """Our name of the cell that *breach* is about."""
        return self.names.get(breach.subject, breach.subject)

    def place(self, breach: Breach, lines: Sequence[Line]) -> Line:
        """The line of a unit that *breach* is about."""
        return lines[0]


@dataclass
class RowBatches:
    """The rows of one sheet on their way into *target*; *given* are the columns it has."""

    make: Callable[[Any, Any, dt.datetime], SheetRows]
    target: Any
    given: frozenset[str]
    by: Any
    at: dt.datetime
    _kept: list[Checked] = field(default_factory=list)
    _met: dict[Hashable, int] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        self._rows = self.make(self.target, self.by, self.at)
        self._by_key: dict[str, Standing] = {}
        self._by_identity: dict[Hashable, list[Standing]] = {}
        for one in self._rows.standing():
            self._by_key[one.key] = one
            self._by_identity.setdefault(self._rows.identity(one.values), []).append(one)

    def close(self) -> None:
        """Nothing is kept open."""

    def checked(self, reading: Reading) -> Iterator[list[Checked]]:
        """What the rows of *reading* are, some at a time."""
        rows = reading.rows()
        while batch := list(islice(rows, BATCH)):
            yield self.check(batch)

    def check(self, batch: Sequence[Parsed]) -> list[Checked]:
        """What each row of *batch* is, and what is wrong with it; nothing is left behind."""
        self._must_not_be_too_many(len(batch))
        checked = [self._one(parsed) for parsed in batch]
        ready = [one for one in checked if one.entry is not None and not one.wrong]
        for units in _chunks(self._units(ready)):
            self._try(units)
            self._kept += [one for unit in units for one in unit if not one.wrong]
        return checked

    def write(self, tell: Callable[[int], None]) -> None:
        """Write everything that was found good. Only called inside an action."""
        self._rows.begin()
        done = 0
        for unit in self._units(self._kept):
            self._rows.enter([one.entry for one in unit])
            done += len(unit)
            tell(done)

    def _must_not_be_too_many(self, more: int) -> None:
        self._count += more
        if self._count > MOST_ROWS:
            raise TooManyRows.because(
                _("A sheet of this kind holds at most %(most)s rows. Hand it in as several."),
                rule="A-03",
                subject="file",
                most=MOST_ROWS,
            )

    def _one(self, parsed: Parsed) -> Checked:
        if not parsed.wrong:
            parsed.wrong += self._rows.prepare(parsed.values)
        found = self._standing_of(parsed)
        one = Checked(parsed, CHANGED if found else NEW, found.row.pk if found else None)
        if parsed.wrong:
            return one
        values = parsed.values
        if found is not None:
            values |= {name: found.values[name] for name in values if name not in self.given}
            one.differences = {
                name: (found.values[name], new)
                for name, new in values.items()
                if not self._rows.same(name, found.values[name], new, found)
            }
            one.before = self._rows.amount(found.values)
        elif not parsed.key:
            parsed.wrong += [self._wrong(breach, values) for breach in self._rows.doubts(values)]
        one.amount, one.currency = self._rows.amount(values), self._rows.currency(values)
        if parsed.wrong:
            return one
        one.remarks = [self._wrong(breach, values) for breach in self._rows.remarks(values)]
        if found is not None and not one.differences:
            one.status = UNCHANGED
        else:
            one.entry = Line(parsed.row, values, found)
        return one

    def _standing_of(self, parsed: Parsed) -> Standing | None:
        """The row that *parsed* is about; a key that nobody has is a fault, and so is a repeat."""
        if parsed.key:
            found = self._by_key.get(parsed.key)
            if found is None:
                parsed.wrong.append(_unknown_key(parsed.key))
                return None
            return found if self._is_first(parsed, ("key", found.key)) else None
        if parsed.wrong:
            return None
        identity = self._rows.identity(parsed.values)
        alike = self._by_identity.get(identity, [])
        if not alike:
            self._is_first(parsed, ("identity", identity))
            return None
        free = [one for one in alike if ("key", one.key) not in self._met]
        equal = [one for one in free if self._says(parsed, one)]
        if not equal and len(free) > 1:
            parsed.wrong.append(_ambiguous())
            return None
        found = (equal or free or alike)[0]
        return found if self._is_first(parsed, ("key", found.key)) else None

    def _says(self, parsed: Parsed, one: Standing) -> bool:
        return all(
            self._rows.same(name, one.values[name], new, one)
            for name, new in parsed.values.items()
            if name in self.given
        )

    def _is_first(self, parsed: Parsed, known: Hashable) -> bool:
        earlier = self._met.setdefault(known, parsed.row)
        if earlier == parsed.row:
            return True
        message = _("Row %(row)s of the sheet is about the same. Keep one of the two.")
        breach = Breach("ROW_REPEATED", message, "", {"row": earlier}, "A-03")
        name = KEY if parsed.key else self._rows.kind.columns[0].name
        parsed.wrong.append(Wrong(name, parsed.key or _shown(parsed.values.get(name)), breach))
        return False

    def _units(self, ready: Iterable[Checked]) -> list[list[Checked]]:
        units: dict[Hashable, list[Checked]] = {}
        for one in ready:
            units.setdefault(self._rows.unit(one.entry), []).append(one)
        return list(units.values())

    def _try(self, units: Sequence[Sequence[Checked]]) -> None:
        """Run the actions of *units* on top of what earlier rows did, and undo it all."""
        token = current_deed.set(Deed(by=self.by, at=self.at))
        try:
            with transaction.atomic():
                self._rows.begin()
                for known in self._units(self._earlier(units)):
                    self._rows.enter([one.entry for one in known])
                for unit in units:
                    self._enter(unit)
                raise _Undo
        except _Undo:
            pass
        finally:
            current_deed.reset(token)

    def _enter(self, unit: Sequence[Checked]) -> None:
        lines = [one.entry for one in unit]
        try:
            with transaction.atomic():
                self._rows.enter(lines)
        except Refused as refused:
            for breach in refused.breaches:
                about = self._rows.place(breach, lines)
                one = next(one for one in unit if one.entry is about)
                one.wrong.append(self._wrong(breach, about.values))
            for one in unit:
                if not one.wrong:
                    one.wrong.append(self._with_it(unit))

    def _with_it(self, unit: Sequence[Checked]) -> Wrong:
        """A line that nothing is wrong with, in a unit that is refused as a whole."""
        row = next(one.parsed.row for one in unit if one.wrong)
        message = _("This row is written together with row %(row)s, which is refused.")
        breach = Breach("REFUSED_WITH", message, "", {"row": row}, "A-03")
        return Wrong(self._rows.kind.columns[0].name, "", breach)

    def _earlier(self, units: Sequence[Sequence[Checked]]) -> Iterator[Checked]:
        """Earlier rows that have a say in the rules of these."""
        circles = {self._rows.circle(one.entry) for unit in units for one in unit} - {None}
        if circles:
            yield from (one for one in self._kept if self._rows.circle(one.entry) in circles)

    def _wrong(self, breach: Breach, values: Mapping[str, Any]) -> Wrong:
        name = self._rows.column(breach)
        columns = [column.name for column in self._rows.kind.columns]
        name = name if name in columns else columns[0]
        return Wrong(name, _shown(values.get(name)), breach)


class _Undo(Exception):
    """Everything that was tried is taken back."""


def _chunks(units: Sequence[list[Checked]]) -> Iterator[list[list[Checked]]]:
    chunk: list[list[Checked]] = []
    for unit in units:
        chunk.append(unit)
        if sum(len(one) for one in chunk) >= TRIED_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _unknown_key(key: str) -> Wrong:
    message = _(
        "“%(key)s” is no row of this report. Empty the cell to enter the row as new, or "
        "fetch a new workbook."
    )
    return Wrong(KEY, key, Breach("KEY_UNKNOWN", message, KEY, {"key": key}, "A-03"))


def _ambiguous() -> Wrong:
    message = _(
        "Several rows that stand already read like this one. Fetch a new workbook: its row keys "
        "tell them apart."
    )
    return Wrong(KEY, "", Breach("ROW_AMBIGUOUS", message, KEY, {}, "A-03"))


def said_the_same(old: Any, new: Any) -> bool:
    """Whether two values of a cell say the same: composed or not, 5 or 5.00, empty or nothing."""
    if isinstance(old, models.Model) or isinstance(new, models.Model):
        return bool(old == new)
    if isinstance(old, str) and isinstance(new, str):
        return old == new or _plain(old) == new
    if isinstance(old, Decimal) or isinstance(new, Decimal):
        return bool(old == new)
    return bool((old or None) == (new or None))


def _plain(text: str) -> str:
    try:
        return text_of(text)
    except CellFault:
        return text


def _shown(value: Any) -> str:
    return shown(str(value)) if isinstance(value, models.Model) else shown(value)
