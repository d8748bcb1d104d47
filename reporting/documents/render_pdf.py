"""A paper as PDF/A-3a and PDF/UA-1: tagged, with the workbook, the CSV and the JSON embedded in it.

The same edition gives the same bytes: every instant in the file is the paper's own, the fonts are
the house's, and nothing is fetched from anywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override, pgettext
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reporting.documents.accessible import with_identifier
from reporting.documents.cells import readable
from reporting.documents.drawing import draw
from reporting.documents.editions import CSV, JSON, XLSX, Edition
from reporting.documents.printing import checks, facts, printed, sections
from reporting.documents.render_csv import render_csv
from reporting.documents.render_json import render_json
from reporting.documents.render_xlsx import render_xlsx

FONT_DIR = Path(settings.BASE_DIR) / "vendor" / "dkfds" / "fonts" / "IBMPlexSans"
EMBLEM = Path(settings.BASE_DIR) / "consortium" / "static" / "consortium" / "eu-emblem.svg"
FACES = (
    ("Regular", 400, "normal"),
    ("SemiBold", 600, "normal"),
    ("Bold", 700, "normal"),
    ("Italic", 400, "italic"),
)


def render_pdf(edition: Edition) -> bytes:
    """The paper for print and archive."""
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("file",), allow_redirects=False)
    html = HTML(string=page_html(edition), url_fetcher=fetcher)
    styles = [CSS(string=stylesheet(edition), font_config=fonts, url_fetcher=fetcher)]
    pdf: bytes = html.write_pdf(
        stylesheets=styles,
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_identifier=edition.sha256[:32].encode("ascii"),
        attachments=_attachments(edition),
    )
    return with_identifier(pdf)


def page_html(edition: Edition) -> str:
    """The paper as HTML, in its own language whoever renders it."""
    with override(edition.language):
        return render_to_string("documents/paper.html", page_context(edition))


def page_context(edition: Edition) -> dict[str, Any]:
    """Everything that the paper's template prints, as text."""
    document, language = edition.document, edition.language
    return {
        "edition": edition,
        "language": language,
        "title": document.meta.title.text(language),
        "emblem": EMBLEM.as_uri(),
        "statement": document.statement.text(language),
        "facts": facts(edition),
        "sections": sections(edition),
        "tables": [printed(table, language) for table in document.tables],
        "charts": [draw(picture, language) for picture in document.charts],
        "checks": checks(edition),
        "signatures": [
            (one.role.text(language), one.name, readable(one.on, "date", language))
            for one in document.signatures
        ],
        "attachments": [edition.file_name(kind) for kind in (XLSX, CSV, JSON)],
        "made_at": timezone.localtime(edition.made_at),
        "created": edition.made_at.isoformat(timespec="seconds"),
    }


def stylesheet(edition: Edition) -> str:
    """The house's print style with its fonts and the running header's words."""
    faces = "".join(
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{path.as_uri()}"); }}\n'
        for name, weight, style in FACES
        if (path := FONT_DIR / "complete" / "ttf" / f"IBMPlexSans-{name}.ttf").exists()
    )
    with override(edition.language):
        # makemessages reads no style sheet, so the one word that stands nowhere else comes along.
        words = {"edition": edition, "of": pgettext("page x of y", "of")}
        return faces + render_to_string("documents/print.css", words)


def _attachments(edition: Edition) -> list[Attachment]:
    moment = edition.made_at
    files = (
        (XLSX, render_xlsx(edition), "Data"),
        (CSV, render_csv(edition), "Data"),
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
