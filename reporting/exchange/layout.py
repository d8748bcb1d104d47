"""How a sheet is laid out: which of its columns is which of ours, and how its cells are written.

Our own workbooks say it themselves. For any other sheet it is guessed from its headers and from
what stands below them; whatever the sheet does not show is a question, never a guess into money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Self

from consortium.exchange.sheets import Book, Row, Sheet
from consortium.rules.cell_amounts import DANISH, ENGLISH, Marks, marks_of
from consortium.rules.cell_dates import DAY_FIRST, MONTH_FIRST, order_of
from consortium.rules.cells import Raw, is_blank, plain
from consortium.rules.hashing import digest
from consortium.rules.headers import Header, find_header, guess_columns
from reporting.exchange.columns import AMOUNT, DAY, HOURS, KEY, PER_CENT, RATE, SheetKind

# So many rows are looked at before anything is asked.
LOOKED_AT = 2000
NUMBERS = frozenset({AMOUNT, HOURS, PER_CENT, RATE})
MARKS = {",": DANISH, ".": ENGLISH}
ORDERS = (DAY_FIRST, MONTH_FIRST)
# What our own workbooks call themselves, on a sheet that is hidden.
SIGN_SHEET, SIGN, SIGN_CELLS = "konsortium", "konsortium-sheet", 4
KEY_TITLES = ("Nøgle", "Row key")


@dataclass(frozen=True)
class Layout:
    """Where our columns stand in one sheet, and how what stands there is read.

    *places* are positions from 0, *fixed* texts that count for all rows. *marks* and *orders* are
    by column; None waits for an answer. *numbered* makes voucher numbers that repeat unique.
    """

    sheet: str
    header_row: int
    labels: tuple[str, ...]
    places: Mapping[str, int]
    marks: Mapping[str, Marks | None] = field(default_factory=dict)
    orders: Mapping[str, str | None] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    is_numbered: bool = False
    is_ours: bool = False
    from_1904: bool = False

    @property
    def signature(self) -> str:
        """By what a sheet that is laid out alike is known again."""
        return digest([label.strip().casefold() for label in self.labels])

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the import."""
        marks = {name: one and [one.decimal, one.thousands] for name, one in self.marks.items()}
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "labels": list(self.labels),
            "places": dict(self.places),
            "marks": marks,
            "orders": dict(self.orders),
            "fixed": dict(self.fixed),
            "numbered": self.is_numbered,
            "ours": self.is_ours,
            "from_1904": self.from_1904,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(
            sheet=kept["sheet"],
            header_row=kept["header_row"],
            labels=tuple(kept["labels"]),
            places=kept["places"],
            marks={name: Marks(*one) if one else None for name, one in kept["marks"].items()},
            orders=kept["orders"],
            fixed=kept["fixed"],
            is_numbered=kept["numbered"],
            is_ours=kept["ours"],
            from_1904=kept["from_1904"],
        )

    def open_questions(self, kind: SheetKind) -> list[Question]:
        """What must be answered before the sheet can be read as *kind*."""
        placed = self.places.keys() | self.fixed.keys()
        missing = [
            Question(MISSING, column.name)
            for column in kind.columns
            if column.is_required and column.name not in placed
        ]
        marks = {name: one for name, one in self.marks.items() if name in self.places}
        orders = {name: one for name, one in self.orders.items() if name in self.places}
        unclear = [Question(UNCLEAR_MARKS, name) for name, one in marks.items() if one is None]
        mixed = [Question(UNCLEAR_ORDER, name) for name, one in orders.items() if one is None]
        return missing + unclear + mixed


MISSING, UNCLEAR_MARKS, UNCLEAR_ORDER = "missing", "marks", "order"


@dataclass(frozen=True)
class Question:
    """One thing that the sheet does not show, about the column *name* of ours."""

    about: str
    name: str


def lay_out(book: Book, kind: SheetKind) -> Layout | None:
    """The layout of our own sheet, or of the first one that people see in which a header is."""
    sign = sign_of(book)
    if sign is not None:
        ours = [one for one in book.sheets if one.name == sign.sheet]
        return _dated(_of_ours(ours[0], kind), book) if ours else None
    for one in book.sheets:
        found = None if one.hidden else _of_sheet(one, kind)
        if found is not None:
            return _dated(found, book)
    return None


def _dated(layout: Layout | None, book: Book) -> Layout | None:
    return layout and replace(layout, from_1904=book.from_1904)


@dataclass(frozen=True)
class Sign:
    """What a workbook of ours says about itself: its kind, its data sheet, its report."""

    kind: str
    sheet: str
    report: str


