"""A cell as it was read, and what a column of texts, of yes and no, or of counts makes of it.

A reader of sheets gives text, numbers, truth values, days, times, nothing, or a `CellFault` where
the file itself holds none. Whatever cannot be understood is a fault with a sentence; nothing is
guessed (issue 4, "Any sheet"). Amounts and days have modules of their own.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeGuard

from consortium.rules.identifiers import mask_cpr
from consortium.rules.refusals import Breach, Refused
from consortium.rules.refusals import gettext_noop as _


class CellFault(Refused):
    """What stands in one cell cannot be taken; it says what stands there and what to do."""

    code = "CELL"

    @property
    def breach(self) -> Breach:
        """The one reason."""
        return self.breaches[0]


Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellFault | None

# As much of a cell as a sentence shows.
SHOWN = 40
MOST_COUNTED = 1_000_000_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the reading direction: a figure or a name may look other than it is.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Nothing to see, and nothing lost: zero-width space, word joiner, byte order mark.
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
_BREAK = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_YES = {"ja", "j", "yes", "y", "true", "sand", "sandt", "x", "1"}
_NO = {"nej", "n", "no", "false", "falsk", "0"}
_WHOLE = re.compile(r"[0-9]{1,10}(?:[.,]0{1,2})?")


def fault(code: str, message: str, **params: object) -> CellFault:
    """A fault with a stable *code* and an English sentence with parameters."""
    return CellFault(Breach(code, message, "", params))


def is_blank(raw: Raw) -> bool:
    """Whether nothing stands in the cell: blanks are nothing too."""
    if not isinstance(raw, str):
        return raw is None
    # What is left of blanks and of what cannot be seen is nothing.
    return not raw or not (raw.strip() if raw.isascii() else _UNSEEN.sub("", raw).strip())


def is_clean(raw: Raw, most: int) -> TypeGuard[str]:
    """Whether *raw* is a text that `text_of` returns as it is; most texts are.

    What can be printed is no control character, no hidden mark and no break of lines.
    """
    return (
        type(raw) is str
        and 0 < len(raw) <= most
        and raw.isprintable()
        and raw[0] != " "
        and raw[-1] != " "
        and (raw.isascii() or unicodedata.is_normalized("NFC", raw))
    )


def are_clean(texts: Sequence[str], most: int) -> bool:
    """Whether `is_clean` holds for each of *texts* that is not empty, in a few looks at all."""
    joined = "\n".join(("", *texts, ""))
    return (
        joined.count("\n") == len(texts) + 1
        and joined.replace("\n", "").isprintable()
        and "\n " not in joined
        and " \n" not in joined
        and max(map(len, texts)) <= most
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
    )


def shown(raw: Raw) -> str:
    """*raw* as a sentence may show it: short, on one line, without hidden marks or CPR numbers."""
    text = _BIDI.sub("", _UNSEEN.sub("", raw if isinstance(raw, str) else plain(raw)[:1000]))
    text = " ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[:1000]).split())
    # Masked before it is cut: half a number must not slip through.
    text = mask_cpr(text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def plain(raw: Raw) -> str:
    """*raw* as plain text: whole numbers without decimals, days as ISO writes them."""
    match raw:
        case None:
            return ""
        case CellFault():
            return str(raw)
        case str():
            return raw
        case bool():
            return "TRUE" if raw else "FALSE"
        case float() if math.isfinite(raw):
            exact = Decimal(repr(raw))
            whole = raw.is_integer()
            return f"{exact:.0f}" if whole else f"{exact:f}"
        case dt.datetime():
            return raw.isoformat(sep=" ")
        case dt.date() | dt.time():
            return raw.isoformat()
        case _:
            return str(raw)


def given(raw: Raw) -> Raw:
    """*raw*, or the fault that the reader of the sheet found in the cell, or that it is empty."""
    if isinstance(raw, CellFault):
        raise raw
    if is_blank(raw):
        raise fault("CELL_EMPTY", _("The cell is empty. Fill it in."))
    return raw


def text_of(raw: Raw, most: int = 10_000) -> str:
    """*raw* as text of at most *most* characters: composed (NFC), trimmed, with plain line breaks.

    An empty cell is an empty text. Control characters and marks that turn the reading direction
    are faults, not taken away: what is left might no longer be what somebody meant.
    """
    if isinstance(raw, CellFault):
        raise raw
    text = raw if isinstance(raw, str) else plain(raw)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
        if _BIDI.search(text):
            message = _(
                "“%(value)s” holds a hidden mark that turns the reading direction. Type the text"
                " anew."
            )
            raise fault("CELL_BIDI", message, value=shown(text))
    text = _BREAK.sub("\n", text).strip()
    if _CONTROL.search(text):
        message = _("“%(value)s” holds a character that cannot be shown. Type the text anew.")
        raise fault("CELL_CONTROL", message, value=shown(text))
    if len(text) > most:
        message = _(
            "“%(value)s” has %(length)s characters, and there is room for %(most)s. Shorten it."
        )
        raise fault("CELL_TOO_LONG", message, value=shown(text), length=len(text), most=most)
    return text


def yes_no_of(raw: Raw) -> bool:
    """*raw* as yes or no, in Danish or English."""
    raw = given(raw)
    if isinstance(raw, bool):
        return raw
    word = plain(raw).strip().rstrip(".").casefold()
    if word in _YES or word in _NO:
        return word in _YES
    message = _("“%(value)s” is neither yes nor no. Write Yes or No.")
    raise fault("CELL_NOT_YES_NO", message, value=shown(raw))


def count_of(raw: Raw) -> int:
    """*raw* as a whole number from 0, such as how many took part."""
    raw = given(raw)
    number = plain(raw).strip() if not isinstance(raw, bool | dt.date | dt.time) else ""
    if _WHOLE.fullmatch(number):
        counted = int(re.split("[.,]", number)[0])
        if counted <= MOST_COUNTED:
            return counted
    message = _("“%(value)s” is not a whole number from 0. Write digits only.")
    raise fault("CELL_NOT_A_COUNT", message, value=shown(raw))
