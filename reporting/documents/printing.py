"""Tables as people read them, on paper and on the page: every cell a text with its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from consortium.queries.texts import money_text
from reporting.documents.cells import readable
from reporting.documents.editions import Edition
from reporting.documents.tables import (
    DATE,
    HASH,
    MONEY,
    NUMERIC,
    SUBTOTAL,
    TEXT,
    Cell,
    Column,
    Row,
    Table,
    Words,
)
from reporting.documents.typeset import Face

# Set with the text, a longer table would cost minutes and gigabytes; so it is drawn
# (drawn_tables.py), and what cannot be drawn is cut: the embedded workbook holds every row.
ROW_LIMIT = 1000
SAMPLE = 2_000
# Widths in the measure of a digit; a column is never narrower than the longest word of its head.
SHARES = {"money": 15, "hours": 10, "int": 6, "percent": 8, "date": 11, "hash": 15, "fraction": 8}
SHARE_OF_TEXT = 26
# The lines of print.css: on an upright page and on one on its side.
MM = 72 / 25.4
UPRIGHT, WIDE = 178 * MM, 273 * MM
AFTER_A_NUMBER = 2.3 * MM
SHORT_TABLE = 16
# The language that people write in.
WRITTEN_IN = "da"
SHORT_WORD = 9
DENSE = 12


@dataclass(frozen=True)
class PrintedRow:
    """A row as it is printed: texts with the classes of their columns."""

    level: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table as it is printed."""

    code: str
    title: str
    is_wide: bool
    is_short: bool
    is_dense: bool
    heads: tuple[tuple[str, str, str], ...]
    rows: tuple[PrintedRow, ...]
    left_out: int
    notes: tuple[str, ...]
    # The pages that are left for a drawn table, and how deep it is on the last of them.
    sheets: tuple[int, ...] = ()
    depth: str = ""
    # How many pages are left out before the last but one of them.
    leap: int = 0
    # Whether a hash is printed by its first digits.
    has_short_hash: bool = False


def printed(table: Table, language: str, limit: int = ROW_LIMIT) -> PrintedTable:
    """*table* with every cell as text, cut to what paper can carry; totals always stay."""
    rows = list(table.rows)
    left_out = max(0, len(rows) - limit)
    if left_out:
        rows = [*rows[: limit - 1], rows[-1]]
    shares = widths_of(table, language)
    widths, rooms = [f"{share:.2f}%" for share in shares], rooms_of(table, shares)
    return PrintedTable(
        code=table.code,
        title=table.title.text(language),
        is_wide=table.is_wide,
        is_short=len(rows) <= SHORT_TABLE,
        is_dense=len(table.columns) >= DENSE,
        heads=tuple(
            (column.label.text(language), _class(column), width)
            for column, width in zip(table.columns, widths, strict=True)
        ),
        rows=tuple(_grouped(row, printed_row(row, table.columns, language, rooms)) for row in rows),
        left_out=left_out,
        notes=tuple(note.text(language) for note in table.notes),
        has_short_hash=any(
            row.cells[place]
            for place, column in enumerate(table.columns)
            if column.kind == HASH
            for row in rows
        ),
    )


def printed_row(
    row: Row, columns: tuple[Column, ...], language: str, rooms: Sequence[float] = ()
) -> PrintedRow:
    """A row as texts, each with its class; *rooms* are what its columns hold in a line."""
    cells = [
        (
            readable(cell, column.kind, language),
            _class(column) + _of_its_own(cell, column),
        )
        for cell, column in zip(row.cells, columns, strict=True)
    ]
    if rooms:
        cells = [
            (text, name + _parted(cell, language))
            if name == TEXT and _is_broken(text, room)
            else (text, name)
            for (text, name), cell, room in zip(cells, row.cells, rooms, strict=True)
        ]
    return PrintedRow(row.level, tuple(cells))


def rooms_of(table: Table, shares: Sequence[float]) -> list[float]:
    """What each column of *table* holds in a line, in sizes of its letters."""
    whole, size, sides = _lines(table)
    return [(whole * share / 100 - sides) / size for share in shares]


def _lines(table: Table) -> tuple[float, float, float]:
    """The lines of *table*: their width, the size of their letters, the two sides of a cell."""
    is_dense = len(table.columns) >= DENSE
    whole = WIDE if table.is_wide else UPRIGHT
    size = 6.9 if is_dense else 7.3 if table.is_wide else 8.5
    return whole, size, 2 * (0.8 if is_dense else 1.2) * MM


def _parted(cell: Cell, language: str) -> str:
    """Broken at its syllables: what people typed is Danish, also in an English paper."""
    is_typed = isinstance(cell, str) or (isinstance(cell, Words) and cell.da == cell.en)
    return " broken typed" if is_typed and language != WRITTEN_IN else " broken"


@lru_cache(maxsize=4_096)
def _is_broken(text: str, room: float) -> bool:
    """Whether a word of *text* is wider than *room*; a hyphen of its own parts a word."""
    words = text.replace("-", "- ").split()
    return any(
        len(word) > SHORT_WORD and not (_face().has(word) and _face().width(word) <= room)
        for word in words
    )


@cache
def _face() -> Face:
    # A subtotal is set in a heavier weight, which is a little wider.
    return Face("SemiBold")


def names_a_group(row: Row) -> bool:
    """Whether *row* says nothing but what those below it are."""
    return row.level == SUBTOTAL and sum(cell not in (None, "") for cell in row.cells) == 1


