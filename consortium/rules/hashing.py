"""One spelling for every value, so that a hash made today can be made again in ten years."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import rfc8785

# From here on the order of UTF-16 units (RFC 8785, 3.2.3) is not that of characters.
FIRST_SURROGATE = "\ud800"


def plain(value: Any) -> Any:
    """*value* as JSON can hold it: amounts as text, instants in UTC, never a float."""
    match value:
        case None | bool() | str():
            return value
        case int():
            # RFC 8785 numbers are IEEE doubles; larger whole numbers would lose digits.
            return value if abs(value) < 2**53 else str(value)
        case Decimal():
            return format(value, "f")
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        case dt.date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case set() | frozenset():
            return sorted(plain(inner) for inner in value)
    raise TypeError(f"no canonical spelling for {type(value).__name__}")


def canonical(value: Any) -> str:
    """*value* as canonical JSON (RFC 8785)."""
    return canonical_of_plain(plain(value))


def canonical_of_plain(value: Any) -> str:
    """The same for a *value* that `plain` has spelled already."""
    # Without floats only names beyond the Basic Multilingual Plane may stand in another order.
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if text.isascii() or max(text) < FIRST_SURROGATE:
        return text
    return rfc8785.dumps(value).decode("utf-8")


def sha256(text: str) -> str:
    """The SHA-256 of *text* in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON of *value*."""
    return sha256(canonical(value))
