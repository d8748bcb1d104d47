"""One edition in any of its formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reporting.documents.editions import CSV, JSON, PDF, XLSX, XML, Edition
from reporting.documents.render_csv import render_csv
from reporting.documents.render_json import render_json
from reporting.documents.render_pdf import render_pdf
from reporting.documents.render_xlsx import render_xlsx
from reporting.documents.render_xml import render_xml

RENDERERS: Mapping[str, Callable[[Edition], bytes]] = {
    PDF: render_pdf,
    XLSX: render_xlsx,
    CSV: render_csv,
    XML: render_xml,
    JSON: render_json,
}
# Measured: a tagged page takes 0.2 s, and about 40 rows fill one.
QUICK_ROWS = 120


def render(edition: Edition, format_: str) -> bytes:
    """The file. Raises KeyError for an unknown format."""
    return RENDERERS[format_](edition)


def is_quick(edition: Edition, format_: str) -> bool:
    """Whether the file is made in a second or two, so that a page can wait for it."""
    rows = sum(len(table.rows) for table in edition.document.tables)
    return format_ != PDF or rows <= QUICK_ROWS
