"""Letters of the house's face: how wide a text is, where it breaks, and what a PDF needs of a font.

Only what a table of figures needs: no kerning, no ligatures. A text with a letter that the face
lacks is not set here at all (`Face.has`), since an archive may hold no empty boxes.
"""

from __future__ import annotations

import io
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont
from pyphen import Pyphen

FONT_DIR = Path(settings.BASE_DIR) / "vendor" / "dkfds" / "fonts" / "IBMPlexSans"
# Kerning and ligatures: what is set here has none.
UNUSED = {"GPOS", "GSUB", "GDEF"}
LONG_WORD = 9


def font_path(name: str) -> Path:
    """The file of a weight: Regular, SemiBold, Bold, Italic."""
    return FONT_DIR / "complete" / "ttf" / f"IBMPlexSans-{name}.ttf"


class Face:
    """One weight of the face, with the letters that were used."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.font = TTFont(
            io.BytesIO(font_path(name).read_bytes()), lazy=True, recalcTimestamp=False
        )
        self.glyphs: dict[int, str] = self.font.getBestCmap()
        self.advances: dict[str, tuple[int, int]] = self.font["hmtx"].metrics
        self.em: int = self.font["head"].unitsPerEm
        self.used: dict[int, tuple[int, str, float]] = {}
        self.widths: dict[str, float] = {}

    def has(self, text: str) -> bool:
        """Whether every letter of *text* is in the face."""
        return all(ord(letter) in self.glyphs for letter in text)

    def width(self, text: str) -> float:
        """The width of *text* at a size of one."""
        return sum(self._width(letter) for letter in text)

    def _width(self, letter: str) -> float:
        known = self.widths.get(letter)
        if known is None:
            known = self.advances[self.glyphs[ord(letter)]][0] / self.em
            self.widths[letter] = known
        return known

    def shown(self, text: str) -> str:
        """*text* as the hexadecimal glyph numbers of a Tj; its letters will be in the subset."""
        return "".join(self._code(letter) for letter in text)

    def _code(self, letter: str) -> str:
        point = ord(letter)
        if point not in self.used:
            name = self.glyphs[point]
            number = self.font.getGlyphID(name)
            self.used[point] = (number, f"{number:04X}", self.advances[name][0] * 1000 / self.em)
        return self.used[point][1]

    @cached_property
    def lines(self) -> _Breaker:
        """Breaks texts into lines, and remembers."""
        return _Breaker(self)

    def file(self) -> bytes:
        """The font with only the letters that were used, under their own glyph numbers."""
        options = subset.Options(
            retain_gids=True,
            notdef_outline=True,
            recalc_timestamp=False,
            layout_features=[],
            name_IDs=[],
            hinting=False,
            drop_tables=["DSIG", "STAT", "kern", "meta", "post"],
        )
        font = TTFont(io.BytesIO(font_path(self.name).read_bytes()), recalcTimestamp=False)
        # Dropped by the subsetter, they would be read first: most of its time.
        for tag in UNUSED & {*font.keys()}:
            del font[tag]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(self.used))
        cutter.subset(font)
        written = io.BytesIO()
        font.save(written)
        return written.getvalue()


class _Breaker:
    """Where a text breaks in a column of a given width (in sizes of the letter)."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.broken = lru_cache(maxsize=4_096)(self._broken)

    def __call__(self, text: str, room: float, hyphens: str = "") -> tuple[str, ...]:
        """The lines; with a language in *hyphens*, long words break between syllables."""
        return self.broken(text, room, hyphens)

    def _broken(self, text: str, room: float, hyphens: str) -> tuple[str, ...]:
        lines: list[str] = []
        for part in text.splitlines() or [""]:
            line = ""
            for word in part.split():
                longer = f"{line} {word}" if line else word
                if self.face.width(longer) <= room:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                *full, line = self._pieces(word, room, hyphens)
                lines += full
            lines.append(line)
        return tuple(lines)

    def _pieces(self, word: str, room: float, hyphens: str) -> list[str]:
        """*word* in pieces that fit: broken at its own hyphen, at a syllable, or where it must."""
        if self.face.width(word) <= room:
            return [word]
        for at in reversed(_syllables(word, hyphens)):
            start = word[:at] if word[at - 1] == "-" else f"{word[:at]}-"
            if self.face.width(start) <= room:
                return [start, *self._pieces(word[at:], room, hyphens)]
        at = next(
            (at for at in range(2, len(word)) if self.face.width(word[:at]) > room), len(word)
        )
        return [word[: at - 1], *self._pieces(word[at - 1 :], room, hyphens)] if at > 1 else [word]


def _syllables(word: str, language: str) -> list[int]:
    """Where *word* may break: after a hyphen and, as print.css says, four letters from its ends."""
    own = [at + 1 for at, letter in enumerate(word[:-1]) if letter == "-" and at]
    if not language or len(word) < LONG_WORD:
        return own
    found = Pyphen(lang=language).positions(word)
    return sorted({*own, *(at for at in found if 4 <= at <= len(word) - 4)})
