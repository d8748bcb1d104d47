"""Danish numbers with check digits: CVR and GLN are wanted, CPR is never stored (G-01)."""

from __future__ import annotations

import re

from stdnum import ean
from stdnum.dk import cvr

CVR_DIGITS = 8
CPR_DIGITS = 10
GLN_DIGITS = 13
MASK = "######-####"

_CPR = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})([- ]?)(\d{4})(?!\d)", re.ASCII)
_HASH = re.compile(r"\b[0-9a-f]{32,}\b", re.ASCII)
# A figure of a frozen paper as a whole JSON value: an exact fraction, or an amount with its øre.
_FIGURE = re.compile(r'"-?\d+(?:/\d+|\.\d{2})"', re.ASCII)
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_cvr(number: str) -> bool:
    """Tell whether *number* is a CVR number: 8 digits whose weighted sum 11 divides."""
    return len(number) == CVR_DIGITS and number.isascii() and cvr.is_valid(number)


def is_gln(number: str) -> bool:
    """Tell whether *number* is an EAN location number: 13 digits with a GS1 check digit (C27)."""
    return len(number) == GLN_DIGITS and number.isascii() and ean.is_valid(number)


def contains_cpr(text: str) -> bool:
    """Tell whether *text* holds what reads as a CPR number: a date, then four digits (G-01).

    A hash may by chance hold such digits, and so may the exact fraction of a frozen paper: a long
    run of hexadecimal digits is nobody's number, nor is a JSON value that is a figure.
    """
    # Taking a quoted figure out may bring digits together; a hash goes as the whole word it is.
    if '"' not in text and not _CPR.search(text):
        return False
    prose = _FIGURE.sub("", _HASH.sub("", text))
    return any(_has_a_date(found) for found in _CPR.finditer(prose))


def may_contain_cpr(text: str) -> bool:
    """Tell whether *text* is worth a closer look: False only where `contains_cpr` is for any line.

    For many texts at once, each on lines of its own; a number spans no two lines.
    """
    return '"' in text or bool(_CPR.search(text))


def mask_cpr(text: str) -> str:
    """Return *text* with every CPR number masked (G-01)."""
    return _CPR.sub(lambda found: MASK if _has_a_date(found) else found[0], text)


def _has_a_date(found: re.Match[str]) -> bool:
    day, month, year = int(found[1]), int(found[2]), int(found[3])
    if not 1 <= month <= len(_MONTH_DAYS) or not 1 <= day <= _MONTH_DAYS[month - 1]:
        return False
    # The century is not tested: 1900 had no leap day, 2000 had one.
    return (day, month) != (29, 2) or year % 4 == 0
