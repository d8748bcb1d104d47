"""The rows and shared texts of an XLSX workbook by a parser of XML, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from consortium.exchange.bounds import Bounds, damaged, too_many_columns
from consortium.exchange.xlsx_values import Meaning, Strings, not_calculated, unescaped
from consortium.exchange.zipped import Archive, local
from consortium.rules.cells import Raw

Row = tuple[int, list[Raw]]

_REFERENCE = re.compile(r"([A-Za-z]{1,3})[0-9]{1,7}")


def column_of(letters: str) -> int:
    """The place of a column by its letters: A is 0."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


class _SheetParser:
    """Takes the events of one sheet and keeps the rows that have been finished."""

    def __init__(self, meaning: Meaning, bounds: Bounds) -> None:
        self.meaning, self.bounds = meaning, bounds
        self.rows: list[Row] = []
        self.inside = False
        self.number = 0
        self.cells: dict[int, Raw] = {}
        self.place = -1
        self.kind = self.style = ""
        self.formula = False
        self.skipping = 0
        self.hears: Callable[[str], None] | None = None
        self.text: list[str] = []
        self.length = 0
        self.stored: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "sheetData":
            self.inside = True
        elif not self.inside:
            return
        elif name == "row":
            self.number = _counted(attributes.get("r"), self.number + 1)
            self.cells, self.place = {}, -1
        elif name == "c":
            self._start_cell(attributes)
        elif name == "rPh":
            self.skipping += 1
        elif name == "f":
            self.formula = True
        elif name == "v" or (name == "t" and not self.skipping):
            self.hears = self.text.append

    def end(self, name: str) -> None:
        name = local(name)
        if name == "sheetData":
            self.inside = False
        elif not self.inside:
            return
        elif name in ("v", "t"):
            self.hears = None
            if not self.skipping:
                self.stored = "".join(self.text)
        elif name == "rPh":
            self.skipping -= 1
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def heard(self, text: str) -> None:
        """Text counts inside a value only, and no more of it than a cell may hold."""
        if self.hears and self.length < self.bounds.cell:
            self.length += len(text)
            self.hears(text)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.place += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise damaged()
            self.place = column_of(found[1])
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.formula, self.stored, self.text, self.length = False, None, [], 0

    def _end_cell(self) -> None:
        value: Raw = None
        if self.stored is None or (self.stored == "" and self.kind in ("n", "b", "e", "d")):
            value = not_calculated() if self.formula else None
        elif self.style and not self.style.isdigit():
            raise damaged()
        elif self.kind == "s":
            value = self.meaning.shared(self.stored.strip())
        else:
            value = self.meaning.value(self.kind, self.style, self.stored)
        if value is not None:
            if self.place >= self.bounds.columns:
                raise too_many_columns(self.bounds, self.number)
            self.cells[self.place] = value

    def _end_row(self) -> None:
        if self.cells:
            width = max(self.cells) + 1
            self.rows.append((self.number, [self.cells.get(at) for at in range(width)]))


def careful_rows(archive: Archive, part: str, meaning: Meaning) -> Iterator[Row]:
    """The rows by a parser of XML that refuses every declaration."""
    sheet = _SheetParser(meaning, archive.bounds)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.heard
    for _fed in archive.parse(part, parser):
        rows, sheet.rows = sheet.rows, []
        yield from rows


def careful_strings(archive: Archive, part: str) -> Strings:
    """The shared texts by a parser: runs of rich text joined, readings (rPh) left out."""
    strings = Strings()
    text: list[str] = []
    state = {"hears": False, "skips": False, "length": 0}

    def start(name: str, _attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            text.clear()
            state["length"] = 0
        state["skips"] = state["skips"] or name == "rPh"
        state["hears"] = name == "t" and not state["skips"]

    def end(name: str) -> None:
        name = local(name)
        state["hears"] = False
        if name == "rPh":
            state["skips"] = False
        if name == "si":
            strings.add(unescaped("".join(text)))

    def heard(part: str) -> None:
        if state["hears"] and state["length"] < archive.bounds.cell:
            state["length"] += len(part)
            text.append(part)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = heard
    for _fed in archive.parse(part, parser):
        pass
    return strings


def _counted(written: str | None, otherwise: int) -> int:
    if written is None:
        return otherwise
    if not written.isdigit() or len(written) > 7:
        raise damaged()
    return int(written)
