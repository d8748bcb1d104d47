"""A paper as CSV: one file per table and a data dictionary, in one archive.

UTF-8 without a byte order mark, semicolon, decimal comma, ISO dates (rules.md 5). The same paper
gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable

from consortium.exchange.neutral import neutral
from consortium.rules.refusals import gettext_noop as _
from reporting.documents.cells import exchangeable
from reporting.documents.dictionary import HEAD, entries
from reporting.documents.editions import Edition
from reporting.documents.tables import Table, both

EPOCH = (1980, 1, 1, 0, 0, 0)
DICTIONARY = "data-dictionary.csv"
META = "meta.csv"
CHAIN = _("Chain of events")


def render_csv(edition: Edition) -> bytes:
    """The archive with every table, the title block and the dictionary."""
    language = edition.language
    files = [(META, _meta(edition)), (DICTIONARY, _dictionary(edition))]
    files += [
        (f"{table.code}.csv", table_csv(table, language)) for table in edition.document.tables
    ]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, text in files:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, text.encode("utf-8"))
    return archive.getvalue()


def table_csv(table: Table, language: str) -> str:
    """One table: a first column says whether a row is normal, a subtotal or a total."""
    head = ["level", *(column.key for column in table.columns)]
    rows = (
        [
            row.level,
            *(
                exchangeable(cell, column.kind, language)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ),
        ]
        for row in table.rows
    )
    return _written([head, *rows])


def _meta(edition: Edition) -> str:
    document, language = edition.document, edition.language
    rows = [
        [both(_("Title")).text(language), neutral(document.meta.title.text(language))],
        *(
            [neutral(label.text(language)), exchangeable(cell, "text", language)]
            for label, cell in document.meta.facts
        ),
        [both(_("Version")).text(language), str(edition.version)],
        ["SHA-256", edition.sha256],
        *([[both(CHAIN).text(language), str(document.head)]] if document.head else ()),
        [both(_("Co-financing")).text(language), neutral(document.statement.text(language))],
    ]
    return _written(rows)


def _dictionary(edition: Edition) -> str:
    rows = [[neutral(text) for text in entry] for entry in entries(edition.document)]
    return _written([HEAD, *rows])


def _written(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()
