"""The written sections of a paper: their length, who approves, when a paper may go (rules.md 5).

A length is a hint and stops nobody. A text passes three hands like money: who wrote in it neither
reviews nor approves it (A-07).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from consortium.rules.identifiers import is_gln
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

SHORT, LONG = "short", "long"
CODE = re.compile(r"^[a-z][a-z0-9-]{0,19}$")
LONGEST = 20_000


@dataclass(frozen=True)
class SectionState:
    """What is known of one section of one paper: its name, and how far its text has come."""

    code: str
    title: str
    required: bool
    state: str
    has_text: bool


def length_hint(words: int, least: int | None, most: int | None) -> str:
    """Whether *words* are fewer or more than the reader asks for; nothing if they fit."""
    if least is not None and words < least:
        return SHORT
    return LONG if most is not None and words > most else ""


def tidied(body: str) -> str:
    """*body* without the spaces around it and at the ends of its lines."""
    return "\n".join(line.rstrip() for line in body.strip().splitlines())


def check_hand(person: int, writers: Container[int], name: str) -> list[Breach]:
    """Who has written in a text lets another review and approve it."""
    if person not in writers:
        return []
    message = _("%(person)s has written in this text, so another one reviews and approves it.")
    return [Breach("FOUR_EYES", message, "", {"person": name}, "A-07")]


def check_body(body: str) -> list[Breach]:
    """A text has words and an end."""
    if not body.strip():
        message = _("The section has no text yet. Write it first.")
        return [Breach("TEXT_EMPTY", message, "body", rule="rules 5.1")]
    if len(body) > LONGEST:
        message = _("The text has %(count)s characters; a section takes at most %(most)s.")
        params = {"count": len(body), "most": LONGEST}
        return [Breach("TEXT_TOO_LONG", message, "body", params, "rules 5.1")]
    return []


def check_sections(sections: Sequence[SectionState]) -> list[Breach]:
    """One breach for each section that must be written and approved before the paper goes."""
    found = []
    for one in sections:
        if one.state == "approved" or not (one.required or one.has_text):
            continue
        if one.has_text:
            message = _("The section “%(title)s” is “%(state)s”. Have it approved first.")
        else:
            message = _("The section “%(title)s” has no text. Write it and have it approved first.")
        params = {"title": one.title, "state": one.state}
        if not one.has_text:
            params = {"title": one.title}
        found.append(Breach("TEXT_NOT_APPROVED", message, one.code, params, "rules 5.1"))
    return found


def check_recipient(code: str, name: str, ean: str) -> list[Breach]:
    """A recipient has a short code, a name, and an EAN number with the right check digit."""
    found = []
    if not CODE.match(code):
        message = _(
            "The code is made of small letters a to z, digits and hyphens, begins with a letter "
            "and has at most 20 signs, not “%(code)s”."
        )
        found.append(Breach("RECIPIENT_CODE", message, "code", {"code": code}, "rules 5"))
    if not name.strip():
        found.append(
            Breach("RECIPIENT_NAME", _("The recipient has no name."), "name", rule="rules 5")
        )
    if ean and not is_gln(ean):
        message = _("“%(ean)s” is no EAN number: 13 digits, the last of which is a check digit.")
        found.append(Breach("EAN_NUMBER", message, "ean", {"ean": ean}, "rules 5.3"))
    return found


def check_section(code: str, least: int | None, most: int | None) -> list[Breach]:
    """A section has a short code, and its shortest length lies below its longest."""
    found = []
    if not CODE.match(code):
        message = _(
            "The code is made of small letters a to z, digits and hyphens, begins with a letter "
            "and has at most 20 signs, not “%(code)s”."
        )
        found.append(Breach("SECTION_CODE", message, "code", {"code": code}, "rules 5"))
    if least is not None and most is not None and least > most:
        message = _("The shortest length, %(least)s words, lies above the longest, %(most)s.")
        params = {"least": least, "most": most}
        found.append(Breach("SECTION_LENGTH", message, "max_words", params, "rules 5"))
    return found
