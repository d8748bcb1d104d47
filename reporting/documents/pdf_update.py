"""New objects for a finished PDF, written behind it as an update (ISO 32000-1, 7.5.6).

Nothing of the file is read into objects and nothing new is kept: a table of 500 pages has a quarter
of a million tags, which as objects in memory would be hundreds of megabytes.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array

# As many objects as share one compressed stream.
TOGETHER = 200
START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")


class Update:
    """The update of one file: numbers for new objects, and where each one stands."""

    def __init__(self, content: bytes, size: int, root: int) -> None:
        found = START.search(content[-1024:])
        assert found is not None, "a PDF ends with the place of its table"
        self.out = bytearray(content)
        if not content.endswith(b"\n"):
            self.out += b"\n"
        self.before = int(found[1])
        self.root = root
        self.next = size
        # Per written object: number, kind (1 alone, 2 in a stream), place, place in the stream.
        self.places = array("Q")
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
        self._place(number, 1, len(self.out), 0)
        head = f"{number} 0 obj\n<</Length {len(packed)}/Filter/FlateDecode{more}>>stream\n"
        self.out += head.encode("latin-1") + packed + b"\nendstream\nendobj\n"
        return number

    def _place(self, number: int, kind: int, place: int, inside: int) -> None:
        self.places.extend((number, kind, place, inside))

    def _flush(self) -> None:
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        number, offset, heads = self.number(), 0, []
        for inside, (own, body) in enumerate(waiting):
            heads.append(f"{own} {offset}")
            offset += len(body) + 1
            self._place(own, 2, number, inside)
        head = " ".join(heads).encode() + b"\n"
        bodies = b"\n".join(body for _own, body in waiting)
        more = f"/Type/ObjStm/N {len(waiting)}/First {len(head)}"
        self.add_stream(head + bodies, more, number)

    def finished(self, first_id: bytes, info: str) -> bytes:
        """The whole file; its second identifier is made from what was added."""
        self._flush()
        number, place = self.number(), len(self.out)
        self._place(number, 1, place, 0)
        count = len(self.places) // 4
        order = sorted(range(count), key=lambda at: self.places[at * 4])
        table, index = bytearray(), list[int]()
        for at in order:
            own, kind, where, inside = self.places[at * 4 : at * 4 + 4]
            table += bytes([kind]) + where.to_bytes(5, "big") + inside.to_bytes(2, "big")
            if index and own == index[-2] + index[-1]:
                index[-1] += 1
            else:
                index += [own, 1]
        second = hashlib.sha256(self.out).hexdigest()[:32]
        packed = zlib.compress(bytes(table), 6)
        head = (
            f"{number} 0 obj\n<</Type/XRef/Size {self.next}/Root {self.root} 0 R{info}"
            f"/Prev {self.before}/ID[<{first_id.hex()}><{second}>]/W[1 5 2]"
            f"/Index[{' '.join(map(str, index))}]/Length {len(packed)}/Filter/FlateDecode>>stream\n"
        )
        self.out += head.encode("latin-1") + packed + b"\nendstream\nendobj\n"
        self.out += f"startxref\n{place}\n%%EOF\n".encode()
        return bytes(self.out)