def sign_of(book: Book) -> Sign | None:
    """The sign of a workbook that was made here; it is read with the same care all the same."""
    for one in book.sheets:
        if one.name == SIGN_SHEET:
            for _row, cells in islice(one.rows(), 1):
                if cells[:1] == [SIGN] and len(cells) == SIGN_CELLS:
                    return Sign(*(plain(cell) for cell in cells[1:]))
    return None


def sheet_of(book: Book, layout: Layout) -> Sheet:
    """The sheet that *layout* is about."""
    return next(one for one in book.sheets if one.name == layout.sheet)


def moved(
    layout: Layout, rows: Sequence[Row], places: Mapping[str, int], kind: SheetKind
) -> Layout:
    """The layout with other *places*, its cells looked at anew."""
    return _looked_at(replace(layout, places=dict(places)), rows, kind)


def sample(sheet: Sheet) -> list[Row]:
    """The first rows of *sheet*, as many as are looked at."""
    return list(islice(sheet.rows(), LOOKED_AT))


def _of_ours(sheet: Sheet, kind: SheetKind) -> Layout | None:
    """Our own: its first row names the columns, however few rows stand below."""
    rows = sample(sheet)
    if not rows:
        return None
    labels = tuple(plain(cell) for cell in rows[0][1])
    places = _exact(labels, kind)
    return _looked_at(Layout(sheet.name, rows[0][0], labels, places, is_ours=True), rows, kind)


def _of_sheet(sheet: Sheet, kind: SheetKind) -> Layout | None:
    rows = sample(sheet)
    header = find_header(rows)
    if header is None:
        return None
    return _looked_at(_placed(sheet.name, header, kind), rows, kind)


def _exact(labels: Sequence[str], kind: SheetKind) -> dict[str, int]:
    """The places of our own headers, in either language."""
    names = dict.fromkeys(KEY_TITLES, KEY)
    names |= {name: column.name for column in kind.columns for name in column.names}
    return {
        names[bare]: place
        for place, label in reversed(list(enumerate(labels)))
        if (bare := label.removesuffix(" *")) in names
    }


def _placed(sheet: str, header: Header, kind: SheetKind) -> Layout:
    labels = header.labels
    wanted = {column.name: column.names for column in kind.columns}
    bare = [label.removesuffix(" *") for label in labels]
    guessed = guess_columns(bare, wanted | {KEY: KEY_TITLES})
    places = {name: place for name, place in guessed.items() if place is not None}
    return Layout(sheet, header.last_row, labels, places)


def _looked_at(layout: Layout, rows: Sequence[Row], kind: SheetKind) -> Layout:
    below = [cells for number, cells in rows if number > layout.header_row]
    marks: dict[str, Marks | None] = {}
    orders: dict[str, str | None] = {}
    for column in kind.columns:
        place = layout.places.get(column.name)
        if place is None:
            continue
        cells = list(_cells(below, place))
        if column.form in NUMBERS:
            marks[column.name] = marks_of(cells)
        elif column.form == DAY:
            orders[column.name] = order_of(cells)
    return replace(layout, marks=_agreed(marks), orders=orders)


def _agreed(marks: Mapping[str, Marks | None]) -> dict[str, Marks | None]:
    """One sheet, one decimal mark: what one column shows holds for the unclear ones."""
    shown = {one.decimal for one in marks.values() if one is not None and one.decimal}
    known = MARKS[shown.pop()] if len(shown) == 1 else None
    return {name: known if one is None else one for name, one in marks.items()}


def _cells(rows: Iterable[Sequence[Raw]], place: int) -> Iterable[Raw]:
    return (cells[place] for cells in rows if place < len(cells) and not is_blank(cells[place]))


def answered(
    layout: Layout,
    *,
    decimal: str = "",
    order: str = "",
    fixed: Mapping[str, str] | None = None,
    is_numbered: bool = False,
) -> Layout:
    """The layout with the reader's answers; what the sheet shows itself is not overruled."""
    marks = {
        name: (MARKS.get(decimal) if one is None else one) for name, one in layout.marks.items()
    }
    orders = {
        name: ((order if order in ORDERS else None) if one is None else one)
        for name, one in layout.orders.items()
    }
    given = {name: text for name, text in (fixed or {}).items() if text}
    return replace(layout, marks=marks, orders=orders, fixed=given, is_numbered=is_numbered)


def header_samples(layout: Layout, rows: Sequence[Row], most: int = 3) -> list[list[Raw]]:
    """The first filled cells below each header, for the page that asks."""
    below = [cells for number, cells in rows if number > layout.header_row]
    return [list(islice(_cells(below, place), most)) for place in range(len(layout.labels))]
