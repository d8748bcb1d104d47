"""A document as plain values and back: what a snapshot stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from consortium.rules.chain import PaperHead
from consortium.rules.hashing import plain
from reporting.documents.tables import (
    DATE,
    FRACTION,
    HOURS,
    INT,
    MONEY,
    PERCENT,
    Cell,
    Check,
    Column,
    Document,
    Logo,
    Meta,
    Picture,
    Reference,
    Row,
    Section,
    Signature,
    Table,
    Words,
)
from reporting.queries.snapshots import head_in

SHAPE_VERSION = 1
KINDS_OF_TYPES: tuple[tuple[type, str], ...] = (
    (Decimal, MONEY),
    (Fraction, FRACTION),
    (dt.date, DATE),
)


def to_body(document: Document) -> dict[str, Any]:
    """*document* as plain values for `consortium.rules.hashing.canonical`."""
    body = {
        "shape": SHAPE_VERSION,
        "kind": document.kind,
        "meta": _meta_body(document.meta),
        "statement": _words(document.statement),
        "sections": [_section_body(section) for section in document.sections],
        "tables": [_table_body(table) for table in document.tables],
        "charts": [
            {
                "kind": chart.kind,
                "title": _words(chart.title),
                "rows": [[_typed(cell) for cell in row] for row in chart.rows],
                "figures": plain(chart.figures),
            }
            for chart in document.charts
        ],
        "signatures": [
            {"role": _words(one.role), "name": one.name, "on": plain(one.on)}
            for one in document.signatures
        ],
        "reconciliations": [_check_body(check) for check in document.reconciliations],
    }
    return body if document.head is None else body | {"chain": _head_body(document.head)}


def from_body(body: Mapping[str, Any]) -> Document:
    """Read what `to_body` wrote."""
    return Document(
        kind=body["kind"],
        meta=_meta_of(body["meta"]),
        statement=Words(**body["statement"]),
        sections=tuple(_section_of(section) for section in body["sections"]),
        tables=tuple(_table_of(table) for table in body["tables"]),
        charts=tuple(_picture_of(chart) for chart in body["charts"]),
        signatures=tuple(
            Signature(Words(**one["role"]), one["name"], _day(one["on"]))
            for one in body["signatures"]
        ),
        reconciliations=tuple(_check_of(check) for check in body["reconciliations"]),
        head=head_in(body),
    )


def _head_body(head: PaperHead) -> dict[str, Any]:
    return {"chain": head.chain, "number": head.point.number, "sha256": head.point.sha256}


def _meta_body(meta: Meta) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": _words(meta.title),
        "grant": meta.grant,
        "file_part": meta.file_part,
        "period": meta.period,
        "made_at": meta.made_at,
        "facts": [[_words(label), _typed(cell)] for label, cell in meta.facts],
    }
    # What a paper does not have it does not name, so that earlier papers keep their hash.
    if meta.logos:
        body["logos"] = [
            {"name": _words(logo.name), "media_type": logo.media_type, "data": logo.data}
            for logo in meta.logos
        ]
    return body


def _meta_of(stored: Mapping[str, Any]) -> Meta:
    facts = tuple((Words(**label), _untyped(cell)) for label, cell in stored["facts"])
    return Meta(
        title=Words(**stored["title"]),
        grant=stored["grant"],
        file_part=stored["file_part"],
        period=stored["period"],
        made_at=stored["made_at"],
        facts=facts,
        logos=tuple(
            Logo(Words(**logo["name"]), logo["media_type"], logo["data"])
            for logo in stored.get("logos", ())
        ),
    )


def _section_body(section: Section) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": _words(section.title),
        "paragraphs": [[_words(head), _plain(text)] for head, text in section.paragraphs],
    }
    # Papers without references keep the bytes they have always had.
    if section.references:
        body["references"] = [[one.token, _words(one.value)] for one in section.references]
    if section.tables:
        body["tables"] = list(section.tables)
    return body


def _section_of(stored: Mapping[str, Any]) -> Section:
    return Section(
        Words(**stored["title"]),
        tuple(
            (Words(**head), Words(**text) if isinstance(text, dict) else text)
            for head, text in stored["paragraphs"]
        ),
        references=tuple(
            Reference(token, Words(**value)) for token, value in stored.get("references", ())
        ),
        tables=tuple(stored.get("tables", ())),
    )


def _picture_of(stored: Mapping[str, Any]) -> Picture:
    return Picture(
        stored["kind"],
        Words(**stored["title"]),
        tuple(tuple(_untyped(cell) for cell in row) for row in stored["rows"]),
        {name: Decimal(amount) for name, amount in stored["figures"].items()},
    )


def _check_body(check: Check) -> dict[str, Any]:
    sources = {"left_from": list(check.left_from), "right_from": list(check.right_from)}
    return {
        "label": _words(check.label),
        "left": plain(check.left),
        "right": plain(check.right),
        "difference": plain(check.difference),
        "table": check.table,
        **{name: figures for name, figures in sources.items() if figures},
    }


def _check_of(stored: Mapping[str, Any]) -> Check:
    return Check(
        Words(**stored["label"]),
        Decimal(stored["left"]),
        Decimal(stored["right"]),
        stored["table"],
        tuple(stored.get("left_from", ())),
        tuple(stored.get("right_from", ())),
    )


def _table_body(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": _words(table.title),
        "columns": [
            {
                "key": column.key,
                "label": _words(column.label),
                "kind": column.kind,
                "summed": column.summed,
                "width": column.width,
            }
            for column in table.columns
        ],
        "rows": [
            {"level": row.level, "cells": [_plain(cell) for cell in row.cells]}
            for row in table.rows
        ],
        "notes": [_words(note) for note in table.notes],
    }


def _table_of(stored: Mapping[str, Any]) -> Table:
    columns = tuple(
        Column(one["key"], Words(**one["label"]), one["kind"], one["summed"], one["width"])
        for one in stored["columns"]
    )
    rows = tuple(Row(_cells(row["cells"], columns), row["level"]) for row in stored["rows"])
    notes = tuple(Words(**note) for note in stored["notes"])
    return Table(stored["code"], Words(**stored["title"]), columns, rows, notes)


def _cells(stored: Iterable[Any], columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    return tuple(_value(cell, column.kind) for cell, column in zip(stored, columns, strict=True))


def _words(words: Words) -> dict[str, str]:
    return {"da": words.da, "en": words.en}


def _plain(cell: Cell) -> Any:
    return _words(cell) if isinstance(cell, Words) else plain(cell)


def _typed(cell: Cell) -> Any:
    """A cell outside a table carries its own kind."""
    for known, kind in KINDS_OF_TYPES:
        if isinstance(cell, known):
            return {"kind": kind, "value": plain(cell)}
    return _plain(cell)


def _untyped(stored: Any) -> Cell:
    if isinstance(stored, dict):
        return _value(stored["value"], stored["kind"]) if "kind" in stored else Words(**stored)
    return stored  # type: ignore[no-any-return]


def _value(stored: Any, kind: str) -> Cell:
    if stored is None:
        return None
    if isinstance(stored, dict):
        return Words(**stored)
    if kind in (MONEY, HOURS):
        return Decimal(stored)
    if kind in (PERCENT, FRACTION):
        return Fraction(stored)
    if kind == DATE:
        return _day(stored)
    return int(stored) if kind == INT else str(stored)


def _day(stored: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stored) if stored else None
