"""Two people at one form: which version an edit began from, and whose words are suggested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consortium.rules.hashing import digest

EDITED_FROM = "edited_from"  # the hidden field of a form
MINE, THEIRS = "mine", "theirs"
MARK_LENGTH = 12


@dataclass(frozen=True)
class EditedFrom:
    """The version of a row that its editor had before the eyes; 0 where there was no row yet.

    *over* is the older version that the edit had begun from, when its author has seen the newer
    one beside it and saves all the same.
    """

    version: int
    over: int | None = None


def mark_of(values: Sequence[str]) -> str:
    """A short mark of what a field held: the same text gives the same mark, however it was sent."""
    return digest(one_spelling(values))[:MARK_LENGTH]


def one_spelling(values: Sequence[str]) -> list[str]:
    """*values* without what browsers add: their line ends, and the empty text for nothing."""
    spelled = ["\n".join(value.splitlines()).strip() for value in values]
    return sorted(value for value in spelled if value)


def suggested(read: str | None, mine: Sequence[str], theirs: Sequence[str]) -> str:
    """Whose value of a field to suggest: that of the one who changed it; none if both did.

    *read* is the mark of what the field held when I opened the form; None if it was not there.
    """
    begun = read if read is not None else mark_of([])
    i_changed, they_changed = begun != mark_of(mine), begun != mark_of(theirs)
    if i_changed and they_changed:
        return ""
    return THEIRS if they_changed else MINE


def merged(sent: Mapping[str, Sequence[str]], *, all_mine: bool) -> dict[str, list[str]]:
    """The form as it shall be saved: for each field that differs, the side that was picked.

    The page sends ``differs`` (the names), ``mine:<name>`` and ``theirs:<name>`` (the values) and
    ``pick:<name>``; all other fields pass as they are.
    """
    names = list(sent.get("differs", ()))
    aside = {"differs", "merge"} | {
        f"{part}:{name}" for part in ("mine", "theirs", "pick") for name in names
    }
    result = {key: list(values) for key, values in sent.items() if key not in aside}
    for name in names:
        picked = list(sent.get(f"pick:{name}", ()))[-1:]
        side = THEIRS if picked == [THEIRS] and not all_mine else MINE
        result[name] = list(sent.get(f"{side}:{name}", ()))
    return result
