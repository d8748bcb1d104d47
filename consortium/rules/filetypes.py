"""What a file is, read from its first bytes: a name or a browser's word proves nothing."""

from __future__ import annotations

import io
import re
import zipfile

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV, TXT, XML = "text/csv", "text/plain", "application/xml"
# What can be drawn as pictures of our own, and what can be read as text.
PICTURED = frozenset({PDF, "image/png", "image/jpeg"})
READABLE = frozenset({CSV, TXT, XML})
ACCEPTED = ("PDF", "PNG", "JPEG", "HEIC", "XLSX", "DOCX", "CSV", "TXT", "XML")

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_OFFICE = (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX))
# Where an office file keeps what people typed.
_OFFICE_TEXT = re.compile(r"(word/[^/]+|xl/sharedStrings|xl/comments\d*|xl/worksheets/[^/]+)\.xml")
# How an old office file, and a locked new one, begin; the second names its locked part.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PART = "EncryptedPackage".encode("utf-16-le")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_TAG = re.compile(r"<[^>]*>")
# A browser would run these.
_LIVE = re.compile(r"<(!doctype\s+html|html|svg|script)\b", re.IGNORECASE)
MOST_TEXT = 20_000_000
# Signs that turn the reading direction or cannot be seen: they make a name lie.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
NAME_LENGTH = 200


def plain_name(name: str) -> str:
    """The file's own name without folders and without signs that nobody sees."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return " ".join(_HIDDEN.sub("", last).split())[-NAME_LENGTH:] or "-"


def content_type(content: bytes, name: str) -> str | None:
    """The media type of *content*, or None if it is nothing that this house keeps.

    *name* only tells CSV from other plain text.
    """
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return _text_type(content, name)


def text_of(content: bytes, kind: str) -> str:
    """What can be read in *content* without opening it as a picture or a page."""
    if kind in (XLSX, DOCX):
        return _office_text(content)
    return (_decoded(content) or "") if kind in (CSV, TXT, XML) else ""


def spoken(content: bytes) -> str:
    """What people call a file that begins like this."""
    names = {PDF: "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}
    return next((names[kind] for magic, kind in _MAGIC if content.startswith(magic)), "XLSX/DOCX")


def is_locked_office(content: bytes) -> bool:
    """Whether *content* is an office file that asks for a password."""
    return content.startswith(_OLE) and _LOCKED_PART in content


def office_parts(content: bytes) -> list[zipfile.ZipInfo]:
    """The parts of an office file that hold what people typed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [part for part in archive.infolist() if _OFFICE_TEXT.fullmatch(part.filename)]


def readable_text(content: bytes) -> str:
    """A piece of a text file, with every sign that would hide something shown as a mark."""
    # The piece may end in the middle of a sign: three bytes at the most are then left out.
    cuts = (content[: len(content) - cut] for cut in range(min(4, len(content) + 1)))
    text = next((told for told in map(_as_utf8, cuts) if told is not None), None)
    if text is None:
        text = content.decode("cp1252", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_HIDDEN.sub("\ufffd", line.expandtabs(4)) for line in lines)


def _as_utf8(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _office_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    macros = any(name.endswith("vbaProject.bin") for name in names)
    return None if macros else next((kind for part, kind in _OFFICE if part in names), None)


def _office_text(content: bytes) -> str:
    texts = []
    room = MOST_TEXT
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            if room > 0 and _OFFICE_TEXT.fullmatch(part):
                # A limited read: a small archive may hold a very large part.
                with archive.open(part) as opened:
                    raw = opened.read(room)
                room -= len(raw)
                texts.append(_TAG.sub(" ", raw.decode("utf-8", errors="replace")))
    return "\n".join(texts)


def _text_type(content: bytes, name: str) -> str | None:
    text = _decoded(content)
    if text is None or not text.strip() or _CONTROL.search(text) or _LIVE.search(text):
        return None
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return XML
    return CSV if name.lower().endswith(".csv") else TXT


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
