"""Asks the reader of foreign files: one process beside each of ours, killed when it is slow."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from consortium.rules.filetypes import plain_name, spoken
from consortium.rules.papers import BROKEN, SLOW, Look

READER = "consortium.exchange.paper_reader"
SECONDS = 30
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """One page as a picture that this house made, and the number of pages; no content: no page."""

    content: bytes
    content_type: str
    pages: int


class _Late(Exception):
    """The reader took too long."""


def _left_of(ends: float) -> float:
    return max(0.0, ends - time.monotonic())


class _Reader:
    """The process beside us. It is begun at the first question, and anew after each that failed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ask(self, question: dict[str, Any], raw: bytes) -> tuple[dict[str, Any], bytes]:
        """The answer and its bytes; a reader that dies or is late is a fault of the file."""
        with self.lock:
            try:
                return self._ask({**question, "size": len(raw)}, raw)
            except _Late:
                self.stop()
                return {"fault": SLOW, "facts": {"seconds": SECONDS}}, b""
            except (OSError, ValueError):
                self.stop()
                return {"fault": BROKEN, "facts": {"type": spoken(raw)}}, b""

    def _ask(self, question: dict[str, Any], raw: bytes) -> tuple[dict[str, Any], bytes]:
        child = self._started()
        assert child.stdin is not None and child.stdout is not None
        ends = time.monotonic() + SECONDS
        self._write(child.stdin, json.dumps(question).encode() + b"\n" + raw, ends)
        head, _line, content = self._until(child.stdout, ends, b"\n").partition(b"\n")
        told: dict[str, Any] = json.loads(head)
        while len(content) < told["size"]:
            content += self._piece(child.stdout, ends)
        return told, content

    def _write(self, stream: IO[bytes], content: bytes, ends: float) -> None:
        left = memoryview(content)
        while left:
            _read, ready, _error = select.select([], [stream], [], _left_of(ends))
            if not ready:
                raise _Late
            left = left[os.write(stream.fileno(), left[:PIECE]) :]

    def _until(self, stream: IO[bytes], ends: float, mark: bytes) -> bytes:
        said = b""
        while mark not in said:
            said += self._piece(stream, ends)
        return said

    def _piece(self, stream: IO[bytes], ends: float) -> bytes:
        ready, _write, _error = select.select([stream], [], [], _left_of(ends))
        if not ready:
            raise _Late
        piece = os.read(stream.fileno(), PIECE)
        if not piece:
            raise OSError("the reader died")
        return piece

    def _started(self) -> subprocess.Popen[bytes]:
        # After a fork the child belongs to the parent: two askers would mix their answers.
        if self.child is None or self.owner != os.getpid() or self.child.poll() is not None:
            self.stop()
            self.child = subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-m", READER],
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
            self.owner = os.getpid()
            assert self.child.stdin is not None
            os.set_blocking(self.child.stdin.fileno(), False)
        return self.child

    def stop(self) -> None:
        """Let go of the process, and end it if it is ours."""
        child, self.child = self.child, None
        if child is None:
            return
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        if self.owner == os.getpid():
            child.kill()
            child.wait()
        else:
            child.returncode = 0  # its parent waits for it


_reader = _Reader()
# What has been looked at and not kept yet; each look is used once.
_ahead: dict[tuple[str, str], Look] = {}
AHEAD = 100
atexit.register(_reader.stop)


def read_ahead(upload: UploadedFile[Any]) -> None:
    """Look at *upload* before an action begins that keeps it.

    A slow file must not be read while the action holds its locks: on SQLite that is everybody's.
    """
    if 0 < (upload.size or 0) <= settings.MAX_EVIDENCE_BYTES:
        raw, name = upload.read(), plain_name(str(upload.name))
        upload.seek(0)
        _ahead[_key(raw, name)] = _look(raw, name)
        while len(_ahead) > AHEAD:
            _ahead.pop(next(iter(_ahead)), None)


def look(raw: bytes, name: str) -> Look:
    """What *raw* is by its content, and what stops it from being kept."""
    return _ahead.pop(_key(raw, name), None) or _look(raw, name)


def _key(raw: bytes, name: str) -> tuple[str, str]:
    return hashlib.sha256(raw).hexdigest(), name


def _look(raw: bytes, name: str) -> Look:
    told, _content = _reader.ask({"do": "look", "name": name}, raw)
    facts = told.get("facts", {})
    if told.get("fault") == SLOW:
        facts = {"seconds": SECONDS}
    return Look(told.get("kind", ""), told.get("pages", 0), told.get("fault", ""), facts)


def picture(raw: bytes, kind: str, page: int) -> Picture:
    """Page *page* of a PDF, or a photo, drawn anew: nothing of the file itself comes through."""
    told, content = _reader.ask({"do": "picture", "kind": kind, "page": page}, raw)
    return Picture(content, told.get("type", ""), told.get("pages", 0))
