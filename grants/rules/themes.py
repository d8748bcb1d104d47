"""The theme tree of a project: areas, their themes, and the kinds of activity below them (003)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from consortium.rules.identifiers import contains_cpr
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

CODE = re.compile(r"[0-9A-Za-z]{1,4}(\.[0-9A-Za-z]{1,4})?")
LAW = "003"


@dataclass(frozen=True)
class ThemeFacts:
    """An area, or a theme in one: how it is numbered, and what it is called."""

    code: str
    name_da: str
    name_en: str


@dataclass(frozen=True)
class Around:
    """What stands around a theme: the codes of the others, its area, and what is below it.

    *area* is the number of what it stands in; *area_is_theme* says that this stands in an area
    itself. *below* are the themes of an area, *placed* where its kinds stand already: (kind, code).
    """

    codes: Collection[str] = ()
    area: str = ""
    area_is_theme: bool = False
    below: int = 0
    kinds: int = 0
    placed: Collection[tuple[str, str]] = ()


def check_theme(facts: ThemeFacts, around: Around) -> list[Breach]:
    """What is wrong with an area or a theme before it is written down."""
    found = []
    for name in ("name_da", "name_en"):
        text = getattr(facts, name)
        if not text.strip():
            found.append(Breach("EMPTY", _("This must be filled in."), name))
        if contains_cpr(text):
            message = _(
                "The text holds what reads as a CPR number. CPR numbers are never stored here: "
                "leave it out."
            )
            found.append(Breach("CPR_NUMBER", message, name, {}, "G-01"))
    if not CODE.fullmatch(facts.code):
        message = _("“%(code)s” is no number of a theme. Write it like 1 or 1.2.")
        found.append(Breach("CODE_WRONG", message, "code", {"code": facts.code}, LAW))
    if facts.code in around.codes:
        message = _("There is a theme %(code)s already. Choose another number.")
        found.append(Breach("CODE_TWICE", message, "code", {"code": facts.code}, LAW))
    return found + _check_place(around)


def _check_place(around: Around) -> list[Breach]:
    found = []
    if around.area_is_theme:
        message = _("“%(area)s” is a theme itself. A theme stands in an area.")
        found.append(Breach("TOO_DEEP", message, "parent", {"area": around.area}, LAW))
    if around.area and around.below:
        message = _("It holds %(number)s themes and stays an area. Move them first.")
        found.append(Breach("HOLDS_THEMES", message, "parent", {"number": around.below}, LAW))
    if around.kinds and not around.area:
        message = _("Activities stand in a theme, not in an area. Choose the area it stands in.")
        found.append(Breach("KINDS_IN_AREA", message, "parent", {}, LAW))
    message = _(
        "“%(kind)s” stands in theme %(code)s already, and counts once. Take it out there first."
    )
    found += [
        Breach("PLACED_TWICE", message, "kinds", {"kind": kind, "code": code}, LAW)
        for kind, code in around.placed
    ]
    return found


def check_removal(code: str, below: int) -> list[Breach]:
    """What keeps a theme from being taken away."""
    if not below:
        return []
    message = _("“%(code)s” holds %(number)s themes. Move or remove them first.")
    return [Breach("HOLDS_THEMES", message, "", {"code": code, "number": below}, LAW)]
