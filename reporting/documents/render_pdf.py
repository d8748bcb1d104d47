"""A paper as PDF/A-3a and PDF/UA-1: tagged, with the workbook, the CSV and the JSON embedded in it.

The same edition gives the same bytes: every instant in the file is the paper's own, the fonts are
the house's, and nothing is fetched from anywhere.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from consortium.rules.refusals import gettext_noop as _
from reporting.documents.accessible import with_identifier
from reporting.documents.annex import with_tables
from reporting.documents.cells import readable
from reporting.documents.deep_calls import with_room
from reporting.documents.drawing import draw
from reporting.documents.drawn_tables import DrawnTable, Faces, is_drawn, planned
from reporting.documents.editions import CSV, JSON, XLSX, XML, Edition
from reporting.documents.printing import PrintedTable, checks, facts, printed, sections
from reporting.documents.render_csv import render_csv
from reporting.documents.render_json import render_json
from reporting.documents.render_xlsx import render_xlsx
from reporting.documents.render_xml import render_xml
from reporting.documents.tables import HASH, both
from reporting.documents.typeset import font_path

EMBLEM = Path(settings.BASE_DIR) / "consortium" / "static" / "consortium" / "eu-emblem.svg"
EMBEDDED = {
    XLSX: _("every table as a sheet, with live sums and checks"),
    CSV: _("every table as a CSV file, with a data dictionary"),
    XML: _("the paper for programs, in a schema of its own"),
    JSON: _("the figures as they were frozen; their SHA-256 is that of the paper"),
}
# What a draft's JSON holds is not frozen.
UNFROZEN = _("the figures as they stand; their SHA-256 is that of the paper")
SHEET = "sheet-"
VARIANT = "pdf/a-3a"
FACES = (
    ("Regular", 400, "normal"),
    ("SemiBold", 600, "normal"),
    ("Bold", 700, "normal"),
    ("Italic", 400, "italic"),
)


@with_room
def render_pdf(edition: Edition) -> bytes:
    """The paper for print and archive."""
    plans = drawn(edition)
    with uncollected():
        document = laid_out(edition, plans, pdf_variant=VARIANT)
        places = _places(document.pages, plans)
        pdf: bytes = document.write_pdf(
            pdf_identifier=False, pdf_variant=VARIANT, attachments=attachments(edition)
        )
    del document
    content = with_identifier(pdf, edition.sha256[:32])
    return with_tables(content, plans, places, page_words(edition)) if plans else content


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: a layout makes next to none, and it takes a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def laid_out(edition: Edition, plans: Sequence[DrawnTable] = (), **options: Any) -> Any:
    """The paper on its pages, before any of them is written."""
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("file", "data"), allow_redirects=False)
    html = HTML(string=page_html(edition, plans), url_fetcher=fetcher)
    styles = [CSS(string=stylesheet(edition, plans), font_config=fonts, url_fetcher=fetcher)]
    # A list that goes on after a break says in its HTML which number it goes on with.
    how = {"stylesheets": styles, "presentational_hints": True}
    return html.render(font_config=fonts, **how, **options)


def drawn(edition: Edition) -> list[DrawnTable]:
    """The tables that are too long to be set with the text."""
    long = [table for table in edition.document.tables if is_drawn(table)]
    if not long:
        return []
    faces = Faces()
    plans = (planned(table, edition.language, faces) for table in long)
    return [plan for plan in plans if plan]


def _places(pages: Sequence[Any], plans: Sequence[DrawnTable]) -> dict[str, list[int]]:
    """The pages that were left for each drawn table."""
    places: dict[str, list[int]] = {plan.table.code: [] for plan in plans}
    for number, page in enumerate(pages):
        for anchor in page.anchors:
            if anchor.startswith(SHEET):
                places[anchor.removeprefix(SHEET).rpartition("-")[0]].append(number)
    return places


def page_html(edition: Edition, plans: Sequence[DrawnTable] = ()) -> str:
    """The paper as HTML, in its own language whoever renders it."""
    with override(edition.language):
        return render_to_string("documents/paper.html", page_context(edition, plans))


def page_context(edition: Edition, plans: Sequence[DrawnTable] = ()) -> dict[str, Any]:
    """Everything that the paper's template prints, as text."""
    document, language = edition.document, edition.language
    by_code = {plan.table.code: plan for plan in plans}
    tables = [
        _left_open(by_code[table.code]) if table.code in by_code else printed(table, language)
        for table in document.tables
    ]
    parts, left = _placed(edition, tables)
    return {
        "edition": edition,
        "language": language,
        "title": document.meta.title.text(language),
        "emblem": EMBLEM.as_uri(),
        "statement": document.statement.text(language),
        "facts": facts(edition),
        "sections": sections(edition),
        "parts": parts,
        "tables": [*(one for _head, _text, own in parts for one in own), *left],
        "left": left,
        "leaps": leaps(plans),
        "charts": [draw(picture, language) for picture in document.charts],
        "checks": checks(edition),
        "signatures": [
            (one.role.text(language), one.name, readable(one.on, "date", language))
            for one in document.signatures
        ],
        "logos": [
            {"media_type": one.media_type, "data": one.data, "alt": one.name.text(language)}
            for one in document.meta.logos
        ],
        "attachments": [
            (edition.file_name(kind), both(words).text(language))
            for kind, words in _embedded(edition).items()
        ],
        "made_at": timezone.localtime(edition.made_at),
        "created": edition.made_at.isoformat(timespec="seconds"),
    }


