"""What the cells of an XLSX workbook mean: shared texts, number formats of days, and values."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import IO

from consortium.exchange.bounds import damaged
from consortium.rules.cell_dates import day_of_serial, outside
from consortium.rules.cells import Raw, fault, shown
from consortium.rules.refusals import gettext_noop as _

# How a number is to be read: as it is, as a day or moment, or as a span of time.
NUMBER, MOMENT, SPAN = 0, 1, 2

_BUILT_IN = {**dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), MOMENT)}
_BUILT_IN[46] = SPAN
# What a format says besides its letters: quoted text, escaped signs, colours, currencies.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.')
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXACT = 10**15
_REMEMBERED = 5_000
# Beyond this the shared texts lie in a file, so that memory stays flat.
_KEPT_BYTES = 24_000_000


class Strings:
    """The shared texts of a workbook, by number; many of them lie in a temporary file."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._bytes = 0
        self._ends = array("Q")
        self._pending = bytearray()
        self._file: IO[bytes] | None = None
        self._written = 0

    def add(self, text: str) -> None:
        """Append the next text; one of blanks says nothing."""
        if text.isspace():
            text = ""
        if self._file is not None:
            self._append(text)
            return
        self._kept.append(text)
        self._bytes += len(text) + 80
        if self._bytes > _KEPT_BYTES:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the book
            for kept in self._kept:
                self._append(kept)
            self._kept = []

    def getter(self) -> Callable[[int], str]:
        """How to look a text up; to be asked once all have been added."""
        if self._file is None:
            return self._kept.__getitem__
        self._flush()
        return self._fetched

    def close(self) -> None:
        """Let go of the temporary file."""
        if self._file is not None:
            self._file.close()

    def _append(self, text: str) -> None:
        self._pending += text.encode("utf-8", "surrogatepass")
        self._ends.append(self._written + len(self._pending))
        if len(self._pending) > 1 << 20:
            self._flush()

    def _flush(self) -> None:
        assert self._file is not None
        self._file.write(self._pending)
        self._file.flush()
        self._written += len(self._pending)
        self._pending.clear()

    def _fetched(self, number: int) -> str:
        assert self._file is not None
        start = self._ends[number - 1] if number else 0
        raw = os.pread(self._file.fileno(), self._ends[number] - start, start)
        return raw.decode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Meaning:
    """What a workbook says about its cells as a whole."""

    string: Callable[[int], str]
    styles: tuple[int, ...]
    from_1904: bool

    @cached_property
    def plain_styles(self) -> frozenset[str]:
        """The styles, as a cell names them, that leave a number a number."""
        return frozenset(str(at) for at, kind in enumerate(self.styles) if kind == NUMBER)

    def value(self, kind: str, style: str, text: str) -> Raw:
        """The value of a cell of *kind* with the number of its *style* and its stored *text*."""
        if kind == "s":
            return self.shared(text)
        if kind in ("str", "inlineStr"):
            return said(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            message = _("The formula of the cell gives %(value)s. Mend it in the sheet.")
            return fault("CELL_ERROR", message, value=shown(text))
        if kind == "d":
            return _iso(text)
        return self.number(style, text)

    def shared(self, text: str) -> str | None:
        """The shared text with the number *text*."""
        if not text.isdigit():
            raise damaged()
        try:
            return self.string(int(text)) or None
        except IndexError as error:
            raise damaged() from error

    @cached_property
    def known(self) -> dict[tuple[str, str], Raw]:
        """The days and moments of the sheet by style and stored number, worked out before."""
        return {}

    def number(self, style: str, text: str) -> Raw:
        """A number as a number, or as the day or span that its format shows."""
        if style in self.plain_styles or not style:
            return self._number("", text)
        # The days of a sheet are few, and working one out takes long.
        key = style, text
        if key not in self.known:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            self.known[key] = self._number(style, text)
        return self.known[key]

    def _number(self, style: str, text: str) -> Raw:
        text = text.strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            return _unreadable(text)
        value = float(text)
        meant = self.styles[int(style)] if style and int(style) < len(self.styles) else NUMBER
        if meant == NUMBER:
            return whole_or_not(value)
        if meant == SPAN and abs(value) < _EXACT / 1e6:
            return dt.timedelta(milliseconds=round(value * 86_400_000))
        if 0 <= value < 1:
            return moment_of_day(value)
        moment = day_of_serial(value, from_1904=self.from_1904)
        if moment is None:
            return outside(value)
        return moment.date() if moment.time() == dt.time() else moment


def whole_or_not(value: float) -> int | float:
    """A whole number as one: a postcode is 3700, not 3700.0."""
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def moment_of_day(value: float) -> dt.time:
    """A part of a day as the time that a clock shows."""
    millis = min(round(value * 86_400_000), 86_399_999)
    midnight = dt.datetime.combine(dt.date.min, dt.time())
    return (midnight + dt.timedelta(milliseconds=millis)).time()


def not_calculated() -> Raw:
    """A formula whose result the file does not hold: nobody calculates it here."""
    message = _(
        "The formula has no stored result. Open the file in your spreadsheet program, save it and"
        " upload it again."
    )
    return fault("CELL_NOT_CALCULATED", message)


def said(text: str) -> str | None:
    """The text that a cell shows, or None where it is blank."""
    text = unescaped(text)
    return text if text and not text.isspace() else None


def unescaped(text: str) -> str:
    """*text* with the signs that the format writes as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def meaning_of_format(number: int, code: str | None) -> int:
    """Whether a number format shows a day, a span of time, or a number."""
    if code is None:
        return _BUILT_IN.get(number, NUMBER)
    bare = _ASIDE.sub("", code.split(";")[0])
    if _SPAN.search(bare):
        return SPAN
    letters = _BRACKETS.sub("", bare).lower().replace("general", "").replace("standard", "")
    return MOMENT if re.search("[dmyhs]", letters) else NUMBER


def _iso(text: str) -> Raw:
    try:
        moment = dt.datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return _unreadable(text)
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == dt.time() else moment


def _unreadable(text: str) -> Raw:
    message = _("“%(value)s” is no number, though the file says so. Type it anew.")
    return fault("CELL_NO_NUMBER", message, value=shown(text))
