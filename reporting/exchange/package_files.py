"""The files of an audit package that are no rows: papers, vouchers, events, the frozen rules."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from django.apps import apps
from django.db.models import Count
from django.utils.translation import gettext, override

from consortium.exchange.archives import Archive, read_blocks
from consortium.exchange.neutral import neutral
from consortium.models import EvidenceFile
from consortium.queries.keys_on_disk import KeysOnDisk, among
from consortium.rules.filetypes import CSV, DOCX, PDF, TXT, XLSX, XML
from consortium.rules.hashing import canonical, plain
from grants.models import Grant
from grants.queries.profiles import PARAMETERS
from grants.rules.profile_articles import article_of
from reporting.documents.editions import FORMATS, frozen_edition
from reporting.documents.editions import JSON as AS_JSON
from reporting.documents.editions import XML as AS_XML
from reporting.documents.papers import frozen
from reporting.documents.rendering import render
from reporting.exchange.package_columns import csv_lines
from reporting.exchange.package_verify import spelled
from reporting.models import ReportSnapshot
from reporting.queries.package import references

SUFFIXES = {
    PDF: "pdf",
    XLSX: "xlsx",
    DOCX: "docx",
    CSV: "csv",
    TXT: "txt",
    XML: "xml",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/heic": "heic",
}
# Everything else that may come is compressed already.
TEXTS = frozenset({CSV, TXT, XML})
LANGUAGE = "da"
HERE, LOST = "here", "missing"
Tell = Callable[[], None]
VOUCHER_HEAD = (
    *("sha256", "file", "state", "name", "content_type", "size"),
    *("evidencefile_id", "owner", "uploaded_at"),
)


def write_papers(archive: Archive, keys: KeysOnDisk, tell: Tell) -> None:
    """Every frozen paper in every format, made of its figures, and the figures themselves."""
    rows: list[list[object]] = []
    for chunk in keys.rows(ReportSnapshot._meta.label_lower):
        for key in chunk:
            snapshot = ReportSnapshot.objects.get(pk=key)
            folder = f"reports/{snapshot.pk}"
            archive.add_text(f"{folder}/figures.json", [snapshot.body])
            with override(LANGUAGE):
                edition = frozen_edition(snapshot, frozen(snapshot), LANGUAGE)
                for format_ in FORMATS:
                    name = f"{folder}/{edition.file_name(format_)}"
                    is_text = format_ in (AS_JSON, AS_XML)
                    archive.add(name, [render(edition, format_)], store=not is_text)
                title = neutral(edition.document.meta.title.text(LANGUAGE))
            _add_signed(archive, folder, snapshot)
            period = edition.document.meta.period
            rows.append([folder, title, period, snapshot.version, snapshot.sha256])
            tell()
    head = ["folder", "title", "period", "version", "sha256"]
    archive.add_text("reports/index.csv", csv_lines([head, *rows]))


def _add_signed(archive: Archive, folder: str, snapshot: ReportSnapshot) -> None:
    """What was signed, byte for byte; a file that is lost is told of by its row (`verify.py`)."""
    for kept in snapshot.signed.order_by("pk"):
        try:
            file: IO[bytes] = kept.file.open("rb")
        except OSError:
            continue
        with file:
            archive.add(f"{folder}/{kept.name}", read_blocks(file), store=True)


def write_vouchers(archive: Archive, keys: KeysOnDisk, tell: Tell) -> int:
    """Every file that a row points at, once, under its hash; returns how many are lost."""
    often = EvidenceFile.objects.order_by().values("sha256").annotate(n=Count("pk")).filter(n__gt=1)
    shared = set(often.values_list("sha256", flat=True))
    written: dict[str, tuple[str, str]] = {}
    lost: list[int] = []

    def rows() -> Iterator[Sequence[object]]:
        yield VOUCHER_HEAD
        for chunk in keys.rows(EvidenceFile._meta.label_lower):
            for kept in EvidenceFile.objects.filter(among(chunk)).order_by("pk"):
                name, state = written.get(kept.sha256) or _copied(archive, kept)
                if kept.sha256 in shared:
                    written[kept.sha256] = name, state
                if state == LOST:
                    lost.append(kept.pk)
                about = [neutral(kept.name), kept.content_type, kept.size, kept.pk]
                yield [kept.sha256, name, state, *about, kept.owner_ref, plain(kept.uploaded_at)]
                tell()

    with tempfile.TemporaryFile() as index:
        index.writelines(line.encode() for line in csv_lines(rows()))
        index.seek(0)
        archive.add("vouchers/index.csv", read_blocks(index))
    archive.add_text("vouchers/uses.csv", csv_lines(_uses(keys)))
    return len(lost)


def _copied(archive: Archive, kept: EvidenceFile) -> tuple[str, str]:
    name = f"vouchers/{kept.sha256}.{SUFFIXES.get(kept.content_type, 'bin')}"
    try:
        file: IO[bytes] = kept.file.open("rb")
    except OSError:
        # The package is made all the same: that a voucher is lost is what an auditor must learn.
        return name, LOST
    with file:
        archive.add(name, read_blocks(file), store=kept.content_type not in TEXTS)
    return name, HERE


def _uses(keys: KeysOnDisk) -> Iterator[list[object]]:
    """From a file back to every row that points at it."""
    yield ["sha256", "table", "row", "column"]
    for label in sorted(keys.labels()):
        model: Any = apps.get_model(label)
        for column in references(model):
            if column.related_model is not EvidenceFile:
                continue
            for chunk in keys.rows(label):
                rows: Any = model._base_manager.filter(among(chunk)).order_by("pk")
                rows = rows.exclude(**{column.attname: None})
                for key, sha256 in rows.values_list("pk", f"{column.name}__sha256"):
                    yield [sha256, label, key, column.attname]


def write_profile(archive: Archive, grant: Grant) -> None:
    """The rules that the grant froze, as they were hashed and as a list with their articles."""
    archive.add_text("profile/profile.json", [canonical(grant.profile)])
    rows: list[list[object]] = [["parameter", "meaning_da", "meaning_en", "value", "article"]]
    meanings = dict(PARAMETERS)
    for name, value in sorted(grant.profile.items()):
        said = []
        for language in ("da", "en"):
            with override(language):
                said.append(gettext(meanings[name]) if name in meanings else "")
        article = article_of(grant.profile_code, name)
        rows.append([name, *said, spelled(plain(value)), article])
    archive.add_text("profile/profile.csv", csv_lines(rows))
