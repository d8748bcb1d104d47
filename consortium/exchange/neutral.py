"""Text that a spreadsheet would run: made harmless where it goes out, and taken as it was when it
comes back (issue 4, "Bad input").

A text cell of CSV that begins with one of `FORMULA_MARKS` gets an apostrophe before it, which
spreadsheets take as "this is text". Numbers stay numbers, also below zero. In XLSX nothing is
added: there a text is written as a text, and no program runs it.
"""

from __future__ import annotations

# The last ones are the same signs in full width, which some programs read alike.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GUARD = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take *text* for a formula."""
    return text.startswith(FORMULA_MARKS)


def neutral(text: str) -> str:
    """*text* as it may stand in a text cell of CSV."""
    return f"{GUARD}{text}" if is_formula(text) else text


def restored(text: str) -> str:
    """What `neutral` made *text* of: our own export, read back, says what it said."""
    return text[1:] if text.startswith(GUARD) and is_formula(text[1:]) else text
