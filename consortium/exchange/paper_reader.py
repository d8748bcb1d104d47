"""Reads files that strangers made, in a process of its own: ``python -m`` this module.

A PDF or a picture may be built to hang or to eat memory, and PDFium must not run in two threads.
So the site never opens one itself: it asks this program, which has a limit on memory and is killed
when it takes too long. It knows no Django, no database and no setting.

A question is a line of JSON with the size of what follows, then the bytes; so is the answer.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

from consortium.rules import papers
from consortium.rules.filetypes import (
    DOCX,
    MOST_TEXT,
    PDF,
    XLSX,
    content_type,
    is_locked_office,
    office_parts,
    spoken,
    text_of,
)
from consortium.rules.identifiers import contains_cpr

MEGABYTE = 1024 * 1024
# Address space, of which 60 MB are the program; the largest picture takes 200 MB.
MEMORY = 400 * MEGABYTE
# The longer side of a picture that is shown, in points.
LONGEST = 1600
END_OF_FILE = b"%%EOF"
# How readers look for the end: somewhere in the last part, with rubbish after it.
TAIL = 4096
# Where people write in a PDF besides its pages.
WRITTEN = (
    *("/Contents", "/V", "/DV", "/TU", "/Title", "/Author", "/Subject", "/Keywords"),
    *("/Alt", "/ActualText", "/URI", "/RC", "/CA"),
)
DEPTH = 12
# A line break after the hyphen, and the many signs that look like one.
_PLAIN = {ord(sign): "-" for sign in "\u00ad\u2010\u2011\u2012\u2013\u2212\ufffe\x02"}
_PLAIN |= {ord(sign): " " for sign in "\u00a0\u2007\u202f"}


class Found(Exception):
    """A fault that stops the file."""

    def __init__(self, fault: str, **facts: object) -> None:
        self.fault, self.facts = fault, facts
        super().__init__(fault)


def look(raw: bytes, name: str) -> dict[str, Any]:
    """What the file is, and what stops it."""
    kind = ""
    try:
        kind = content_type(raw, name) or ""
        if not kind:
            raise Found(_unknown(raw))
        pages = _checked(raw, kind)
    except Found as found:
        return {"kind": kind, "fault": found.fault, "facts": found.facts}
    return {"kind": kind, "pages": pages}


def _unknown(raw: bytes) -> str:
    if is_locked_office(raw):
        return papers.LOCKED
    with contextlib.suppress(zipfile.BadZipFile):
        if raw.startswith(b"PK") and any(
            one.endswith("vbaProject.bin") for one in zipfile.ZipFile(io.BytesIO(raw)).namelist()
        ):
            return papers.MACROS
    return papers.KIND


def _checked(raw: bytes, kind: str) -> int:
    if kind == PDF:
        return _check_pdf(raw)
    if kind in ("image/png", "image/jpeg"):
        _check_image(raw, kind)
        return 1
    if kind == "image/heic":
        _check_boxes(raw)
        return 0
    if kind in (XLSX, DOCX):
        size = sum(part.file_size for part in office_parts(raw))
        if size > MOST_TEXT:
            raise Found(papers.LONG, size=-(-size // MEGABYTE), most=MOST_TEXT // MEGABYTE)
    try:
        text = text_of(raw, kind)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError) as error:
        locked = isinstance(error, RuntimeError)  # a part of the archive asks for a password
        fault = papers.LOCKED if locked else papers.BROKEN
        raise Found(fault, type=spoken(raw)) from error
    _must_hold_no_cpr(text, place="text")
    return 0


def _must_hold_no_cpr(text: str, **where: object) -> None:
    plain = text.translate(_PLAIN).replace("-\r\n", "-").replace("-\n", "-")
    if contains_cpr(plain):
        raise Found(papers.CPR, **where)


def _check_pdf(raw: bytes) -> int:
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Found(papers.LOCKED if locked else papers.BROKEN, type="PDF") from error
    pages = len(document)
    if END_OF_FILE not in raw[-TAIL:] or not pages:
        raise Found(papers.BROKEN, type="PDF")
    if pages > papers.MOST_PAGES:
        raise Found(papers.PAGES, pages=pages, most=papers.MOST_PAGES)
    _check_objects(raw)
    for number in range(pages):
        _must_hold_no_cpr(_page_text(document, number), place="page", page=number + 1)
    return pages


def _page_text(document: Any, number: int) -> str:
    try:
        page = document[number]
        text = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError as error:
        raise Found(papers.BROKEN, type="PDF") from error
    page.close()
    return str(text)


def _check_objects(raw: bytes) -> None:
    """No program in it; and nothing of a person in what the pages do not show."""
    try:
        with pikepdf.open(io.BytesIO(raw), suppress_warnings=True) as pdf:
            for thing in pdf.objects:
                for key, value in _entries(thing, DEPTH):
                    _check_entry(key, value)
            for place, attached in enumerate(pdf.attachments.values()):
                inside = attached.get_file().read_bytes()
                name = f"{place}.bin"
                _must_hold_no_cpr(text_of(inside, content_type(inside, name) or ""), place="facts")
    except (pikepdf.PdfError, zipfile.BadZipFile, ValueError) as error:
        raise Found(papers.BROKEN, type="PDF") from error


def _entries(thing: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Every entry of a dictionary and of what lies directly in it; references are met elsewhere."""
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        pairs = list(thing.items())
        yield from pairs
        inside = [value for _key, value in pairs]
    else:
        return
    for one in inside if depth else ():
        # Numbers and truths come as Python's own.
        if not getattr(one, "is_indirect", True):
            yield from _entries(one, depth - 1)


