"""What partners send for the newsletter, and when an issue may leave (003, partner task 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

OWN, PERMISSION, LICENCE = "own", "permission", "licence"
RIGHTS: Mapping[str, str] = {
    OWN: _("Our own picture; whoever can be recognised has agreed"),
    PERMISSION: _("The photographer and whoever can be recognised have agreed in writing"),
    LICENCE: _("A licence; its name and the photographer stand beside"),
}
PICTURES = frozenset({"image/jpeg", "image/png"})
MOST_LETTERS = 4000


@dataclass(frozen=True)
class Material:
    """A piece for the newsletter as a partner sends it."""

    title: str
    text: str
    rights: str = ""
    rights_note: str = ""
    picture_text: str = ""


def check_material(
    material: Material, *, has_picture: bool, due_on: date, on: date
) -> list[Breach]:
    """What a piece lacks: words, the rights to its picture, or time."""
    found = []
    if on > due_on:
        message = _("Material was to be sent by %(day)s. Ask the lead for a later day.")
        found.append(Breach("MATERIAL_LATE", message, "", {"day": due_on}, "003"))
    for name in ("title", "text"):
        if not getattr(material, name).strip():
            found.append(Breach("MATERIAL_WORDLESS", _("Write a title and a text."), name))
    if len(material.text) > MOST_LETTERS:
        message = _("The text has %(letters)s letters; a piece has at most %(most)s.")
        params: dict[str, object] = {"letters": len(material.text), "most": MOST_LETTERS}
        found.append(Breach("MATERIAL_LONG", message, "text", params))
    found += [
        Breach("CPR_NUMBER", _CPR, name, {}, "G-01")
        for name in ("title", "text", "rights_note", "picture_text")
        if contains_cpr(getattr(material, name))
    ]
    return found + (_picture_breaches(material) if has_picture else [])


_CPR = _(
    "The text holds what reads as a CPR number. CPR numbers are never stored here: leave it out."
)


def _picture_breaches(material: Material) -> list[Breach]:
    found = []
    if material.rights not in RIGHTS:
        message = _("Say what gives you the right to the picture; without it it is not used.")
        found.append(Breach("PICTURE_WITHOUT_RIGHTS", message, "rights"))
    if material.rights in (PERMISSION, LICENCE) and not material.rights_note.strip():
        message = _("Name the photographer, and the licence or the permission.")
        found.append(Breach("RIGHTS_WITHOUT_NOTE", message, "rights_note"))
    if not material.picture_text.strip():
        message = _("Say in words what the picture shows, for those who cannot see it.")
        found.append(Breach("PICTURE_WITHOUT_WORDS", message, "picture_text"))
    return found


def check_places(places: Sequence[int]) -> list[Breach]:
    """Each piece that is used has a place of its own."""
    used = [place for place in places if place]
    if len(used) == len(set(used)):
        return []
    return [Breach("PLACE_TWICE", _("Two pieces have the same place. Give each its own."))]


def check_issue(intro: str, pieces: int) -> list[Breach]:
    """What an issue lacks before it leaves."""
    found = []
    if not intro.strip():
        found.append(Breach("ISSUE_WORDLESS", _("Write how the issue begins."), "intro"))
    if not pieces:
        message = _("Give at least one piece a place; an empty issue is not sent.")
        found.append(Breach("ISSUE_EMPTY", message))
    return found
