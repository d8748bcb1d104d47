"""The little markup of a written text: paragraphs, and lists whose lines begin with a mark.

No HTML comes from whoever writes: a text is cut into blocks, and pages and papers set the blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARAGRAPH, BULLETS, NUMBERS = "paragraph", "bullets", "numbers"
_BULLET = re.compile(r"^\s*[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,2})[.)]\s+(?=\S)")


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its items and the number of the first."""

    kind: str
    lines: tuple[str, ...]
    first: int = 1


def blocks(text: str) -> list[Block]:
    """*text* as paragraphs and lists, in order; an empty line ends a block."""
    found: list[Block] = []
    kind, first, lines = PARAGRAPH, 1, list[str]()
    for line in [*text.splitlines(), ""]:
        new, words = _read(line)
        if lines and (not words or new != kind):
            found.append(Block(kind, tuple(lines), first))
            lines = []
        if words:
            if not lines:
                kind, first = new, _first(new, line)
            lines.append(words)
    return found


def _first(kind: str, line: str) -> int:
    """The number that a list begins with: a list that goes on after a break goes on counting."""
    found = _NUMBER.match(line) if kind == NUMBERS else None
    return int(found.group(1)) if found else 1


def word_count(text: str) -> int:
    """How many words *text* has; the marks of a list are none."""
    return sum(len(line.split()) for block in blocks(text) for line in block.lines)


def _read(line: str) -> tuple[str, str]:
    for kind, mark in ((BULLETS, _BULLET), (NUMBERS, _NUMBER)):
        if mark.match(line):
            return kind, mark.sub("", line).strip()
    return PARAGRAPH, line.strip()
