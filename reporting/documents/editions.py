"""Which edition of a paper is made: a frozen version or a draft, and what its file is called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from consortium.rules.hashing import canonical, sha256
from reporting.documents.bodies import to_body
from reporting.documents.tables import Document
from reporting.models import ReportSnapshot

PDF, XLSX, CSV, XML, JSON = "pdf", "xlsx", "csv", "xml", "json"
FORMATS = (PDF, XLSX, CSV, XML, JSON)
SUFFIXES = {PDF: "pdf", XLSX: "xlsx", CSV: "csv.zip", XML: "xml", JSON: "json"}
CONTENT_TYPES = {
    PDF: "application/pdf",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "application/zip",
    XML: "application/xml",
    JSON: "application/json",
}


@dataclass(frozen=True)
class Edition:
    """A document with its version and hash; version 0 is a draft."""

    document: Document
    body: str
    sha256: str
    version: int
    language: str

    @property
    def is_draft(self) -> bool:
        """Whether it was made from rows that may still change."""
        return self.version == 0

    @property
    def made_at(self) -> dt.datetime:
        """The one instant that every format carries, so that the same paper has the same bytes."""
        return dt.datetime.fromisoformat(self.document.meta.made_at)

    def file_name(self, format_: str) -> str:
        """grant-period-kind-version-language.suffix, in one folder without clashes.

        A paper of the grant as a whole has no period in its name.
        """
        meta = self.document.meta
        period = f"-p{int(meta.period):02d}" if meta.period not in ("", "0") else ""
        version = "draft" if self.is_draft else f"v{self.version}"
        stem = f"{meta.grant}{period}-{meta.file_part}-{version}-{self.language}"
        return f"{stem.replace('_', '-')}.{SUFFIXES[format_]}"


def frozen_edition(snapshot: ReportSnapshot, document: Document, language: str) -> Edition:
    """The edition that *snapshot* holds."""
    return Edition(document, snapshot.body, snapshot.sha256, snapshot.version, language)


def draft_edition(document: Document, language: str) -> Edition:
    """A draft: its hash is that of the figures as they stand."""
    body = canonical(to_body(document))
    return Edition(document, body, sha256(body), 0, language)
