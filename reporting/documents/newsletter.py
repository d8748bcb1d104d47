"""An issue of the newsletter as a paper: PDF/A-3a and PDF/UA-1, like every paper of the house."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override, pgettext
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from consortium.models import EvidenceFile
from consortium.rules.hashing import digest
from reporting.documents.accessible import with_identifier
from reporting.documents.render_pdf import EMBLEM, faces_css


def pictures_of(body: Mapping[str, Any]) -> dict[int, bytes]:
    """The bytes of every picture, by its key."""
    keys = [one["picture_key"] for one in body["pieces"] if one["picture_key"]]
    found = {}
    for kept in EvidenceFile.objects.filter(pk__in=keys):
        with kept.file.open("rb") as stream:
            found[kept.pk] = stream.read()
    return found


def newsletter_pdf(body: Mapping[str, Any], pictures: Mapping[int, bytes]) -> bytes:
    """The issue for print; the same body gives the same bytes."""
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("file", "data"), allow_redirects=False)
    html = HTML(string=newsletter_html(body, pictures), url_fetcher=fetcher)
    with override(body["language"]):
        words = {"body": body, "of": pgettext("page x of y", "of")}
        style = faces_css() + render_to_string("documents/newsletter.css", words)
    pdf: bytes = html.write_pdf(
        stylesheets=[CSS(string=style, font_config=fonts, url_fetcher=fetcher)],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_identifier=False,
    )
    return with_identifier(pdf, digest(dict(body))[:32])


def newsletter_html(body: Mapping[str, Any], pictures: Mapping[int, bytes]) -> str:
    """The issue as HTML, in its own language whoever renders it."""
    pieces = [
        {**one, "data": base64.b64encode(pictures[one["picture_key"]]).decode("ascii")}
        if one["picture_key"] in pictures
        else one
        for one in body["pieces"]
    ]
    context = {
        "body": {**body, "pieces": pieces},
        "on": dt.date.fromisoformat(body["on"]),
        "emblem": EMBLEM.as_uri(),
    }
    with override(body["language"]):
        return render_to_string("documents/newsletter.html", context)
