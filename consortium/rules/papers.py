"""What may not stand in a file that proves something, and how it is said (A-35, G-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consortium.rules.filetypes import ACCEPTED
from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

KIND, MACROS, LOCKED, BROKEN, LIVE, PIXELS, PAGES, LONG, CPR, SLOW = (
    "kind",
    "macros",
    "locked",
    "broken",
    "live",
    "pixels",
    "pages",
    "long",
    "cpr",
    "slow",
)
# A camera of today takes up to 50 million; more is a plan, a map, or a bomb.
MOST_PIXELS = 51_000_000
MOST_PAGES = 2_000


@dataclass(frozen=True)
class Look:
    """What was seen in a file: its media type, its pages, and the fault that stops it, if any."""

    kind: str = ""
    pages: int = 0
    fault: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


_SENTENCES: Mapping[str, tuple[str, str, str]] = {
    KIND: (
        "FILE_NOT_ACCEPTED",
        "A-01",
        _("“%(name)s” is not a file of a kind that is kept; send one of %(kinds)s."),
    ),
    MACROS: (
        "FILE_NOT_ACCEPTED",
        "A-01",
        _("“%(name)s” holds macros, and no program is kept; save it as PDF and send that."),
    ),
    LOCKED: (
        "FILE_NOT_ACCEPTED",
        "A-01",
        _(
            "“%(name)s” is locked with a password, so nobody can check it; save it without the "
            "password and send it again."
        ),
    ),
    BROKEN: (
        "FILE_NOT_ACCEPTED",
        "A-01",
        _(
            "“%(name)s” says that it is %(type)s, but it is cut off or damaged and cannot be "
            "opened; fetch it anew from where it comes and send it again."
        ),
    ),
    LIVE: (
        "FILE_NOT_ACCEPTED",
        "A-01",
        _(
            "“%(name)s” holds %(what)s, which runs when it is opened; print it to a new PDF and "
            "send that."
        ),
    ),
    PIXELS: (
        "FILE_TOO_LARGE",
        "A-01",
        _(
            "“%(name)s” has %(width)s × %(height)s points, and %(most)s million is the most; send "
            "a smaller picture."
        ),
    ),
    PAGES: (
        "FILE_TOO_LARGE",
        "A-01",
        _(
            "“%(name)s” has %(pages)s pages, and %(most)s is the most; send it in parts, or only "
            "the pages that prove the cost."
        ),
    ),
    LONG: (
        "FILE_TOO_LARGE",
        "A-01",
        _(
            "“%(name)s” unpacks to %(size)s MB of text, and %(most)s MB is the most; send only the "
            "part that proves the cost."
        ),
    ),
    SLOW: (
        "FILE_TOO_LARGE",
        "A-01",
        _(
            "“%(name)s” could not be read within %(seconds)s seconds; print it to a new PDF, or "
            "send it in parts."
        ),
    ),
}
_CPR_SENTENCES: Mapping[str, str] = {
    "text": _("“%(name)s” holds a CPR number; take it out of the file and send it again."),
    "page": _(
        "“%(name)s” holds a CPR number on page %(page)s. CPR numbers are never stored: take it out "
        "of the file, so that the digits are gone and not only painted over, and send it again."
    ),
    "facts": _(
        "“%(name)s” holds a CPR number in its hidden particulars, a note or a form field. CPR "
        "numbers are never stored: print the file to a new PDF without it and send that."
    ),
}


def check_look(look: Look, name: str) -> list[Breach]:
    """Why the file *name* cannot be kept, or nothing; each with a value, a limit and a remedy."""
    if not look.fault:
        return []
    params: dict[str, object] = {"name": name, **look.facts}
    if look.fault == CPR:
        place = str(params.pop("place", "text"))
        return [Breach("HOLDS_CPR", _CPR_SENTENCES[place], "file", params, "G-01")]
    code, rule, sentence = _SENTENCES[look.fault]
    if look.fault == KIND:
        params["kinds"] = ", ".join(ACCEPTED)
    return [Breach(code, sentence, "file", params, rule)]