def _check_entry(key: str, value: Any) -> None:
    if key in ("/JS", "/JavaScript") or (key == "/S" and value == pikepdf.Name.JavaScript):
        raise Found(papers.LIVE, what="JavaScript")
    if key == "/S" and value == pikepdf.Name.Launch:
        raise Found(papers.LIVE, what="Launch")
    if key in WRITTEN and isinstance(value, pikepdf.String):
        _must_hold_no_cpr(str(value), place="facts")


def _check_image(raw: bytes, kind: str) -> None:
    name = kind.removeprefix("image/").upper()
    try:
        with Image.open(io.BytesIO(raw), formats=[name]) as opened:
            width, height = opened.size
            if width * height > papers.MOST_PIXELS:
                most = papers.MOST_PIXELS // 1_000_000
                raise Found(papers.PIXELS, width=width, height=height, most=most)
            written = [str(one) for one in opened.getexif().values() if isinstance(one, str)]
            # A quick draft of a photo reads all of it and unpacks an eighth.
            opened.draft("RGB", (LONGEST // 8, LONGEST // 8))
            opened.load()
            written += [_words(one) for one in opened.info.values()]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Found(papers.BROKEN, type=name) from error
    _must_hold_no_cpr("\n".join(written), place="facts")


def _words(value: object) -> str:
    """A comment in a picture is bytes or text."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _check_boxes(raw: bytes) -> None:
    """A HEIC picture is a row of boxes that say how long they are; the last one ends the file."""
    place = 0
    while place < len(raw):
        size = int.from_bytes(raw[place : place + 4], "big")
        if size == 1:
            size = int.from_bytes(raw[place + 8 : place + 16], "big")
        size = size or len(raw) - place
        if size < 8 or place + size > len(raw):
            raise Found(papers.BROKEN, type="HEIC")
        place += size


def picture(raw: bytes, kind: str, page: int) -> tuple[dict[str, Any], bytes]:
    """Page *page* as a picture of our own making, and how many pages there are."""
    drawn, pages = _page_picture(raw, page) if kind == PDF else (_photo(raw), 1)
    if drawn is None:
        return {"pages": pages}, b""
    with drawn:
        drawn.thumbnail((LONGEST, LONGEST))
        drawn.info.clear()  # what a photo says of its maker and place stays behind
        made = io.BytesIO()
        # A photo is written as a photo; a page with text stays sharp.
        if kind == "image/jpeg":
            drawn.convert("RGB").save(made, "JPEG", quality=85)
            return {"pages": pages, "type": "image/jpeg"}, made.getvalue()
        flat = drawn.convert("RGBA" if "A" in drawn.getbands() else "RGB")
        flat.save(made, "PNG")
        return {"pages": pages, "type": "image/png"}, made.getvalue()


def _page_picture(raw: bytes, page: int) -> tuple[Any, int]:
    document = pypdfium2.PdfDocument(raw)
    pages = len(document)
    if not 1 <= page <= pages:
        return None, pages
    drawn = document[page - 1]
    longest = max(*drawn.get_size(), 1.0)
    return drawn.render(scale=min(LONGEST / longest, 4.0)).to_pil(), pages


def _photo(raw: bytes) -> Any:
    opened = Image.open(io.BytesIO(raw), formats=["PNG", "JPEG"])
    if opened.width * opened.height > papers.MOST_PIXELS:
        return None
    opened.draft("RGB", (LONGEST, LONGEST))
    # Made small first: turning it would take the whole picture twice.
    opened.thumbnail((LONGEST, LONGEST))
    return ImageOps.exif_transpose(opened)


def answer(asked: dict[str, Any], raw: bytes) -> tuple[dict[str, Any], bytes]:
    """One question answered; what goes wrong here is a fault of the file."""
    try:
        if asked["do"] == "look":
            return look(raw, asked["name"]), b""
        return picture(raw, asked["kind"], asked["page"])
    except MemoryError:
        return {"fault": papers.SLOW}, b""
    except Exception:  # whatever a library says of a file that was made to break it
        return {"fault": papers.BROKEN, "facts": {"type": spoken(raw)}}, b""


def main() -> None:
    """Answer until the asker hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Our own limit is asked first.
    Image.MAX_IMAGE_PIXELS = None
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        asked = json.loads(line)
        told, content = answer(asked, source.read(asked["size"]))
        sink.write(json.dumps({**told, "size": len(content)}).encode() + b"\n" + content)
        sink.flush()


if __name__ == "__main__":
    main()
