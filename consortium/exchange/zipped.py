"""The parts of a zipped workbook, counted while they are inflated, and free of declarations.

A zip says how large its parts are, and may lie. Here every byte of a part counts against `Bounds`
when it is inflated, and so much is inflated of no part.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from consortium.exchange.bounds import (
    Bounds,
    clear_of_damage,
    damaged,
    locked,
    too_large,
    with_entities,
)

CHUNK = 1 << 16
# A declaration must stand before the first element; nobody needs more room than this before it.
_PROLOG = 1 << 20
_DIRECTORY_BYTES = 4_000_000
_END = b"PK\x05\x06"
_LARGE_END = b"PK\x06\x06"
# One token of XML is at most this long; the parser would keep all of it in memory.
_TOKEN = 8_000_000


class _Enough(Exception):
    """The first element has been seen."""


class Archive:
    """A zip file of limited size whose parts are read in chunks."""

    def __init__(self, stream: IO[bytes], bounds: Bounds) -> None:
        self.bounds = bounds
        size = stream.seek(0, io.SEEK_END)
        self.most = min(max(bounds.free_bytes, size * bounds.ratio), bounds.inflated_bytes)
        _must_have_a_small_directory(stream, size, bounds)
        stream.seek(0)
        with clear_of_damage():
            self.zip = zipfile.ZipFile(stream)
        infos = self.zip.infolist()
        self.names = {info.filename for info in infos}
        if len(infos) > bounds.parts or len(self.names) != len(infos):
            # Of two parts with one name, two readers may see different ones.
            raise damaged()
        if any(info.flag_bits & 1 for info in infos):
            raise locked()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part *name*, inflated bit by bit; refused where it grows beyond all bounds."""
        with clear_of_damage():
            part = self.zip.open(name)
        inflated = 0
        with part:
            while True:
                with clear_of_damage():
                    block = part.read(CHUNK)
                if not block:
                    return
                inflated += len(block)
                if inflated > self.most:
                    raise too_large(self.bounds)
                yield block

    def whole(self, name: str, most: int = 16_000_000) -> bytes:
        """All of a part that is known to be small."""
        found = bytearray()
        for block in self.chunks(name):
            found += block
            if len(found) > most:
                raise too_large(self.bounds)
        return bytes(found)

    def must_declare_nothing(self) -> None:
        """Refuse a document type in any XML part: entities are declared nowhere else (XXE)."""
        for name in sorted(self.names):
            if name.lower().endswith((".xml", ".rels", ".vml", ".rdf")):
                self._must_begin_plainly(name)

    def parse(self, name: str, parser: expat.XMLParserType) -> Iterator[None]:
        """Feed the part *name* to *parser*, which refuses declarations; pause after each bit."""
        declares_nothing(parser)
        fed = 0
        for block in self.chunks(name):
            _fed(parser, block, last=False)
            fed += len(block)
            if fed - max(parser.CurrentByteIndex, 0) > _TOKEN:
                raise too_large(self.bounds)
            yield
        _fed(parser, b"", last=True)
        yield

    def _must_begin_plainly(self, name: str) -> None:
        parser = expat.ParserCreate()
        declares_nothing(parser)
        parser.StartElementHandler = _first_element
        seen = 0
        try:
            for block in self.chunks(name):
                _fed(parser, block, last=False)
                seen += len(block)
                if seen > _PROLOG:
                    raise too_large(self.bounds)
        except _Enough:
            return


def declares_nothing(parser: expat.XMLParserType) -> None:
    """Make *parser* refuse the file at the first declaration of a document type or an entity."""

    def refuse(*_declared: object) -> None:
        raise with_entities()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


def _fed(parser: expat.XMLParserType, block: bytes, *, last: bool) -> None:
    try:
        parser.Parse(block, last)
    except expat.ExpatError as error:
        raise damaged() from error


def _first_element(_name: str, _attributes: object) -> None:
    raise _Enough


def _must_have_a_small_directory(stream: IO[bytes], size: int, bounds: Bounds) -> None:
    """Refuse a table of contents that would fill the memory before the first part is read."""
    if size > bounds.file_bytes:
        raise too_large(bounds)
    stream.seek(max(0, size - (1 << 16) - 22))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise damaged()
    length = struct.unpack_from("<L", tail, at + 12)[0]
    # The larger kind of ending stands just before its pointer of 20 bytes, if there is one.
    before = tail[max(0, at - 76) : at]
    if before[-20:-16] == b"PK\x06\x07" and before[:4] == _LARGE_END:
        length = struct.unpack_from("<Q", before, 40)[0]
    if length > _DIRECTORY_BYTES:
        raise too_large(bounds)
