"""The data dictionary: what each column of a paper means, in which unit, and by which rule.

It comes with the CSV, and as the last sheet of the workbook. A column without a sentence of its own
is described by its heading.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporting.documents.meanings import BY_COLUMN, BY_TABLE, Meaning
from reporting.documents.meanings_detail import BORROWED, DETAIL_TABLES, ON_DETAILS, ON_OTHERS
from reporting.documents.meanings_pages import ON_PAGES, PAGE_TABLES
from reporting.documents.meanings_whole import BY_PAPER
from reporting.documents.tables import (
    DATE,
    FRACTION,
    HASH,
    HOURS,
    INT,
    MONEY,
    PERCENT,
    TEXT,
    Column,
    Document,
    Table,
    both,
)

HEAD = (
    "table",
    "column",
    "label_da",
    "label_en",
    "meaning_da",
    "meaning_en",
    "unit",
    "type",
    "rule",
)
UNITS = {MONEY: "DKK", HOURS: "h", PERCENT: "%"}
EURO = frozenset({"eur"})
DIGITS = "0123456789"
TYPES = {
    TEXT: "text",
    MONEY: "decimal(14,2)",
    HOURS: "decimal(14,2)",
    INT: "integer",
    PERCENT: "decimal, per cent",
    DATE: "date, ISO 8601",
    FRACTION: "fraction n/d",
    HASH: "SHA-256, hexadecimal",
}


def meaning_of(kind: str, table: Table, column: Column) -> Meaning | None:
    """What is known of *column*: first as it stands in this table, then wherever it stands.

    The papers that account for no claim have sentences of their own, by the *kind* of paper.
    """
    family = table.code.split(".")[0]
    if kind not in BY_PAPER and family in BORROWED:
        kind, family = BORROWED[family]
    if kind in BY_PAPER:
        own, key = BY_PAPER[kind], column.key.rstrip(DIGITS)
        return own.get(f"{family}.{key}") or own.get(key)
    if f"{family}.{column.key}" in ON_OTHERS:
        return ON_OTHERS[f"{family}.{column.key}"]
    if family in PAGE_TABLES:
        key = column.key.rstrip(DIGITS)
        return ON_PAGES.get(f"{family}.{key}") or ON_PAGES.get(key)
    if family in DETAIL_TABLES:
        own = {**ON_PAGES, **ON_DETAILS}
        return own.get(f"{family}.{column.key}") or own.get(column.key)
    return BY_TABLE.get((family, column.key)) or BY_COLUMN.get(column.key)


def unit_of(column: Column) -> str:
    """The unit of its figures; nothing for texts, days and counts."""
    return "EUR" if column.key in EURO else UNITS.get(column.kind, "")


def entries(document: Document) -> Iterator[tuple[str, ...]]:
    """One line for each column of each table, in the order of `HEAD`."""
    for table in document.tables:
        for column in table.columns:
            known = meaning_of(document.kind, table, column)
            words = both(known.text) if known else column.label
            yield (
                table.code,
                column.key,
                column.label.da,
                column.label.en,
                words.da,
                words.en,
                (known.unit if known else "") or unit_of(column),
                TYPES.get(column.kind, column.kind),
                known.rule if known else "",
            )
