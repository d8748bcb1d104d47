"""New objects for a finished PDF, written behind it as an update (ISO 32000-1, 7.5.6).

Nothing of the file is read into objects and nothing new is kept: a table of 500 pages has a quarter
of a million tags, which as objects in memory would be hundreds of megabytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from array import array
from collections.abc import Iterator

# As many objects as share one compressed stream.
TOGETHER = 200
START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
# An object's place: alone in the file, or in a stream of several.
ALONE, INSIDE = 1, 2


class Places:
    """Where each written object stands, by its number: eleven bytes for each."""

    def __init__(self) -> None:
        self.kinds, self.places, self.insides = array("B"), array("Q"), array("H")

    def put(self, number: int, kind: int, place: int, inside: int) -> None:
        """Object *number* is at *place*; of several in a stream, the *inside*-th."""
        if number >= len(self.kinds):
            # Room for more at a time; what is never written stays of no kind.
            more = number + 1_000 - len(self.kinds)
            self.kinds.frombytes(bytes(more))
            self.places.frombytes(bytes(more * self.places.itemsize))
            self.insides.frombytes(bytes(more * self.insides.itemsize))
        self.kinds[number], self.places[number], self.insides[number] = kind, place, inside

    def written(self) -> Iterator[tuple[int, bytes]]:
        """The number of each object with its line of the cross-reference table, in order."""
        for number, kind in enumerate(self.kinds):
            if kind:
                place = self.places[number].to_bytes(5, "big")
                yield number, bytes([kind]) + place + self.insides[number].to_bytes(2, "big")


class Update:
    """The update of one file: numbers for new objects, and where each one stands."""

    def __init__(self, content: bytes, size: int, root: int) -> None:
        found = START.search(content[-1024:])
        assert found is not None, "a PDF ends with the place of its table"
        self.out = io.BytesIO()
        self.out.write(content)
        if not content.endswith(b"\n"):
            self.out.write(b"\n")
        self.before = int(found[1])
        self.root = root
        self.next = size
        self.places = Places()
        self.waiting: list[tuple[int, bytes]] = []

    def number(self) -> int:
        """A number for an object that is still to be written."""
        self.next += 1
        return self.next - 1

    def add(self, number: int, text: str | bytes) -> int:
        """Write an object that is no stream; returns its number."""
        body = text.encode("latin-1") if isinstance(text, str) else text
        self.waiting.append((number, body))
        if len(self.waiting) == TOGETHER:
            self._flush()
        return number

    def add_stream(self, content: bytes, more: str = "", number: int | None = None) -> int:
        """Write a compressed stream; returns its number."""
        number = self.number() if number is None else number
        packed = zlib.compress(content, 6)
        self.places.put(number, ALONE, self.out.tell(), 0)
        head = f"{number} 0 obj\n<</Length {len(packed)}/Filter/FlateDecode{more}>>stream\n"
        self._write(head.encode("latin-1"), packed, b"\nendstream\nendobj\n")
        return number

    def _write(self, *parts: bytes) -> None:
        for part in parts:
            self.out.write(part)

    def _flush(self) -> None:
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        number, offset, heads = self.number(), 0, []
        for inside, (own, body) in enumerate(waiting):
            heads.append(f"{own} {offset}")
            offset += len(body) + 1
            self.places.put(own, INSIDE, number, inside)
        head = " ".join(heads).encode() + b"\n"
        bodies = b"\n".join(body for _own, body in waiting)
        more = f"/Type/ObjStm/N {len(waiting)}/First {len(head)}"
        self.add_stream(head + bodies, more, number)

    def finished(self, first_id: bytes, info: str) -> bytes:
        """The whole file; its second identifier is made from what was added."""
        self._flush()
        number, place = self.number(), self.out.tell()
        self.places.put(number, ALONE, place, 0)
        table, index = bytearray(), list[int]()
        for own, line in self.places.written():
            table += line
            if index and own == index[-2] + index[-1]:
                index[-1] += 1
            else:
                index += [own, 1]
        second = hashlib.sha256(self.out.getbuffer()).hexdigest()[:32]
        packed = zlib.compress(bytes(table), 6)
        head = (
            f"{number} 0 obj\n<</Type/XRef/Size {self.next}/Root {self.root} 0 R{info}"
            f"/Prev {self.before}/ID[<{first_id.hex()}><{second}>]/W[1 5 2]"
            f"/Index[{' '.join(map(str, index))}]/Length {len(packed)}/Filter/FlateDecode>>stream\n"
        )
        self._write(head.encode("latin-1"), packed, b"\nendstream\nendobj\n")
        self._write(f"startxref\n{place}\n%%EOF\n".encode())
        return self.out.getvalue()
