"""A paper as XML in our own schema, versioned by its namespace: values as machines read them.

The schema is published with the pages (consortium/static/consortium/report-1.xsd). The text is
written piece by piece: as a tree, a long annex would take a hundred megabytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from reporting.documents.cells import exchangeable
from reporting.documents.editions import Edition
from reporting.documents.tables import TEXT, Table, Words
from reporting.documents.xlsx_rows import FORBIDDEN

NAMESPACE = "urn:konsortium:report:1"


def render_xml(edition: Edition) -> bytes:
    """The figures, the texts and the checks; the hash names the frozen body behind them."""
    written = io.BytesIO()
    for line in _lines(edition):
        written.write(f"{line}\n".encode())
    return written.getvalue()


def _lines(edition: Edition) -> Iterator[str]:
    document, language = edition.document, edition.language
    about = {
        "xmlns": NAMESPACE,
        "kind": document.kind,
        "grant": document.meta.grant,
        # A paper of the grant as a whole is of no period.
        "period": document.meta.period or "0",
        "version": str(edition.version),
        "sha256": edition.sha256,
        "lang": language,
    }
    if document.head is not None:
        about["chain"] = str(document.head)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<report{_attributes(about)}>"
    yield _element(1, "title", {}, document.meta.title.text(language))
    yield _element(1, "statement", {}, document.statement.text(language))
    for label, cell in document.meta.facts:
        text = exchangeable(cell, TEXT, language, point=".")
        yield _element(1, "fact", {"label": label.text(language)}, text)
    yield from _sections(edition)
    for table in document.tables:
        yield from _table(table, language)
    for check in document.reconciliations:
        amounts = {"left": check.left, "right": check.right, "difference": check.difference}
        plain = {name: format(amount, "f") for name, amount in amounts.items()}
        yield _element(1, "check", {"label": check.label.text(language), **plain})
    yield "</report>"


def _sections(edition: Edition) -> Iterator[str]:
    language = edition.language
    for section in edition.document.sections:
        yield f"  <section{_attributes({'title': section.title.text(language)})}>"
        for head, text in section.paragraphs:
            words = text.text(language) if isinstance(text, Words) else text
            yield _element(2, "paragraph", {"heading": head.text(language)}, words)
        yield "  </section>"


def _table(table: Table, language: str) -> Iterator[str]:
    about = {"code": table.code, "title": table.title.text(language)}
    yield f"  <table{_attributes(about)}>"
    for row in table.rows:
        yield f"    <row{_attributes({'level': row.level})}>"
        for cell, column in zip(row.cells, table.columns, strict=True):
            if cell is not None:
                text = exchangeable(cell, column.kind, language, point=".")
                yield _element(3, "cell", {"column": column.key, "kind": column.kind}, text)
        yield "    </row>"
    yield "  </table>"


def _element(depth: int, name: str, attributes: Mapping[str, str], text: str = "") -> str:
    start = f"{'  ' * depth}<{name}{_attributes(attributes)}"
    clean = escape(FORBIDDEN.sub("", text))
    return f"{start}>{clean}</{name}>" if clean else f"{start} />"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(
        f" {name}={quoteattr(FORBIDDEN.sub('', value))}" for name, value in values.items()
    )
