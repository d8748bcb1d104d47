"""Sheets that the page layout leaves out: the page before a leap, copied with other numbers.

Five hundred empty pages would cost the page layout more time and memory than the table drawn on
them. A copy shows the same header and footer as its model, as artifacts and without tags, and its
own "page x of y".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reporting.documents.drawn_tables import MM
from reporting.documents.typeset import Face

MARKED = re.compile(rb"/\w+\s+<</MCID \d+>>\s+BDC")
# The last text of a page is its number, in the corner; the page layout counts in pixels.
NUMBER = re.compile(rb"Tm\s+/\w+ (?P<size>[\d.]+) Tf\s+\[[^\]]*\]\s*TJ(?!.*TJ)", re.DOTALL)
PLACE = re.compile(rb"1 0 0 -1 [\d.]+ ([\d.]+) $")
RIGHT = (297 - 12) * MM / 0.75


@dataclass(frozen=True)
class Model:
    """The page whose header and footer are copied."""

    before: bytes
    after: bytes
    height: bytes
    size: float
    words: tuple[str, str]
    face: Face

    def numbered(self, number: int, total: int) -> bytes:
        """What stands on the copy that is page *number* of *total*, before its sheet."""
        page, of = self.words
        text = f"{page} {number} {of} {total}"
        left = RIGHT - self.face.width(text) * self.size
        shown = (
            f"1 0 0 -1 {left:.2f} {self.height.decode()} Tm\n"
            f"/K{self.face.name} {self.size} Tf\n<{self.face.shown(text)}> Tj"
        )
        return self.before + shown.encode("ascii") + self.after


def model_of(content: bytes, words: tuple[str, str], face: Face) -> Model:
    """The model that a laid out page with *content* is."""
    plain = MARKED.sub(b"/Artifact\nBMC", content)
    number = NUMBER.search(plain)
    place = PLACE.search(plain[: number.start()]) if number else None
    assert number is not None and place is not None, "a page ends with its number"
    return Model(
        plain[: place.start()],
        plain[number.end() :],
        place[1],
        float(number["size"]),
        words,
        face,
    )
