"""Pictures of pages, kept by the hash of their file so that each is drawn once on a machine.

The folder may be emptied at any time: what is asked for again is drawn again.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

from django.conf import settings

from consortium.exchange.papers import Picture, picture
from consortium.models import EvidenceFile
from consortium.rules.filetypes import readable_text
from consortium.rules.identifiers import mask_cpr

# What a page shows of a text; all of it is in the file.
MOST_TEXT_BYTES = 100_000


def page_picture(file: EvidenceFile, page: int) -> Picture:
    """Page *page* of the file as a picture, drawn or remembered; OSError if the store lacks it."""
    kept = settings.PREVIEW_DIR / file.sha256[:2] / f"{file.sha256}-{page}"
    with contextlib.suppress(OSError, ValueError, KeyError):
        head, _line, content = kept.read_bytes().partition(b"\n")
        told = json.loads(head)
        return Picture(content, told["type"], told["pages"])
    with file.file.open("rb") as stored:
        drawn = picture(stored.read(), file.content_type, page)
    if drawn.content:
        _keep(kept, drawn)
    return drawn


def _keep(path: Path, drawn: Picture) -> None:
    """In one step, so that nobody reads half a picture; a full disk costs only time."""
    head = json.dumps({"type": drawn.content_type, "pages": drawn.pages}).encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(number, "wb") as made:
            made.write(head + b"\n" + drawn.content)
        Path(name).replace(path)


def forget_pictures(sha256: str) -> None:
    """Throw away what this machine has drawn of a file whose time is over."""
    for kept in (settings.PREVIEW_DIR / sha256[:2]).glob(f"{sha256}-*"):
        with contextlib.suppress(OSError):
            kept.unlink()


def first_text(file: EvidenceFile) -> tuple[str, bool]:
    """The beginning of a text as a reader may see it, and whether there is more of it."""
    with file.file.open("rb") as stored:
        raw = stored.read(MOST_TEXT_BYTES + 1)
    text = readable_text(raw[:MOST_TEXT_BYTES])
    return mask_cpr(text), len(raw) > MOST_TEXT_BYTES
