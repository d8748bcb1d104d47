"""The data dictionary of an audit package: every table, every column, what its values mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext, override

from consortium.exchange.neutral import neutral
from consortium.models.earlier_columns import Copied, given_later
from consortium.models.fields import HoursField, HundredthsField, MoneyField, RateField
from consortium.models.memory import NOT_HASHED, as_stored
from consortium.rules.hashing import plain
from reporting.exchange.package_verify import spelled
from reporting.queries.column_words import COLUMN_WORDS
from reporting.queries.package import has_history, has_memory, versions_of

TABLE_HEAD = ("table", "title_da", "title_en", "rows", "versions", "memory", "vouched_as")
COLUMN_HEAD = (
    *("table", "column", "meaning_da", "meaning_en", "kind", "unit", "decimals"),
    *("points_at", "codes_da", "codes_en", "given"),
)
# The first one that a column is an instance of.
KINDS: Sequence[tuple[type[Any], str, str]] = (
    (MoneyField, "amount", "DKK"),
    (HoursField, "number", "2 decimals"),
    (RateField, "exchange rate", "DKK"),
    (models.ForeignKey, "reference", "key"),
    (models.DateTimeField, "instant", "UTC"),
    (models.DateField, "day", "ISO 8601"),
    (models.BooleanField, "yes or no", "1 or 0"),
    (models.JSONField, "structure", "JSON"),
    (models.IntegerField, "whole number", ""),
    (models.AutoField, "key", ""),
)


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Rows as the house writes CSV: UTF-8, semicolon, one line at a time (rules.md 5)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow(row)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def columns_of(model: Any) -> list[Any]:
    """The columns of *model* in a package: those that its versions keep, else all."""
    if not has_history(model):
        return list(model._meta.concrete_fields)
    kept = [c.attname for c in versions_of(model)._meta.concrete_fields if c.name not in NOT_HASHED]
    own = {column.attname: column for column in model._meta.concrete_fields}
    return [own[name] for name in kept]


def decimals_of(column: Any) -> int:
    """How many decimals a stored whole number of *column* has."""
    return column.places if isinstance(column, HundredthsField) else 0


def readers(columns: Sequence[Any]) -> list[Callable[[Any], Any]]:
    """For each column: a value from the database as it is hashed."""

    def reader(column: Any) -> Callable[[Any], Any]:
        is_scaled = isinstance(column, HundredthsField)

        def read(value: Any) -> Any:
            # Most cells are texts or empty, and stand as they are.
            if value is None or (type(value) is str and not is_scaled):
                return value
            return plain(as_stored(column, value))

        return read

    return [reader(column) for column in columns]


def spellers(columns: Sequence[Any]) -> list[Callable[[Any], str]]:
    """For each column: how a value from the database stands in a cell."""

    def speller(column: Any, read: Callable[[Any], Any]) -> Callable[[Any], str]:
        places = decimals_of(column)
        return lambda value: spelled(read(value), places)

    return list(map(speller, columns, readers(columns)))


def table_row(model: Any, rows: int, versions: int) -> list[object]:
    """What tables.csv says of *model*."""
    name = model._meta.label_lower
    vouched_as = versions_of(model)._meta.label_lower if has_memory(model) else ""
    titles = [neutral(_in(language, model._meta.verbose_name)) for language in ("da", "en")]
    return [name, *titles, rows, versions, int(has_memory(model)), vouched_as]


def column_rows(model: Any) -> Iterator[list[object]]:
    """What dictionary.csv says of each column of *model*."""
    given = given_later(versions_of(model))
    for column in columns_of(model):
        kind, unit = next(
            ((kind, unit) for of, kind, unit in KINDS if isinstance(column, of)), ("text", "")
        )
        is_key = isinstance(column, models.ForeignKey)
        target: Any = column.related_model if is_key else None
        yield [
            model._meta.label_lower,
            column.attname,
            *(neutral(_meaning(column, language)) for language in ("da", "en")),
            kind,
            unit,
            decimals_of(column),
            target._meta.label_lower if is_key else "",
            *(neutral(_codes(column, language)) for language in ("da", "en")),
            _given(column, given),
        ]


def _given(column: Any, given: dict[str, Any]) -> str:
    """What versions from before the column was added hold in it; “=name” is what name holds."""
    if column.attname not in given:
        return ""
    value = given[column.attname]
    if isinstance(value, Copied):
        return f"={value.column}"
    return spelled(plain(as_stored(column, value)), decimals_of(column))


def _meaning(column: Any, language: str) -> str:
    return _in(language, COLUMN_WORDS.get(column.name, column.verbose_name))


def _codes(column: Any, language: str) -> str:
    return " | ".join(f"{code} = {_in(language, word)}" for code, word in column.flatchoices)


def _in(language: str, words: Any) -> str:
    with override(language):
        return gettext(str(words)) if words else ""
