"""An XLSX workbook: which sheets it has, where they lie, and what its number formats mean.

Nothing that a workbook points to outside itself is ever opened, and no formula is calculated.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from consortium.exchange.bounds import SheetRefused, damaged, too_large, unknown_kind, with_macros
from consortium.exchange.xlsx_careful import Row
from consortium.exchange.xlsx_rows import shared_strings, sheet_rows
from consortium.exchange.xlsx_values import Meaning, Strings, meaning_of_format
from consortium.exchange.zipped import Archive, declares_nothing, local
from consortium.rules.refusals import gettext_noop as _

_WORKBOOK_KINDS = ("sheet.main+xml", "template.main+xml")
_SMALL = 8_000_000


@dataclass(frozen=True)
class Leaf:
    """One sheet of the workbook and the part it lies in."""

    name: str
    hidden: bool
    part: str


class Workbook:
    """The sheets of an XLSX workbook, read one at a time."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._meaning: Meaning | None = None
        self._strings: Strings | None = None
        types = _attributes(archive, "[Content_Types].xml", ("Override", "Default"))
        _must_be_without_macros(archive, [found.get("ContentType", "") for found in types])
        self.main = _main_part(archive, types)
        self.links = _links(archive, self.main)
        self.from_1904 = False
        self.leaves = self._leaves()

    def rows(self, leaf: Leaf) -> Iterator[Row]:
        """The rows of one sheet in which anything stands."""
        return sheet_rows(self.archive, leaf.part, self.meaning())

    def meaning(self) -> Meaning:
        """The shared texts and the formats; read once, when the first sheet is."""
        if self._meaning is None:
            self._strings = self._read_strings()
            string = self._strings.getter()
            self._meaning = Meaning(string, self._styles(), self.from_1904)
        return self._meaning

    def close(self) -> None:
        """Let go of what lies in temporary files."""
        if self._strings is not None:
            self._strings.close()

    def _leaves(self) -> list[Leaf]:
        leaves = []
        for found in _attributes(self.archive, self.main, ("sheet", "workbookPr")):
            if "name" not in found:
                self.from_1904 = found.get("date1904", "0") in ("1", "true", "on")
                continue
            target = self.links.get(_relation(found), ("", ""))
            # A page that is one chart has no rows.
            if target[0] == "worksheet" and target[1] in self.archive.names:
                hidden = found.get("state", "visible") != "visible"
                leaves.append(Leaf(found["name"], hidden, target[1]))
        if len(leaves) > self.archive.bounds.sheets:
            raise too_large(self.archive.bounds)
        return leaves

    def _read_strings(self) -> Strings:
        part = self._linked("sharedStrings")
        return shared_strings(self.archive, part) if part else Strings()

    def _linked(self, kind: str) -> str:
        found = (part for what, part in self.links.values() if what == kind)
        part = next(found, "")
        return part if part in self.archive.names else ""

    def _styles(self) -> tuple[int, ...]:
        part = self._linked("styles")
        return _number_formats(self.archive, part) if part else ()


def refuse_other_office_files(archive: Archive) -> None:
    """Say what a zip is that holds no workbook of XLSX."""
    if "xl/workbook.bin" in archive.names:
        raise SheetRefused.because(
            _("The workbook is in the binary form .xlsb. Save it as .xlsx."),
            code="SHEET_BINARY",
        )
    raise unknown_kind()


def _must_be_without_macros(archive: Archive, kinds: list[str]) -> None:
    parts = any("vbaproject" in name.lower() for name in archive.names)
    if parts or any("macroenabled" in kind.lower() or "vba" in kind.lower() for kind in kinds):
        raise with_macros()


def _main_part(archive: Archive, types: list[dict[str, str]]) -> str:
    for found in types:
        name = found.get("PartName", "").lstrip("/")
        if found.get("ContentType", "").endswith(_WORKBOOK_KINDS) and name in archive.names:
            return name
    if "xl/workbook.xml" in archive.names:
        return "xl/workbook.xml"
    refuse_other_office_files(archive)
    raise AssertionError("refused above")


def _links(archive: Archive, main: str) -> dict[str, tuple[str, str]]:
    """What the workbook points to inside the file: kind and part, by the name of the link."""
    folder, name = posixpath.split(main)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if part not in archive.names:
        raise damaged()
    links = {}
    for found in _attributes(archive, part, ("Relationship",)):
        if found.get("TargetMode") == "External":
            continue
        target = found.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = found.get("Type", "").rpartition("/")[2]
        links[found.get("Id", "")] = (kind, posixpath.normpath(path))
    return links


def _relation(found: dict[str, str]) -> str:
    return next((value for name, value in found.items() if name.endswith(":id")), "")


def _attributes(archive: Archive, part: str, wanted: tuple[str, ...]) -> list[dict[str, str]]:
    """The attributes of every element of these names in a small part."""
    if part not in archive.names:
        raise unknown_kind()
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) in wanted:
            found.append(attributes)

    _parsed(archive, part, start)
    return found


def _number_formats(archive: Archive, part: str) -> tuple[int, ...]:
    """How each style of a cell shows a number."""
    codes: dict[str, str] = {}
    used: list[str] = []
    inside = {"cellXfs": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside["cellXfs"] = name == "cellXfs"
        elif name == "xf" and inside["cellXfs"]:
            used.append(attributes.get("numFmtId", "0"))

    _parsed(archive, part, start)
    return tuple(
        meaning_of_format(int(number) if number.isdigit() else 0, codes.get(number))
        for number in used
    )


def _parsed(archive: Archive, part: str, start: object) -> None:
    parser = expat.ParserCreate()
    declares_nothing(parser)
    parser.StartElementHandler = start  # type: ignore[assignment]
    try:
        parser.Parse(archive.whole(part, _SMALL), True)
    except expat.ExpatError as error:
        raise damaged() from error
