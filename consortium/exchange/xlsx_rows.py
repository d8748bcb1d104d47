"""The rows of an XLSX sheet as a stream: quickly where it is written plainly, else with care.

Most programs write rows and cells in one plain way, and a pattern over the inflated text reads
those several times faster than a parser of XML. The pattern must cover a row to its last sign; the
first row that it does not cover, and all rows after it, are read by the parser. Both give the same
cells, and a test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from consortium.exchange.xlsx_careful import Row, careful_rows, careful_strings, column_of
from consortium.exchange.xlsx_shapes import Cell, OutOfOrder, Shapes
from consortium.exchange.xlsx_values import Meaning, Strings, said, unescaped, whole_or_not
from consortium.exchange.zipped import Archive
from consortium.rules.cells import Raw

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="(s|n|b|str|inlineStr)")?'
    r"(?:/>|>(?:(?:<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?<v>([^<]+)</v>"
    r'|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)</c>)'
)
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,17})?")
_HEAD = re.compile(r'<row r="([0-9]{1,7})"([^<>]*)>')
_BLANK_ROWS = re.compile(r'\s*(?:<row r="[0-9]{1,7}"[^<>]*/>\s*)*')
_SHARED = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
# What a parser would refuse, change or read otherwise.
_CONTROL = bytes(sign for sign in range(32) if sign not in b"\t\n")
# With a sign in each that is rare: to look for one sign is much quicker than for several.
_ODD = ((b"]", b"]]>"), (b"!", b"<!"), (b"\xef", b"\xef\xbf\xbe"), (b"\xef", b"\xef\xbf\xbf"))
_ENTITY = re.compile(r"&(?:#(x[0-9a-fA-F]{1,6}|[0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_UTF_8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?<(?!\?xml[^>]*encoding=["'](?!utf-8["']))""", re.IGNORECASE
)
_LONGEST = 8_000_000


class _NotPlain(Exception):
    """Written otherwise than the patterns know."""


