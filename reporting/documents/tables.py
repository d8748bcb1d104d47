"""The one shape behind every paper: tables of exact values, with their words in both languages.

A document is frozen as canonical JSON and read back from it, so every format is made from the same
figures, and can be made again when neither the database nor the catalogue of today is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override

from consortium.queries.texts import money_text
from consortium.rules.chain import PaperHead

ZERO = Decimal("0.00")
NORMAL, SUBTOTAL, TOTAL = "normal", "subtotal", "total"
TEXT, MONEY, HOURS, INT, PERCENT, DATE, FRACTION, HASH = (
    "text",
    "money",
    "hours",
    "int",
    "percent",
    "date",
    "fraction",
    "hash",
)
NUMERIC = frozenset({MONEY, HOURS, INT, PERCENT})


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    da: str
    en: str

    def text(self, language: str) -> str:
        """The words in *language*."""
        return self.en if language.startswith("en") else self.da

    def __str__(self) -> str:
        return self.text(get_language() or "da")


Cell = str | Words | Decimal | int | dt.date | Fraction | None


def both(message: str | Promise, **params: object) -> Words:
    """*message* (an English msgid or a lazy text) in both languages, for good."""
    texts = {}
    for language in ("da", "en"):
        with override(language):
            text = str(message) if isinstance(message, Promise) else gettext(message)
        own = {
            name: value.text(language) if isinstance(value, Words) else value
            for name, value in params.items()
        }
        texts[language] = text % own if own else text
    return Words(**texts)


def money_words(amount: Decimal) -> Words:
    """An amount as each language writes it."""
    return Words(money_text(amount, language="da"), money_text(amount, language="en"))


@dataclass(frozen=True)
class Column:
    """A column: *summed* says that its total row is the sum of its normal rows."""

    key: str
    label: Words
    kind: str = TEXT
    summed: bool = False
    width: int = 0


@dataclass(frozen=True)
class Row:
    """One line of a table; a subtotal or a total is printed strong and never added again."""

    cells: tuple[Cell, ...]
    level: str = NORMAL


@dataclass(frozen=True)
class Check:
    """Two figures that must be the same; *table* names where they stand.

    *left_from* and *right_from* name the printed figures that a side adds up, as "T4:amount" for a
    total and "T1:this:subtotal" for a first subtotal, so that a workbook can work the side out.
    """

    label: Words
    left: Decimal
    right: Decimal
    table: str = ""
    left_from: tuple[str, ...] = ()
    right_from: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """What is missing; anything but nothing stops the document."""
        return self.left - self.right


@dataclass(frozen=True)
class Table:
    """A named table with its rows, remarks and sums."""

    code: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Words, ...] = ()

    def place(self, key: str) -> int:
        """Where the column *key* stands."""
        return [column.key for column in self.columns].index(key)

    def total(self, key: str) -> Decimal:
        """The printed total of the column *key*; nothing if the table has no total row."""
        place = self.place(key)
        for row in reversed(self.rows):
            cell = row.cells[place]
            if row.level == TOTAL and isinstance(cell, Decimal):
                return cell
        return ZERO

    def figure(self, key: str, level: str = TOTAL) -> tuple[int, Decimal] | None:
        """The last total (or first row of another *level*) of the column *key*, and its place."""
        place = self.place(key)
        rows = list(enumerate(self.rows))
        for at, row in reversed(rows) if level == TOTAL else rows:
            if row.level == level:
                cell = row.cells[place]
                return (at, Decimal(cell)) if isinstance(cell, Decimal | int) else None
        return None

    @property
    def is_wide(self) -> bool:
        """Whether it needs the long side of the paper."""
        return len(self.columns) > 7

    @property
    def checks(self) -> tuple[Check, ...]:
        """The sum of the normal rows against the printed total, column by column."""
        total = next((row for row in reversed(self.rows) if row.level == TOTAL), None)
        if total is None:
            return ()
        return tuple(
            Check(column.label, self._sum(place), Decimal(str(printed)), self.code)
            for place, column in enumerate(self.columns)
            if column.summed and isinstance(printed := total.cells[place], Decimal | int)
        )

    def _sum(self, place: int) -> Decimal:
        cells = [row.cells[place] for row in self.rows if row.level == NORMAL]
        return sum((Decimal(cell) for cell in cells if isinstance(cell, Decimal | int)), ZERO)


@dataclass(frozen=True)
class Reference:
    """A token of a written text, and the figure that it stood for when the paper was made."""

    token: str
    value: Words


@dataclass(frozen=True)
class Section:
    """A stretch of text: a heading and paragraphs, each with its own small heading or none.

    *code* tells the sections of a paper apart while it is made; it is no part of what is frozen.
    *tables* are the codes of the tables that follow it; the others stand after all the texts.
    """

    title: Words
    paragraphs: tuple[tuple[Words, str | Words], ...]
    code: str = field(default="", compare=False)
    references: tuple[Reference, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """The figures of a chart; it is drawn when the document is rendered."""

    kind: str
    title: Words
    rows: tuple[tuple[Cell, ...], ...]
    figures: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Signature:
    """A line to sign on: the role and, when it has been signed in the system, who and when."""

    role: Words
    name: str = ""
    on: dt.date | None = None


@dataclass(frozen=True)
class Logo:
    """A partner's or recipient's logo: never larger than the emblem (CPR Annex IX)."""

    name: Words
    media_type: str
    # Base64, so that the frozen paper needs nothing from outside.
    data: str


@dataclass(frozen=True)
class Meta:
    """The title block."""

    title: Words
    grant: str
    file_part: str
    facts: tuple[tuple[Words, Cell], ...]
    period: str
    made_at: str
    logos: tuple[Logo, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole paper, ready to be frozen or rendered."""

    kind: str
    meta: Meta
    statement: Words
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Picture, ...] = ()
    signatures: tuple[Signature, ...] = ()
    reconciliations: tuple[Check, ...] = ()
    # Where the grant's chain of events ended when the paper was frozen; a draft has none.
    head: PaperHead | None = None
    # Whether its recipient has sections that are written; no part of what is frozen.
    is_addressed: bool = field(default=False, compare=False)
    # The language that its recipient reads, as far as one is named; no part of it either.
    read_in: str = field(default="", compare=False)

    def table(self, code: str) -> Table:
        """The table *code*; raises KeyError."""
        for table in self.tables:
            if table.code == code:
                return table
        raise KeyError(code)

    def checks(self) -> list[Check]:
        """Every pair of figures that must agree: the reconciliations, then the tables' own sums."""
        return [*self.reconciliations, *(check for table in self.tables for check in table.checks)]
