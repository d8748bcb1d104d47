"""The little markup of a written text: paragraphs, and lists whose lines begin with a mark.

No HTML comes from whoever writes: a text is cut into blocks, and pages and papers set the blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARAGRAPH, BULLETS, NUMBERS = "paragraph", "bullets", "numbers"
_BULLET = re.compile(r"^\s*[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its items."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """*text* as paragraphs and lists, in order; an empty line ends a block."""
    found: list[Block] = []
    kind, lines = PARAGRAPH, list[str]()
    for line in [*text.splitlines(), ""]:
        new, words = _read(line)
        if lines and (not words or new != kind):
            found.append(Block(kind, tuple(lines)))
            lines = []
        if words:
            kind = new
            lines.append(words)
    return found


def word_count(text: str) -> int:
    """How many words *text* has; the marks of a list are none."""
    return sum(len(line.split()) for block in blocks(text) for line in block.lines)


def _read(line: str) -> tuple[str, str]:
    for kind, mark in ((BULLETS, _BULLET), (NUMBERS, _NUMBER)):
        if mark.match(line):
            return kind, mark.sub("", line).strip()
    return PARAGRAPH, line.strip()
