"""The invoice on paper: PDF/A-3 with the e-invoice inside, the same bytes every time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override, pgettext
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reporting.documents.accessible import with_identifier
from reporting.documents.render_pdf import FACES
from reporting.documents.typeset import FONT_DIR
from reporting.exchange.oioubl import render_oioubl
from reporting.exchange.ubl import render_peppol
from reporting.rules.invoices import InvoiceFacts

PEPPOL, OIOUBL, PAPER = "peppol.xml", "oioubl.xml", "pdf"
FORMATS = {PEPPOL: "application/xml", OIOUBL: "application/xml", PAPER: "application/pdf"}
# The municipality is written to in Danish, whoever fetches the file.
LANGUAGE = "da"


def render_invoice(facts: InvoiceFacts, sha256: str, format_: str) -> bytes:
    """A sent invoice in one of its formats."""
    if format_ == PEPPOL:
        return render_peppol(facts)
    if format_ == OIOUBL:
        return render_oioubl(facts)
    return render_paper(facts, sha256)


def render_paper(facts: InvoiceFacts, sha256: str) -> bytes:
    """The invoice for print and archive; the file that machines read travels inside."""
    moment = timezone.make_aware(dt.datetime.combine(facts.issued_on, dt.time(12)))
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("file",), allow_redirects=False)
    with override(LANGUAGE):
        page = render_to_string("documents/invoice.html", _context(facts, moment))
        style = _faces() + render_to_string("documents/invoice.css", _words(facts))
    pdf: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(
        stylesheets=[CSS(string=style, font_config=fonts, url_fetcher=fetcher)],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_identifier=False,
        attachments=[
            Attachment(
                string=render_peppol(facts),
                name=file_name(facts, PEPPOL),
                description="Peppol BIS Billing 3",
                created=moment,
                modified=moment,
                relationship="Alternative",
            )
        ],
    )
    return with_identifier(pdf, sha256[:32])


def file_name(facts: InvoiceFacts, format_: str) -> str:
    """What the file is called: faktura-00001-peppol.xml."""
    kind = "kreditnota" if facts.is_credit_note else "faktura"
    return f"{kind}-{facts.number}{'.' if format_ == PAPER else '-'}{format_}"


def _context(facts: InvoiceFacts, moment: dt.datetime) -> dict[str, Any]:
    return {
        "facts": facts,
        "language": LANGUAGE,
        "created": moment.isoformat(timespec="seconds"),
    }


def _words(facts: InvoiceFacts) -> dict[str, Any]:
    return {"facts": facts, "of": pgettext("page x of y", "of")}


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{path.as_uri()}"); }}\n'
        for name, weight, style in FACES
        if (path := FONT_DIR / "complete" / "ttf" / f"IBMPlexSans-{name}.ttf").exists()
    )
