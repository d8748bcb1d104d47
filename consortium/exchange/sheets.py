"""Any sheet that somebody hands in: what it is by its content, and its rows as a stream.

    with open_book(upload, upload.name) as book:
        for number, cells in book.sheets[0].rows():
            ...

A row is its number in the sheet and its cells up to the last that holds anything; rows in which
nothing stands are left out. A cell is text, a number, a truth value, a day, a moment, a time, a
span, None, or a `CellFault` where the file says something that is none of these. What is no sheet,
or too much of one, is a `SheetRefused` with a sentence.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Protocol, Self

from consortium.exchange.bounds import (
    BOUNDS,
    Bounds,
    SheetRefused,
    empty,
    locked,
    too_large,
    too_many_rows,
    unknown_kind,
    with_macros,
)
from consortium.exchange.delimited import TextSheet
from consortium.exchange.ods import OdsBook
from consortium.exchange.xlsx import Workbook
from consortium.exchange.zipped import Archive
from consortium.rules.cells import Raw
from consortium.rules.refusals import gettext_noop as _

XLSX, ODS, CSV = "xlsx", "ods", "csv"

Row = tuple[int, list[Raw]]
Leaf = tuple[str, bool, Callable[[], Iterator[Row]]]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PROGRAM = "_VBA_PROJECT".encode("utf-16-le")
_OVERLAP = 64
_BLOCK = 1 << 20


class Closable(Protocol):
    """What a kind of book keeps open."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; its rows may be read any number of times, each time from the start."""

    name: str
    hidden: bool
    _rows: Callable[[], Iterator[Row]]
    _most: int

    def rows(self) -> Iterator[Row]:
        """The rows in which anything stands, each with its number in the sheet."""
        for count, row in enumerate(self._rows(), start=1):
            if count > self._most:
                raise too_many_rows(Bounds(rows=self._most))
            yield row


@dataclass(frozen=True)
class Book:
    """A file of one or several sheets, open until it is closed."""

    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str
    delimiter: str
    _open: tuple[Closable, ...]
    # Whether its bare numbers count days from 1904 (`date_of` asks for it).
    from_1904: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, if it was opened here, and of what was put beside it."""
        for kept in self._open:
            kept.close()


def open_book(
    source: IO[bytes] | str | os.PathLike[str], name: str, bounds: Bounds = BOUNDS
) -> Book:
    """Open *source*, a path or a file that can be read again, as the kind that its content is.

    *name* is what its sheet is called where the file names none. Raises `SheetRefused`.
    """
    if isinstance(source, str | os.PathLike):
        opened: IO[bytes] = Path(source).open("rb")  # noqa: SIM115 - the book closes it
        mine: tuple[Closable, ...] = (opened,)
    else:
        opened, mine = source, ()
    try:
        return _opened(opened, PurePath(name).stem or name, bounds, mine)
    except BaseException:
        for kept in mine:
            kept.close()
        raise


def _opened(stream: IO[bytes], name: str, bounds: Bounds, mine: tuple[Closable, ...]) -> Book:
    size = stream.seek(0, io.SEEK_END)
    if size > bounds.file_bytes:
        raise too_large(bounds)
    stream.seek(0)
    head = stream.read(512)
    if not head:
        raise empty()
    if head.startswith(_ZIP):
        return _zipped(stream, bounds, mine)
    if head.startswith(_OLE):
        raise _refused_ole(stream)
    if head.startswith(_OTHER_KINDS) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise unknown_kind()
    text = TextSheet(stream, bounds)
    sheet = Sheet(name, False, text.rows, bounds.rows)
    return Book(CSV, (sheet,), text.encoding, text.delimiter, mine)


def _zipped(stream: IO[bytes], bounds: Bounds, mine: tuple[Closable, ...]) -> Book:
    archive = Archive(stream, bounds)
    archive.must_declare_nothing()
    if "content.xml" in archive.names and "[Content_Types].xml" not in archive.names:
        ods = OdsBook(archive)
        leaves = [(leaf.name, leaf.hidden, partial(ods.rows, leaf)) for leaf in ods.leaves]
        return _book(ODS, leaves, bounds, (ods, *mine))
    xlsx = Workbook(archive)
    leaves = [(leaf.name, leaf.hidden, partial(xlsx.rows, leaf)) for leaf in xlsx.leaves]
    book = _book(XLSX, leaves, bounds, (xlsx, *mine))
    return replace(book, from_1904=xlsx.from_1904)


def _book(kind: str, leaves: Sequence[Leaf], bounds: Bounds, kept: tuple[Closable, ...]) -> Book:
    if not leaves:
        raise empty()
    sheets = tuple(Sheet(name, hidden, rows, bounds.rows) for name, hidden, rows in leaves)
    return Book(kind, sheets, "", "", kept)


def _refused_ole(stream: IO[bytes]) -> SheetRefused:
    """Why a file in the container of old office programs is not read."""
    stream.seek(0)
    before = b""
    has_program = False
    while block := stream.read(_BLOCK):
        seen = before + block
        if _LOCKED in seen:
            return locked()
        has_program = has_program or _PROGRAM in seen
        before = block[-_OVERLAP:]
    if has_program:
        return with_macros()
    return SheetRefused.because(
        _("The workbook is in the form of Excel 97 to 2003 (.xls). Save it as .xlsx."),
        code="SHEET_OLD_FORM",
    )
