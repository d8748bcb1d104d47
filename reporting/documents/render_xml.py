"""A paper as XML in our own schema, versioned by its namespace: values as machines read them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from reporting.documents.cells import exchangeable
from reporting.documents.editions import Edition
from reporting.documents.tables import TEXT, Table, Words

NAMESPACE = "urn:konsortium:report:1"


def render_xml(edition: Edition) -> bytes:
    """The figures, the texts and the checks; the hash names the frozen body behind them."""
    document, language = edition.document, edition.language
    root = ET.Element(
        "report",
        {
            "xmlns": NAMESPACE,
            "kind": document.kind,
            "grant": document.meta.grant,
            "period": document.meta.period,
            "version": str(edition.version),
            "sha256": edition.sha256,
            "lang": language,
        },
    )
    if document.head is not None:
        root.set("chain", str(document.head))
    ET.SubElement(root, "title").text = document.meta.title.text(language)
    ET.SubElement(root, "statement").text = document.statement.text(language)
    for label, cell in document.meta.facts:
        fact = ET.SubElement(root, "fact", {"label": label.text(language)})
        fact.text = exchangeable(cell, TEXT, language, point=".")
    _add_sections(root, edition)
    for table in document.tables:
        _add_table(root, table, language)
    for check in document.reconciliations:
        ET.SubElement(
            root,
            "check",
            {
                "label": check.label.text(language),
                "left": format(check.left, "f"),
                "right": format(check.right, "f"),
                "difference": format(check.difference, "f"),
            },
        )
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _add_table(root: ET.Element, table: Table, language: str) -> None:
    element = ET.SubElement(
        root, "table", {"code": table.code, "title": table.title.text(language)}
    )
    for row in table.rows:
        line = ET.SubElement(element, "row", {"level": row.level})
        for cell, column in zip(row.cells, table.columns, strict=True):
            if cell is not None:
                value = ET.SubElement(line, "cell", {"column": column.key, "kind": column.kind})
                value.text = exchangeable(cell, column.kind, language, point=".")


def _add_sections(root: ET.Element, edition: Edition) -> None:
    language = edition.language
    for section in edition.document.sections:
        element = ET.SubElement(root, "section", {"title": section.title.text(language)})
        for head, text in section.paragraphs:
            paragraph = ET.SubElement(element, "paragraph", {"heading": head.text(language)})
            paragraph.text = text.text(language) if isinstance(text, Words) else text