def _embedded(edition: Edition) -> dict[str, str]:
    return EMBEDDED | {JSON: UNFROZEN} if edition.is_draft else EMBEDDED


def _placed(
    edition: Edition, tables: Sequence[PrintedTable]
) -> tuple[list[tuple[str, Any, list[PrintedTable]]], list[PrintedTable]]:
    """The texts, each with the tables that follow it, and the tables that no text claims."""
    by_code = {table.code: table for table in tables}
    parts = []
    for (heading, paragraphs), section in zip(
        sections(edition), edition.document.sections, strict=True
    ):
        own = [by_code.pop(code) for code in section.tables if code in by_code]
        parts.append((heading, paragraphs, own))
    return parts, list(by_code.values())


def _left_open(plan: DrawnTable) -> PrintedTable:
    """A drawn table as the pages that are left for it."""
    table = printed(replace(plan.table, rows=()), plan.language)
    depth = f"{plan.last_depth:.2f}pt"
    has_hash = any(column.kind == HASH for column in plan.table.columns)
    return replace(
        table, sheets=plan.laid_out, depth=depth, leap=plan.leap, has_short_hash=has_hash
    )


def leaps(plans: Sequence[DrawnTable]) -> list[dict[str, int]]:
    """What the page numbers leap over: pages that are copied instead of laid out."""
    found = sorted({plan.leap for plan in plans if plan.leap})
    return [{"over": leap, "step": leap + 1} for leap in found]


def stylesheet(edition: Edition, plans: Sequence[DrawnTable] = ()) -> str:
    """The house's print style with its fonts and the running header's words."""
    page, of = page_words(edition)
    with override(edition.language):
        words = {"edition": edition, "page": page, "of": of, "leaps": leaps(plans)}
        return faces_css() + render_to_string("documents/print.css", words)


def page_words(edition: Edition) -> tuple[str, str]:
    """The words of "page x of y"; makemessages reads no style sheet, so they come along."""
    with override(edition.language):
        return gettext("Page"), pgettext("page x of y", "of")


def faces_css() -> str:
    """The house's fonts, as a style sheet names them."""
    return "".join(
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{path.as_uri()}"); }}\n'
        for name, weight, style in FACES
        if (path := font_path(name)).exists()
    )


def attachments(edition: Edition) -> list[Attachment]:
    """The other formats, embedded in the paper."""
    moment = edition.made_at
    files = (
        (XLSX, render_xlsx(edition), "Data"),
        (CSV, render_csv(edition), "Data"),
        (XML, render_xml(edition), "Data"),
        (JSON, render_json(edition), "Source"),
    )
    return [
        Attachment(
            string=content,
            name=edition.file_name(kind),
            description=edition.document.meta.title.text(edition.language),
            created=moment,
            modified=moment,
            relationship=relationship,
        )
        for kind, content, relationship in files
    ]
