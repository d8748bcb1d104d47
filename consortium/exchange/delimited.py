"""Delimited text (CSV): its encoding, its delimiter, and its rows, found by evidence."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import IO

from consortium.exchange.bounds import (
    Bounds,
    SheetRefused,
    empty,
    too_large,
    too_many_columns,
    unknown_kind,
)
from consortium.rules.cells import Raw
from consortium.rules.refusals import gettext_noop as _

Row = tuple[int, list[Raw]]

DELIMITERS = ";\t|,"
# In this order, and the last one holds any byte but five.
_UTF_8, _ANSI = "utf-8", "cp1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
_SAMPLE_LINES, _SAMPLE_SIZE = 60, 200_000
_LONGEST_LINE = 1_000_000
# A picture or a program has these on every page, text has none of them.
_NO_LETTERS = b"\x01\x02\x03\x04\x05\x06\x0e\x0f"


class TextSheet:
    """A file of delimited text; its rows can be read any number of times."""

    def __init__(self, stream: IO[bytes], bounds: Bounds) -> None:
        self.stream, self.bounds = stream, bounds
        self.encoding = encoding_of(stream)
        sample = "".join(islice(self._lines(), _SAMPLE_LINES))
        if not sample.strip():
            raise empty()
        self.names_delimiter = sample[:5].lower().startswith("sep=") and sample[5:6] in "\r\n"
        named = sample[4] if self.names_delimiter else ""
        self.delimiter = named or delimiter_of(sample[:_SAMPLE_SIZE])

    def rows(self) -> Iterator[Row]:
        """Every record in which anything stands, with its number as a spreadsheet counts it."""
        lines = self._lines()
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        number = 0
        try:
            for number, record in enumerate(reader, start=1):
                if number == 1 and self.names_delimiter:
                    continue
                cells = _trimmed(record)
                if len(cells) > self.bounds.columns:
                    raise too_many_columns(self.bounds, number)
                if cells:
                    yield number, cells
        except csv.Error as error:
            raise _ill_quoted(number + 1) from error

    def _lines(self) -> Iterator[str]:
        self.stream.seek(0)
        # A wrapper would close the stream with itself; this one is let go before.
        text = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="")
        try:
            while line := text.readline(_LONGEST_LINE + 1):
                if len(line) > _LONGEST_LINE:
                    raise too_large(self.bounds)
                yield line
        except UnicodeDecodeError as error:
            raise _unknown_letters() from error
        finally:
            # A book that was closed before its rows were read to the end has closed the stream.
            with suppress(ValueError):
                text.detach()


def encoding_of(stream: IO[bytes]) -> str:
    """The encoding of the whole file: by its mark, UTF-8 if it is that throughout, else cp1252.

    Text without a mark that holds NUL is no text in any of these.
    """
    stream.seek(0)
    head = stream.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(_UTF_8)()
    is_utf_8 = True
    while block := stream.read(_BLOCK):
        if b"\0" in block:
            raise SheetRefused.because(
                _("The file holds NUL bytes and is no text. Save it anew as CSV in UTF-8."),
                code="SHEET_NUL",
            )
        is_utf_8 = is_utf_8 and _decodes(decoder, block)
    if is_utf_8 and _decodes(decoder, b"", final=True):
        return _UTF_8
    _must_be_ansi(stream)
    return _ANSI


def delimiter_of(sample: str) -> str:
    """What parts the cells: what parts most lines into the same number of them.

    Where two do equally well, the comma loses, since it may stand inside amounts: once in each
    cell, and so it must part the lines into more than one cell more.
    """
    scores = {mark: _evenness(sample, mark) for mark in DELIMITERS}
    share = max(share for share, _width in scores.values())
    even = [mark for mark, score in scores.items() if score[0] == share and score[1] > 1]
    if not even:
        return DELIMITERS[0]
    first, last = even[0], even[-1]
    return last if last == "," and scores[last][1] > scores[first][1] + 1 else first


def _evenness(sample: str, mark: str) -> tuple[float, int]:
    """Which share of the records has the commonest width, and how wide that is."""
    try:
        widths = [len(record) for record in csv.reader(io.StringIO(sample), delimiter=mark)]
    except csv.Error:
        return 0.0, 0
    # The last one may be cut off.
    counted = Counter(width for width in (widths[:-1] or widths) if width)
    several = {width: times for width, times in counted.items() if width > 1}
    if not several:
        return 0.0, 0
    width, times = max(several.items(), key=lambda pair: (pair[1], pair[0]))
    return round(times / counted.total(), 1), width


def _trimmed(record: list[str]) -> list[Raw]:
    """The cells up to the last that holds anything; blank ones are nothing."""
    # Most records are full: one look at all of it.
    if all(map(str.strip, record)):
        return [*record]
    cells: list[Raw] = [cell if cell and not cell.isspace() else None for cell in record]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_ansi(block: bytes) -> bool:
    try:
        block.decode(_ANSI)
    except UnicodeDecodeError:
        return False
    return True


def _must_be_ansi(stream: IO[bytes]) -> None:
    stream.seek(0)
    while block := stream.read(_BLOCK):
        if any(sign in block for sign in _NO_LETTERS):
            raise unknown_kind()
        if not _is_ansi(block):
            raise _unknown_letters()


def _ill_quoted(row: int) -> SheetRefused:
    return SheetRefused.because(
        _("Row %(row)s has a quotation mark that is not closed, or a cell of enormous length."),
        code="SHEET_QUOTES",
        row=row,
    )


def _unknown_letters() -> SheetRefused:
    return SheetRefused.because(
        _("The letters of the file cannot be read. Save it anew as CSV in UTF-8."),
        code="SHEET_LETTERS",
    )
