"""A ZIP that is written once from front to back: hashed on the way, the same bytes every time.

Text is deflated, what is compressed already is stored, every file carries the same instant. No
file is held in memory: whoever gives a file gives it in blocks. The list of what was written, with
SHA-256 and size, waits on disk for the manifest.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

EPOCH = (1980, 1, 1, 0, 0, 0)
BLOCK = 1 << 20
# Text is written in small pieces; so much of it is put together before it is deflated.
_PIECE = 1 << 16
# The quickest: text shrinks to a sixth already, and the rest of a package does not shrink at all.
LEVEL = 1
MANIFEST = "manifest.json"


class Archive:
    """A ZIP being written to *stream*; complete after `finish`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self._listed: IO[bytes] = tempfile.SpooledTemporaryFile(BLOCK)  # noqa: SIM115
        self.count = self.size = 0

    def add(self, name: str, blocks: Iterable[bytes], *, store: bool = False) -> str:
        """Write a file from *blocks*; returns its SHA-256."""
        found, size = hashlib.sha256(), 0
        with self._zip.open(_info(name, store=store), "w", force_zip64=not store) as target:
            for block in blocks:
                found.update(block)
                target.write(block)
                size += len(block)
        self._note(name, found.hexdigest(), size)
        return found.hexdigest()

    def add_text(self, name: str, lines: Iterable[str]) -> str:
        """Write a text from its *lines*, in UTF-8."""
        return self.add(name, _encoded(lines))

    def finish(self, about: dict[str, Any]) -> str:
        """Write the manifest, with *about* before its list of files; returns its SHA-256."""
        found = hashlib.sha256()
        with self._zip.open(_info(MANIFEST, store=False), "w") as target:
            for block in self._manifest(about):
                found.update(block)
                target.write(block)
        self.close()
        return found.hexdigest()

    def close(self) -> None:
        """End the ZIP, with or without a manifest."""
        self._zip.close()
        self._listed.close()

    def _note(self, name: str, sha256: str, size: int) -> None:
        entry = json.dumps({"name": name, "sha256": sha256, "size": size}, ensure_ascii=False)
        self._listed.write((",\n" if self.count else "").encode() + entry.encode())
        self.count, self.size = self.count + 1, self.size + size

    def _manifest(self, about: dict[str, Any]) -> Iterator[bytes]:
        head = json.dumps(about, ensure_ascii=False, indent=1)
        yield f'{head[:-2]},\n "files": [\n'.encode()
        self._listed.seek(0)
        yield from read_blocks(self._listed)
        yield b"\n]}\n"


def read_blocks(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of *file*, bit by bit."""
    while block := file.read(BLOCK):
        yield block


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size > _PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def _info(name: str, *, store: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED
    # ZipFile gives its own level only to files that it names itself.
    info._compresslevel = LEVEL  # type: ignore[attr-defined]
    info.external_attr = 0o644 << 16
    # The same on every machine that writes it.
    info.create_system = 3
    return info
