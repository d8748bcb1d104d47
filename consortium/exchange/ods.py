"""The sheets of an ODS workbook, streamed; only what says something is repeated.

A cell of ODS may say that it stands a million times. Blank repeats are counted, not written out,
and repeats of something count against the same bounds as everything else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from consortium.exchange.bounds import (
    Bounds,
    damaged,
    locked,
    too_many_columns,
    too_many_rows,
    unknown_kind,
    with_macros,
)
from consortium.exchange.xlsx_careful import Row
from consortium.exchange.xlsx_values import not_calculated, whole_or_not
from consortium.exchange.zipped import Archive, local
from consortium.rules.cells import Raw, fault, shown
from consortium.rules.refusals import gettext_noop as _

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_SPAN = re.compile(r"(-?)PT?(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6}(?:\.[0-9]+)?)S)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,4})?")
_CELLS = ("table-cell", "covered-table-cell")
_MOST_REPEATS = 1 << 24


@dataclass
class OdsSheet:
    """One sheet: its name, whether it is hidden, and its place in the file."""

    name: str
    hidden: bool
    place: int


class OdsBook:
    """The sheets of an ODS workbook; each is found again by reading the content from its start."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        if any(name.lower().startswith(("basic/", "scripts/")) for name in archive.names):
            raise with_macros()
        kind = archive.whole("mimetype") if "mimetype" in archive.names else b""
        if b"spreadsheet" not in kind:
            raise unknown_kind()
        manifest = archive.whole(MANIFEST) if MANIFEST in archive.names else b""
        if b"encryption-data" in manifest:
            raise locked()
        reader = _Reader(archive.bounds, wanted=-1)
        for _fed in reader.feed(archive):
            pass
        self.leaves = reader.sheets

    def rows(self, leaf: OdsSheet) -> Iterator[Row]:
        """The rows of one sheet in which anything stands."""
        reader = _Reader(self.archive.bounds, wanted=leaf.place)
        for _fed in reader.feed(self.archive):
            rows, reader.rows = reader.rows, []
            for number, repeats, cells in rows:
                yield from ((number + at, list(cells)) for at in range(repeats))

    def close(self) -> None:
        """Nothing lies outside the memory."""


@dataclass
class _Reader:
    """Takes the events of the content, and keeps the finished rows of the wanted sheet."""

    bounds: Bounds
    wanted: int
    sheets: list[OdsSheet] = field(default_factory=list)
    # The first number, how often it is repeated, and its cells.
    rows: list[tuple[int, int, list[Raw]]] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    style: str = ""
    number: int = 0
    repeats: int = 1
    cells: list[Raw] = field(default_factory=list)
    gap: int = 0
    cell: dict[str, str] = field(default_factory=dict)
    inside: bool = False
    aside: int = 0
    paragraphs: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    hears: bool = False
    told: int = 0

    def feed(self, archive: Archive) -> Iterator[None]:
        """Read the content, and pause after each bit."""
        if CONTENT not in archive.names:
            raise damaged()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.heard
        yield from archive.parse(CONTENT, parser)

    @property
    def here(self) -> bool:
        """Whether this is the wanted sheet."""
        return len(self.sheets) - 1 == self.wanted

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        found = {local(key): value for key, value in attributes.items()}
        if name == "style" and found.get("family") == "table":
            self.style = found.get("name", "")
        elif name == "table-properties" and found.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table":
            hidden = found.get("style-name") in self.hidden_styles
            self.sheets.append(OdsSheet(found.get("name", ""), hidden, len(self.sheets)))
            self.number = 0
            if len(self.sheets) > self.bounds.sheets:
                raise damaged()
        elif self.here:
            self._start_inside(name, found)

    def _start_inside(self, name: str, found: dict[str, str]) -> None:
        if name == "table-row":
            self.repeats = _repeats(found.get("number-rows-repeated"))
            self.cells, self.gap = [], 0
        elif name in _CELLS:
            self.cell, self.inside = found, name == "table-cell"
            self.paragraphs, self.text, self.length = 0, [], 0
        elif name == "annotation":
            self.aside += 1
        elif self.inside and not self.aside:
            if name == "p":
                self.paragraphs += 1
                self.hears = True
                if self.paragraphs > 1:
                    self.heard("\n")
            elif name in ("s", "tab", "line-break"):
                sign = {"s": " ", "tab": "\t", "line-break": "\n"}[name]
                self.heard(sign * min(_repeats(found.get("c")), self.bounds.cell))

    def end(self, name: str) -> None:
        name = local(name)
        if not self.here:
            return
        if name == "annotation":
            self.aside -= 1
        elif name == "p" and not self.aside:
            self.hears = False
        elif name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            self._end_row()

    def heard(self, text: str) -> None:
        """Text counts inside a paragraph of a cell, and no more of it than a cell may hold."""
        if self.hears and not self.aside and self.length < self.bounds.cell:
            self.length += len(text)
            self.text.append(text)

    def _end_cell(self) -> None:
        repeats = _repeats(self.cell.get("number-columns-repeated"))
        value = _value(self.cell, "".join(self.text)) if self.inside else None
        self.inside = False
        if value is None:
            self.gap += repeats
            return
        if len(self.cells) + self.gap + repeats > self.bounds.columns:
            raise too_many_columns(self.bounds, self.number + 1)
        self.cells += [None] * self.gap + [value] * repeats
        self.gap = 0

    def _end_row(self) -> None:
        if self.cells:
            self.told += self.repeats
            if self.told > self.bounds.rows:
                raise too_many_rows(self.bounds)
            self.rows.append((self.number + 1, self.repeats, self.cells))
        self.number += self.repeats


def _value(cell: dict[str, str], text: str) -> Raw:
    match cell.get("value-type"):
        case "float" | "currency" | "percentage":
            return _number(cell.get("value", ""))
        case "date":
            return _moment(cell.get("date-value", ""))
        case "time":
            return _span(cell.get("time-value", ""))
        case "boolean":
            return cell.get("boolean-value") == "true"
        case None if "formula" in cell and not text:
            return not_calculated()
        case None if text.startswith(("#", "Err:")) and "formula" in cell:
            message = _("The formula of the cell gives %(value)s. Mend it in the sheet.")
            return fault("CELL_ERROR", message, value=shown(text))
        case _:
            written = cell.get("string-value", text)
            return written if written and not written.isspace() else None


def _number(written: str) -> Raw:
    return whole_or_not(float(written)) if _NUMBER.fullmatch(written) else _unreadable(written)


def _moment(written: str) -> Raw:
    try:
        moment = dt.datetime.fromisoformat(written.removesuffix("Z")[:26]).replace(tzinfo=None)
    except ValueError:
        return _unreadable(written)
    return moment.date() if moment.time() == dt.time() else moment


def _span(written: str) -> Raw:
    found = _SPAN.fullmatch(written)
    if found is None:
        return _unreadable(written)
    hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    span = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -span if found[1] else span


def _unreadable(written: str) -> Raw:
    message = _("“%(value)s” is no number, though the file says so. Type it anew.")
    return fault("CELL_NO_NUMBER", message, value=shown(written))


def _repeats(written: Any) -> int:
    if written is None:
        return 1
    if not str(written).isdigit() or len(str(written)) > 8 or int(written) > _MOST_REPEATS:
        raise damaged()
    return int(written)
