"""A cell as text, for people (pages, PDF) and for machines (CSV, XML)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from consortium.exchange.neutral import neutral
from consortium.queries.texts import (
    day_text,
    fraction_text,
    hours_text,
    money_text,
    number_text,
    percent_text,
)
from consortium.rules.money import cents_half_up
from reporting.documents.tables import HASH, HOURS, PERCENT, Cell, Words

SHORT_HASH = 12


def readable(cell: Cell, kind: str, language: str) -> str:
    """What people read: 1.234,50; 31.12.2012; 48,4 %; a hash by its first digits."""
    match cell:
        case None:
            return ""
        case Words():
            return cell.text(language)
        case str():
            return cell[:SHORT_HASH] if kind == HASH else cell
        case dt.date():
            return day_text(cell, language)
        case Decimal():
            return (hours_text if kind == HOURS else money_text)(cell, language=language)
        case Fraction():
            return percent_text(cell, 1, language) if kind == PERCENT else fraction_text(cell)
        case int():
            return number_text(cell, 0, language)


def exchangeable(cell: Cell, kind: str, language: str, *, point: str = ",") -> str:
    """What machines read: ISO days, no thousands marks, *point* as decimal mark, whole hashes."""
    match cell:
        case None:
            return ""
        case Words() | str():
            text = cell.text(language) if isinstance(cell, Words) else cell
            # A decimal comma is CSV, which a spreadsheet opens; XML is read by programs.
            return neutral(text) if point == "," else text
        case dt.date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f").replace(".", point)
        case Fraction():
            if kind != PERCENT:
                return fraction_text(cell)
            return format(cents_half_up(cell * 100), "f").replace(".", point)
        case int():
            return str(cell)