def _grouped(row: Row, made: PrintedRow) -> PrintedRow:
    return PrintedRow(f"{SUBTOTAL} group", made.cells) if names_a_group(row) else made


def widths_of(table: Table, language: str) -> list[float]:
    """The width of each column in per cent of the whole."""
    shares = [
        column.width or _share(table, place, language) for place, column in enumerate(table.columns)
    ]
    return _with_room(_needs(table, language), [100 * share / sum(shares) for share in shares])


def _with_room(needs: Sequence[float], widths: list[float]) -> list[float]:
    """What is never broken gets its room, and the other columns share the rest."""
    narrow: set[int] = set()
    while more := {
        place for place, need in enumerate(needs) if place not in narrow and widths[place] < need
    }:
        narrow |= more
        taken = sum(needs[place] for place in narrow)
        left = sum(width for place, width in enumerate(widths) if place not in narrow)
        if taken >= 100 or not left:
            break
        widths = [
            needs[place] if place in narrow else width * (100 - taken) / left
            for place, width in enumerate(widths)
        ]
    return widths


def _needs(table: Table, language: str) -> list[float]:
    """The least width of each column: a day, an amount, a word of its head that has no hyphen."""
    is_dense = len(table.columns) >= DENSE
    whole, size, sides = _lines(table)
    day = 6.1 if is_dense else 6.6 if table.is_wide else 11.5
    needs = []
    for place, column in enumerate(table.columns):
        words = column.label.text(language).replace("-", "- ").split()
        fixed = [word for word in words if len(word) <= SHORT_WORD]
        if column.kind in NUMERIC:
            fixed += _longest(table, place, language)
        room = max((_face().width(word) for word in fixed if _face().has(word)), default=0)
        before = table.columns[place - 1].kind in NUMERIC if place else False
        own = sides + (AFTER_A_NUMBER if before and column.kind not in NUMERIC else 0)
        # A hair more, since a page is laid out in pixels.
        need = 100 * (room * size * 1.02 + own) / whole
        needs.append(max(need, day) if column.kind == DATE else need)
    return needs


def _longest(table: Table, place: int, language: str) -> list[str]:
    """The longest figure of a column; words that stand in its place are broken at spaces."""
    kind = table.columns[place].kind
    cells = (readable(row.cells[place], kind, language) for row in table.rows[:SAMPLE])
    figures = [cell for cell in cells if " " not in cell.replace(" %", "")]
    if len(table.rows) > SAMPLE:
        figures.append(readable(table.rows[-1].cells[place], kind, language))
    return [max(figures, key=len)] if figures else []


def _share(table: Table, place: int, language: str) -> int:
    column = table.columns[place]
    head = max(_hyphened(word) for word in column.label.text(language).split())
    rows = table.rows if len(table.rows) <= SAMPLE else (*table.rows[:SAMPLE], table.rows[-1])
    cells = [readable(row.cells[place], column.kind, language) for row in rows]
    longest = max((len(cell) for cell in cells), default=0)
    if column.kind == TEXT:
        words = [word for cell in cells for word in cell.replace("-", "- ").split()]
        return max([head, min(longest, SHARE_OF_TEXT), *(_word(word) for word in words)])
    if column.kind == MONEY:
        return max(head, min(longest + 3, SHARES[MONEY]))
    return max(head, SHARES.get(column.kind, SHARE_OF_TEXT))


def _word(word: str) -> int:
    """The room that an unbroken word needs; a longer one than 24 letters may be broken."""
    return min(len(word), 24) * 6 // 5 + 2


def _hyphened(word: str) -> int:
    """The room that a word of a head needs: a long one is broken at a hyphen."""
    return len(word) + 4 if len(word) <= SHORT_WORD else len(word) * 3 // 5 + 3


def _class(column: Column) -> str:
    if column.kind in NUMERIC:
        return "number"
    return "hash" if column.kind == HASH else column.kind


def _of_its_own(cell: Cell, column: Column) -> str:
    """What sets a cell apart from its column: red, or words that may be broken."""
    if column.kind in NUMERIC and isinstance(cell, Words) and " " in cell.da:
        return " worded"
    return " negative" if _is_negative(cell) else ""


def _is_negative(cell: Cell) -> bool:
    return isinstance(cell, Decimal | int) and cell < 0


def facts(edition: Edition) -> list[tuple[str, str]]:
    """The title block; an amount carries its currency."""
    language = edition.language
    return [
        (
            label.text(language),
            money_text(cell, "kr", language)
            if isinstance(cell, Decimal)
            else readable(cell, TEXT, language),
        )
        for label, cell in edition.document.meta.facts
    ]


def sections(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """The texts, with their headings."""
    language = edition.language
    return [
        (
            section.title.text(language),
            [
                (head.text(language), readable(text, TEXT, language))
                for head, text in section.paragraphs
            ],
        )
        for section in edition.document.sections
    ]


def checks(edition: Edition) -> list[tuple[str, str, str, str, bool]]:
    """What was compared: both figures, their difference, and whether they agree."""
    language = edition.language
    return [
        (
            check.label.text(language),
            readable(check.left, MONEY, language),
            readable(check.right, MONEY, language),
            readable(check.difference, MONEY, language),
            not check.difference,
        )
        for check in edition.document.reconciliations
    ]