_COLUMNS = {
    letters: column_of(letters)
    for letters in (
        first + last
        for first in ("", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    )
}


def sheet_rows(archive: Archive, part: str, meaning: Meaning) -> Iterator[Row]:
    """Every row of the sheet in which anything stands, with its number in the sheet."""
    read = 0
    try:
        for row in quick_rows(archive, part, meaning):
            read += 1
            yield row
    except _NotPlain:
        # Counted, not compared by number: nobody promises that the numbers rise.
        yield from islice(careful_rows(archive, part, meaning), read, None)


def shared_strings(archive: Archive, part: str) -> Strings:
    """The shared texts of the workbook."""
    strings = Strings()
    try:
        for text in _plain_strings(archive, part):
            strings.add(text)
    except _NotPlain:
        strings.close()
        return careful_strings(archive, part)
    return strings


def quick_rows(archive: Archive, part: str, meaning: Meaning) -> Iterator[Row]:
    """The rows by pattern; stops at the first that is not written plainly."""
    most = archive.bounds.columns
    shapes, last = Shapes(meaning), 0
    for text in _pieces(archive, part, b"<sheetData>", b"</row>", b"</sheetData>"):
        at, are_known = 0, shapes.can_read(text)
        while at < len(text):
            try:
                if are_known:
                    known, at, last = shapes.rows(text, at, last)
                    yield from known
                # A row that is too wide is not plain either: the parser says which it is.
                end = text.find("</row>", at)
                if end < 0:
                    break
                number, body = _row_body(text[at:end])
                cells = _quick_cells(body, meaning, most)
            except (IndexError, OutOfOrder) as error:
                raise _NotPlain from error
            if number <= last:
                raise _NotPlain
            last, at = number, end + len("</row>")
            if cells:
                if are_known:
                    shapes.learn(_cells_of(body), lambda letters: _COLUMNS.get(letters, most))
                yield number, cells


def _row_body(written: str) -> tuple[int, str]:
    """The number of a row and its cells; rows without any are left out."""
    head = _HEAD.match(written)
    while head and head[2].endswith("/"):
        written = written[head.end() :]
        head = _HEAD.match(written)
    if not head:
        raise _NotPlain
    return int(head[1]), written[head.end() :]


def _cells_of(body: str) -> list[Cell]:
    """The five groups of the pattern for each cell of a row that is plain."""
    parts = _CELL.split(body)
    return list(zip(*(parts[at::6] for at in range(1, 6)), strict=True))


def _quick_cells(body: str, meaning: Meaning, most: int) -> list[Raw]:
    parts = _CELL.split(body)
    if any(parts[::6]):
        raise _NotPlain
    cells: list[Raw] = []
    string, plain, columns = meaning.string, meaning.plain_styles, _COLUMNS
    known = meaning.known
    value: Raw
    # The five groups of the pattern, side by side.
    for letters, style, kind, stored, inline in zip(
        parts[1::6], parts[2::6], parts[3::6], parts[4::6], parts[5::6], strict=True
    ):
        if stored is None:
            if not inline or inline.isspace():
                continue
            value = said(_entities(inline)) if "&" in inline or "_x" in inline else inline
        elif kind == "s":
            if not stored.isdigit():
                raise _NotPlain
            value = string(int(stored)) or None
        elif kind is None or kind == "n":
            if style is not None and style not in plain:
                value = known.get((style, stored)) or meaning.number(style, stored)
            elif stored.isdigit() and len(stored) < 16:
                value = int(stored)
            elif _DECIMAL.fullmatch(stored):
                value = whole_or_not(float(stored))
            else:
                value = meaning.number(style or "", stored)
        else:
            value = meaning.value(kind, style or "", _entities(stored))
        if value is None:
            continue
        place = columns.get(letters, most)
        gap = place - len(cells)
        if place >= most or gap < 0:
            raise _NotPlain
        if gap:
            cells += [None] * gap
        cells.append(value)
    return cells


def _plain_strings(archive: Archive, part: str) -> Iterator[str]:
    for text in _pieces(archive, part, None, b"</si>", b"</sst>"):
        found = _SHARED.split(text)
        if any(found[::2]):
            raise _NotPlain
        for written in found[1::2]:
            yield unescaped(_entities(written))


def _pieces(
    archive: Archive, part: str, begin: bytes | None, stop: bytes, end: bytes
) -> Iterator[str]:
    """The text between *begin* and *end* in pieces that end with *stop*."""
    rest, inside, over = b"", False, False
    for block in archive.chunks(part):
        if over:
            continue
        rest += block
        if not inside:
            rest, inside = _begun(rest, begin)
            if not inside:
                continue
        over = end in rest
        if over:
            rest = rest[: rest.index(end)]
        cut = rest.rfind(stop) + len(stop)
        if cut >= len(stop):
            yield _decoded(rest[:cut])
            rest = rest[cut:]
        if len(rest) > _LONGEST:
            raise _NotPlain
    # What is left over, except for blank rows, only a parser can judge.
    if not over or (rest and not _BLANK_ROWS.fullmatch(_decoded(rest))):
        raise _NotPlain


def _begun(rest: bytes, begin: bytes | None) -> tuple[bytes, bool]:
    """What stands behind the head of a part, once all of the head is there."""
    if not _UTF_8.match(rest):
        raise _NotPlain
    if begin is None:
        root = rest.find(b"<sst")
        at = rest.find(b">", root) if root >= 0 else -1
        length = 1
    else:
        at, length = rest.find(begin), len(begin)
    if at < 0:
        if len(rest) > 1 << 18:
            raise _NotPlain
        return rest, False
    if rest[:at].count(b"<!"):
        raise _NotPlain
    return rest[at + length :], True


def _decoded(raw: bytes) -> str:
    # Plain searches, each by itself, are several times faster than one pattern.
    if any(sign in raw and odd in raw for sign, odd in _ODD) or len(
        raw.translate(None, _CONTROL)
    ) != len(raw):
        raise _NotPlain
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _NotPlain from error


def _entities(text: str) -> str:
    if "&" not in text:
        return text
    if text.count("&") != len(_ENTITY.findall(text)):
        raise _NotPlain
    return _ENTITY.sub(_entity, text)


def _entity(found: re.Match[str]) -> str:
    number, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(number[1:], 16) if number[0] == "x" else int(number)
    # What XML does not allow, the parser shall refuse; a return is a break to it.
    if (code < 32 and code not in (9, 10, 13)) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise _NotPlain
    return chr(code)
