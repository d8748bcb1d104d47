"""Which cost a file belongs to and what it proves, by what people call their files (A-01, A-02).

A voucher number is a row of words and numbers: "B-007" is b, 7. It is found in a file name where
the same row stands, whatever the case, the separators and the leading zeros. A guess that could be
wrong is no guess: the file then waits for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

INVOICE, PAYMENT, VALUATION, DELIVERY, MARKET = "invoice", "payment", "value", "delivery", "market"
IN_KIND = "in_kind"

# Strong words first; "bank" may be the supplier and "bilag" only the number's name.
_WORDS: Sequence[tuple[str, tuple[str, ...]]] = (
    (VALUATION, ("værdiansættelse", "vaerdiansaettelse", "valuation", "vurdering")),
    (DELIVERY, ("følgeseddel", "foelgeseddel", "levering", "delivery")),
    (MARKET, ("markedsafdækning", "markedsafdaekning", "udbud", "procurement", "tilbud")),
    (PAYMENT, ("betaling", "betalt", "kvittering", "payment", "overførsel", "overfoersel")),
    (INVOICE, ("faktura", "invoice", "regning")),
    (PAYMENT, ("bank", "kontoudtog", "kontoudskrift")),
    (INVOICE, ("bilag", "voucher", "receipt")),
)
# What a camera counts by is no voucher number.
_CAMERA = frozenset({"img", "dsc", "dscn", "dscf", "pxl", "mvimg", "screenshot", "skærmbillede"})
# A number of its own after such a word is meant as a number of ours.
_NUMBER_WORDS = frozenset({"bilag", "voucher", "nr", "no", "faktura", "invoice", "bilagsnr"})
_SUFFIX = re.compile(r"\.[^\W_]{1,5}$")
_PART = re.compile(r"\d+|[^\W\d_]+")
Words = tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """The row that a file name means; or several that it may mean, or none."""

    key: int | None = None
    several: tuple[int, ...] = ()


def words_of(text: str) -> Words:
    """Letters and numbers in their order: case folded, numbers without leading zeros."""
    found = _PART.findall(text.casefold())
    return tuple(part.lstrip("0") or "0" if part[0].isdecimal() else part for part in found)


def match_paper(name: str, vouchers: Mapping[int, str]) -> Match:
    """The key of the voucher number that stands in the file *name*: the longest, if it is one."""
    by_words: defaultdict[Words, list[int]] = defaultdict(list)
    for key, number in vouchers.items():
        if parts := words_of(number):
            by_words[parts].append(key)
    longest = max(map(len, by_words), default=0)
    said = words_of(_SUFFIX.sub("", name))
    found = [
        (start, end)
        for start, end in _spans(len(said), longest)
        if said[start:end] in by_words and _is_meant(said, start, end)
    ]
    # What stands inside a longer match is a part of it.
    whole = [span for span in found if not any(_inside(span, other) for other in found)]
    keys = sorted({key for start, end in whole for key in by_words[said[start:end]]})
    if len(keys) == 1:
        return Match(keys[0])
    return Match(several=tuple(keys))


def _spans(length: int, longest: int) -> Iterator[tuple[int, int]]:
    for start in range(length):
        for end in range(start + 1, min(length, start + longest) + 1):
            yield start, end


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _is_meant(said: Words, start: int, end: int) -> bool:
    """Whether a number alone is ours: not a day, a year or a camera's count."""
    if end - start > 1 or not said[start].isdecimal():
        return True
    if said[0] in _CAMERA:
        return False
    if start and said[start - 1] in _NUMBER_WORDS:
        return True
    return sum(part.isdecimal() for part in said) == 1


def role_of(name: str, kind: str = "voucher") -> str:
    """What a file of this *name* proves; without a word of its own the voucher, or the gift."""
    words = [part for part in words_of(_SUFFIX.sub("", name)) if not part.isdecimal()]
    for role, wanted in _WORDS:
        if any(one in word for word in words for one in wanted):
            return role
    return DELIVERY if kind == IN_KIND else INVOICE
