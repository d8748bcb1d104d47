"""Amounts, shares and hours in a cell: exact, and never guessed (R-01, issue 4 "Any sheet").

``1.234`` is a thousand and more in Denmark and little over one in England. `marks_of` looks at a
whole column for evidence; where there is none, the reader is asked.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from consortium.rules.cells import CellFault, Raw, fault, given, is_blank, shown
from consortium.rules.money import ZERO, round_half_up
from consortium.rules.refusals import gettext_noop as _

# MoneyField holds 14 digits, two of them øre.
MOST_CENTS = 10**14 - 1
# What adding binary numbers up in a spreadsheet leaves behind the øre.
NOISE = 1e-6
MOST_HOURS_CENTS = 10**9 - 1
RATE_PLACES = 6

_BLANKS = "\u00a0\u2000-\u200a\u202f\u205f\u3000 \t"
_ANY_BLANK = re.compile(f"[{_BLANKS}]+")
_CURRENCY = re.compile(r"(?:kr\.?|dkk)", re.IGNORECASE)
_MINUSES = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2019": "'", "\u02bc": "'", "`": "'"})
_SHAPE = re.compile(r"[0-9]+(?:[.,' ][0-9]+)*|[.,][0-9]+")
# Nothing but groups of three, and groups of three before a decimal mark.
_THREES = re.compile(r"[0-9]{1,3}([.,' ])[0-9]{3}(?:\1[0-9]{3})*")
_PARTED = re.compile(r"(?:[0-9]{1,3}([.,' ])[0-9]{3}(?:\1[0-9]{3})*|[0-9]*)([.,])[0-9]+")
_CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])(?::00)?")
_LONG = 60
# Below this, kroner and øre have so few digits that no two amounts share a binary number.
_SURE = 1e12


@dataclass(frozen=True)
class Marks:
    """What stands between kroner and øre, and between thousands; "" where none is known."""

    decimal: str
    thousands: str

    @cached_property
    def quick(self) -> re.Pattern[str]:
        """A plain amount as these marks write it; everything else takes the long way."""
        whole = "[0-9]{1,12}"
        if self.thousands:
            mark = re.escape(self.thousands)
            whole = f"(?:{whole}|[0-9]{{1,3}}(?:{mark}[0-9]{{3}}){{1,3}})"
        part = f"(?:{re.escape(self.decimal)}([0-9]{{1,2}}))?" if self.decimal else "()"
        return re.compile(f"(-?)({whole}){part}")

    @cached_property
    def plain_column(self) -> re.Pattern[str]:
        """Amounts with two decimals and without thousands, a line each."""
        return re.compile(f"(?:[0-9]{{1,12}}{re.escape(self.decimal)}[0-9]{{2}}\n)+")


# A column without any mark: the first text that has one must be asked about.
NO_MARKS = Marks("", "")
DANISH = Marks(",", ".")
ENGLISH = Marks(".", ",")


def marks_of(samples: Iterable[Raw]) -> Marks | None:
    """What the texts of a column show about its marks; None means that somebody must be asked.

    Numbers of a workbook need no marks. `NO_MARKS` is the answer where no text has any. None is
    the answer where the only texts with a mark read both ways (``1.234``), or disagree.
    """
    decimals: set[str] = set()
    thousands: set[str] = set()
    unclear = False
    for raw in samples:
        found = _evidence(_body_of(raw)) if isinstance(raw, str) else NO_MARKS
        if found is None:
            unclear = True
            continue
        decimals |= {found.decimal} - {""}
        thousands |= {found.thousands} - {""}
    decimals |= {"," if mark == "." else "." for mark in thousands & {".", ","}}
    if len(decimals) > 1 or decimals & thousands or (unclear and not decimals):
        return None
    if not decimals:
        return Marks("", min(thousands)) if thousands else NO_MARKS
    decimal = decimals.pop()
    other = "," if decimal == "." else "."
    # A column that parts its thousands by blanks or apostrophes says so; else it is the other one.
    odd = min(thousands - {other}, default=other)
    return Marks(decimal, other if other in thousands or unclear else odd)


def amount_of(raw: Raw, marks: Marks | None) -> Decimal:
    """*raw* as DKK with two decimals, exactly (R-01). With *marks* None only what reads one way.

    Signs before or after, parentheses, kr. and DKK, and any blanks are understood. A number of a
    workbook counts by its shortest decimal form; what lies behind the øre is a fault, beyond the
    noise that adding up binary numbers leaves.
    """
    return Decimal(cents_of(raw, marks)).scaleb(-2) + ZERO


def cents_of(raw: Raw, marks: Marks | None) -> int:
    """*raw* as whole øre: the same as `amount_of`, and quick for the plain texts of a long file."""
    if type(raw) is str and marks is not None:
        found = marks.quick.fullmatch(raw)
        if found is not None:
            sign, whole, part = found.groups()
            if marks.thousands and marks.thousands in whole:
                whole = whole.replace(marks.thousands, "")
            cents = int(whole + part.ljust(2, "0")) if part else int(whole) * 100
            return -cents if sign else cents
    elif type(raw) is float and abs(raw) < _SURE:
        cents = round(raw * 100)
        # The binary number nearest to whole øre: so its shortest decimal form is these øre.
        if cents / 100 == raw:
            return cents
    return _bounded(_cents(raw, marks), raw)


def many_cents(raws: Sequence[Raw], marks: Marks) -> list[int]:
    """`cents_of` of each of *raws*, and quick for a column that is written in one plain way."""
    kinds = set(map(type, raws))
    if kinds == {str} and marks.decimal:
        texts = "\n".join(raws) + "\n"  # type: ignore[arg-type]  # all are texts
        if marks.plain_column.fullmatch(texts):
            cents = list(map(int, texts.replace(marks.decimal, "").split()))
            if len(cents) == len(raws):
                return cents
    return [cents_of(raw, marks) for raw in raws]


def percent_of(raw: Raw, marks: Marks | None, *, points: bool | None = None) -> Fraction:
    """*raw* as an exact share of one: ``12,5 %`` is 1/8.

    A number without a percent sign counts as points of a hundred where *points* is true, as a
    share of one where it is false, and is asked about where it is None.
    """
    raw = given(raw)
    text = raw.strip() if isinstance(raw, str) else ""
    signed = text.endswith("%")
    if points is None and not signed:
        message = _("“%(value)s” may be percent or a share of one. Write it with a percent sign.")
        raise fault("PERCENT_UNCLEAR", message, value=shown(raw))
    number = _fraction(text.rstrip("%").rstrip() if signed else raw, marks)
    share = number / 100 if signed or points else number
    if not 0 <= share <= 1:
        message = _("“%(value)s” is not a share between 0 %% and 100 %%. Correct it.")
        raise fault("PERCENT_OUTSIDE", message, value=shown(raw))
    return share


def rate_of(raw: Raw, marks: Marks | None) -> Decimal:
    """*raw* as per cent with six decimals: ``18,5 %``, ``18.5`` and ``0.185`` are one rate.

    A public list writes rates in either way. None of them pays one per cent or less, so a number
    without a sign is a share up to 1 and per cent above; a small rate is written with its sign.
    """
    raw = given(raw)
    signed = isinstance(raw, str) and raw.strip().endswith("%")
    points = True if signed else _fraction(raw, marks) > 1
    share = percent_of(raw, marks, points=points)
    return Decimal(round_half_up(share * 100 * 10**RATE_PLACES)).scaleb(-RATE_PLACES)


def hours_of(raw: Raw, marks: Marks | None) -> Decimal:
    """*raw* as hours with two decimals: a number, a time such as ``7:30``, or a span of time."""
    raw = given(raw)
    found = _CLOCK.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if isinstance(raw, dt.timedelta):
        minutes = Fraction(round(raw.total_seconds()), 60)
    elif isinstance(raw, dt.time):
        minutes = Fraction(raw.hour * 3600 + raw.minute * 60 + raw.second, 60)
    elif found:
        minutes = Fraction(int(found[1]) * 60 + int(found[2]))
    else:
        minutes = Fraction(cents_of(raw, marks), 100) * 60
    cents = minutes * 100 / 60
    if cents.denominator != 1:
        message = _(
            "“%(value)s” is no whole number of hundredths of an hour. Write the hours with two"
            " decimals."
        )
        raise fault("HOURS_TOO_FINE", message, value=shown(raw))
    if not 0 <= cents <= MOST_HOURS_CENTS:
        message = _("“%(value)s” is not a number of hours that can be kept. Correct it.")
        raise fault("HOURS_OUTSIDE", message, value=shown(raw))
    return Decimal(int(cents)).scaleb(-2) + ZERO


def _cents(raw: Raw, marks: Marks | None) -> int:
    raw = given(raw)
    if isinstance(raw, str):
        return _text_cents(raw, marks)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _no_amount(raw)
    if isinstance(raw, int):
        return raw * 100
    if math.isnan(raw) or math.isinf(raw):
        raise _no_amount(raw)
    if abs(raw) * 100 > MOST_CENTS:
        raise _too_large(raw)
    exact = Decimal(repr(raw))
    cents = round(exact.scaleb(2))
    if abs(float(exact - Decimal(cents).scaleb(-2))) >= NOISE:
        raise _too_fine(raw)
    return cents


def _text_cents(raw: str, marks: Marks | None) -> int:
    return _hundredths(_fraction(raw, marks), raw)


def _hundredths(exact: Fraction, raw: Raw) -> int:
    cents = exact * 100
    if cents.denominator != 1:
        raise _too_fine(raw)
    return cents.numerator


def _fraction(raw: Raw, marks: Marks | None) -> Fraction:
    """A number of any fineness, exactly as it was written."""
    raw = given(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise _no_amount(raw)
    if isinstance(raw, int):
        return Fraction(raw)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise _no_amount(raw)
        return Fraction(repr(raw))
    negative, body = _signed(raw)
    if len(body) > _LONG or not _SHAPE.fullmatch(body):
        raise _no_amount(raw)
    whole, part = _parted(body, marks, raw)
    number = Fraction(f"{whole}.{part}" if part else whole)
    return -number if negative else number


def _parted(body: str, marks: Marks | None, raw: str) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    # What the column does not tell, the number must tell by itself.
    used = marks if marks is not None and marks.decimal else _evidence(body)
    if used is None:
        raise _unclear(raw)
    whole, _mark, part = body.partition(used.decimal) if used.decimal else (body, "", "")
    dividers = set(re.sub("[0-9]", "", whole))
    in_threes = not dividers or re.fullmatch(r"[0-9]{1,3}(?:\D[0-9]{3})+", whole)
    known = len(dividers) <= 1 and dividers <= {used.thousands, " ", "'"}
    if not in_threes or not known or re.search(r"\D", part):
        raise _no_amount(raw) if _evidence(body) == NO_MARKS else _otherwise(raw)
    return re.sub(r"\D", "", whole) or "0", part


def _signed(raw: str) -> tuple[bool, str]:
    """Whether it is below zero, and the digits with their marks. One sign at most."""
    text = _bare(raw)
    signs = 0
    if text.startswith("(") and text.endswith(")"):
        signs, text = 1, text[1:-1].strip()
        text = _bare(text)
    negative = signs == 1
    if text[:1] in "+-" and text[:1]:
        signs, negative, text = signs + 1, negative or text[0] == "-", _bare(text[1:])
    if text.endswith(",-"):
        # 100,- is how a round amount is written by hand.
        text = text[:-2]
    elif text.endswith("-"):
        signs, negative, text = signs + 1, True, _bare(text[:-1])
    return (negative, text) if signs <= 1 else (negative, "")


def _bare(text: str) -> str:
    """Without currency and outer blanks; inner blanks are one plain blank."""
    text = _ANY_BLANK.sub(" ", text.translate(_MINUSES)).strip()
    lead = _CURRENCY.match(text)
    if lead:
        text = text[lead.end() :].lstrip()
    tail = re.search(r"(?:kr\.?|dkk)$", text, re.IGNORECASE)
    return text[: tail.start()].rstrip() if tail else text


def _body_of(raw: str) -> str:
    """The digits and marks of a text, or "" if it is no number at all."""
    if is_blank(raw) or len(raw) > _LONG:
        return ""
    _negative, body = _signed(raw)
    return body if _SHAPE.fullmatch(body) else ""


def _evidence(body: str) -> Marks | None:
    """What one number shows by itself; None if it reads both ways."""
    if (found := _THREES.fullmatch(body)) and body[0] != "0":
        # One group of three behind a comma or a point may be a thousand, or three decimals.
        alone = body.count(found[1]) == 1 and found[1] in ".,"
        return None if alone else Marks("", found[1])
    if found := _PARTED.fullmatch(body):
        return Marks(found[2], found[1] or "") if found[1] != found[2] else NO_MARKS
    return NO_MARKS


def _bounded(cents: int, raw: Raw) -> int:
    if abs(cents) > MOST_CENTS:
        raise _too_large(raw)
    return cents


def _no_amount(raw: Raw) -> CellFault:
    message = _("“%(value)s” is not an amount. Write digits, and øre after the decimal mark.")
    return fault("AMOUNT_UNREADABLE", message, value=shown(raw))


def _too_large(raw: Raw) -> CellFault:
    message = _("%(value)s is too large: an amount has at most 12 digits before the øre.")
    return fault("AMOUNT_TOO_LARGE", message, value=shown(raw))


def _too_fine(raw: Raw) -> CellFault:
    message = _("%(value)s has more than two decimals. Round it to whole øre in the sheet.")
    return fault("AMOUNT_TOO_FINE", message, value=shown(raw))


def _unclear(raw: Raw) -> CellFault:
    message = _(
        "%(value)s can be read in two ways. Say whether the column has decimal comma or point."
    )
    return fault("AMOUNT_UNCLEAR", message, value=shown(raw))


def _otherwise(raw: Raw) -> CellFault:
    message = _("%(value)s is written with other marks than the rest of its column. Correct it.")
    return fault("AMOUNT_OTHER_MARKS", message, value=shown(raw))
