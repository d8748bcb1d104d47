"""The public list as one table, from the lines as they were frozen (rules.md 5.5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.cells import exchangeable
from reporting.documents.operation import operation_groups
from reporting.documents.papers import frozen
from reporting.documents.parts import OPERATION
from reporting.documents.render_csv import table_csv
from reporting.documents.tables import DATE, INT, Cell, Column, Row, Table, Words, both
from reporting.models import ReportSnapshot
from reporting.queries.public_list import published

BOTH = ("da", "en")


def operations_table() -> Table:
    """Every published line, with the day and the number of its publication."""
    columns = (
        *(column for _code, _title, group in operation_groups() for column in group),
        Column("published_on", both(_("Published")), DATE),
        Column("version", both(_("Version")), INT),
        Column("sha256", both(_("SHA-256"))),
    )
    rows = tuple(Row(_cells(snapshot, columns)) for snapshot in published(OPERATION))
    return Table("operations", both(_("Public list of operations")), columns, rows)


def _cells(snapshot: ReportSnapshot, columns: Iterable[Column]) -> tuple[Cell, ...]:
    """A line by the names of its columns: an older edition may lack one, and leaves it blank."""
    known: dict[str, Cell] = {
        column.key: cell
        for table in frozen(snapshot).tables
        for column, cell in zip(table.columns, table.rows[0].cells, strict=True)
    }
    known |= {
        "published_on": timezone.localdate(snapshot.created_at),
        "version": snapshot.version,
        "sha256": snapshot.sha256,
    }
    return tuple(known.get(column.key) for column in columns)


def list_csv(table: Table, language: str) -> str:
    """The list in *language*: semicolon, decimal comma, ISO days."""
    return table_csv(table, language)


def list_json(table: Table) -> str:
    """The list for programs: both languages, decimal points, and what each column means."""
    body = {
        "title": {language: table.title.text(language) for language in BOTH},
        "columns": [
            {"key": column.key, "type": column.kind}
            | {language: column.label.text(language) for language in BOTH}
            for column in table.columns
        ],
        "operations": [
            {
                column.key: _value(cell, column)
                for cell, column in zip(row.cells, table.columns, strict=True)
            }
            for row in table.rows
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _value(cell: Cell, column: Column) -> Any:
    if cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, Words):
        return {language: cell.text(language) for language in BOTH}
    return exchangeable(cell, column.kind, "en", point=".")
