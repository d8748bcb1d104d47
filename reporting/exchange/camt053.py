"""Reads bank statements (ISO 20022 camt.053, any version of its shape) to the last entry.

Nothing of the file is believed: a document type, and with it every entity, is refused before it
is read, and so is whatever is larger than a statement of a year.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from consortium.rules.identifiers import mask_cpr
from consortium.rules.money import ZERO
from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.bank import Entry, Statement

MOST_BYTES = 10_000_000
MOST_ENTRIES = 20_000
MOST_DEPTH = 40
MEGABYTE = 1_000_000
SPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d{2}")
PLAIN_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,5})?", re.ASCII)
TEXT_LIMIT = 500
CREDIT, DEBIT = "CRDT", "DBIT"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


class StatementRefused(Refused):
    """The file is no statement that can be read; nothing of it has been used."""

    code = "STATEMENT_REFUSED"


def read_statements(content: bytes) -> list[Statement]:
    """Every statement of the file, each with all its entries."""
    if len(content) > MOST_BYTES:
        raise StatementRefused.because(
            _("The file is %(size)s MB, and a bank statement is %(most)s MB at most; split it."),
            code="STATEMENT_TOO_LARGE",
            size=-(-len(content) // MEGABYTE),
            most=MOST_BYTES // MEGABYTE,
        )
    try:
        root = _root(content)
    except DefusedXmlException as error:
        raise StatementRefused.because(
            _(
                "The file declares a document type or entities, which no bank writes; fetch it "
                "from the bank again."
            ),
            code="STATEMENT_WITH_ENTITIES",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise StatementRefused.because(
            _("The file is no XML, or cut off. Fetch the statement from the bank again."),
            code="STATEMENT_DAMAGED",
        ) from error
    found = [_statement(one) for one in _at(root, "BkToCstmrStmt/Stmt")]
    if not found:
        raise StatementRefused.because(
            _("The file holds no bank statement (camt.053)."), code="STATEMENT_MISSING"
        )
    return found


def _root(content: bytes) -> Element:
    """The document, read with a bound on its depth; names lose their space once it is known."""
    depth, root = 0, None
    events = iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
    for event, one in events:
        if event == "end":
            depth -= 1
            continue
        depth += 1
        if depth > MOST_DEPTH:
            raise ValueError("too deep")
        space, _brace, name = str(one.tag).removeprefix("{").rpartition("}")
        if root is None:
            if not SPACE.fullmatch(space) or name != "Document":
                raise StatementRefused.because(
                    _("The file is “%(name)s” of “%(space)s” and no bank statement (camt.053)."),
                    code="STATEMENT_OTHER",
                    name=name[:80],
                    space=space[:80],
                )
            root = one
        one.tag = name
    if root is None:
        raise ValueError("empty")
    return root


def _statement(stmt: Element) -> Statement:
    account = _text(stmt, "Acct/Id/IBAN") or _text(stmt, "Acct/Id/Othr/Id")
    entries: list[Entry] = []
    for ntry in _at(stmt, "Ntry"):
        entries += _entries(ntry, len(entries) + 1)
        if len(entries) > MOST_ENTRIES:
            raise StatementRefused.because(
                _("The statement has more than %(most)s entries; fetch it in parts."),
                code="STATEMENT_TOO_MANY",
                most=MOST_ENTRIES,
            )
    identity = _text(stmt, "Id")
    if not identity or not account:
        raise StatementRefused.because(
            _("The statement has no number or names no account, so it cannot be known again."),
            code="STATEMENT_NAMELESS",
        )
    return Statement(
        statement_id=identity,
        account=account,
        currency=_text(stmt, "Acct/Ccy"),
        made_at=_text(stmt, "CreDtTm"),
        opening=_balance(stmt, OPENING),
        closing=_balance(stmt, CLOSING),
        entries=tuple(entries),
    )


def _entries(ntry: Element, number: int) -> list[Entry]:
    """An entry; one that gathers several payments is told payment by payment, if they add up."""
    whole = _amount(ntry, number)
    parts = _at(ntry, "NtryDtls/TxDtls")
    if len(parts) < 2:
        return [_entry(ntry, parts[0] if parts else None, number, whole)]
    amounts = [_part_amount(one, number) for one in parts]
    known = [one for one in amounts if one is not None and one[1] == whole[1]]
    if len(known) < len(parts) or sum((one[0] for one in known), ZERO) != whole[0]:
        return [_entry(ntry, None, number, whole)]
    return [
        _entry(ntry, part, number + place, amount, f"/{place + 1}")
        for place, (part, amount) in enumerate(zip(parts, known, strict=True))
    ]


def _entry(
    ntry: Element, details: Element | None, number: int, amount: tuple[Decimal, str], part: str = ""
) -> Entry:
    side = _text(ntry, "CdtDbtInd")
    if side not in (CREDIT, DEBIT):
        raise _unreadable(number, side)
    reference = _text(ntry, "AcctSvcrRef") or _text(ntry, "NtryRef")
    told = ntry if details is None else details
    other = "Dbtr" if side == CREDIT else "Cdtr"
    return Entry(
        number=number,
        reference=f"{reference}{part}" if reference else "",
        amount=amount[0],
        is_credit=side == CREDIT,
        currency=amount[1],
        status=_text(ntry, "Sts/Cd") or _text(ntry, "Sts"),
        booked_on=_day(ntry, "BookgDt", number),
        value_on=_day(ntry, "ValDt", number),
        end_to_end=_text(told, "Refs/EndToEndId"),
        text=_told(ntry, told),
        counterparty=_text(told, f"RltdPties/{other}/Nm")
        or _text(told, f"RltdPties/{other}/Pty/Nm"),
        is_reversal=_text(ntry, "RvslInd") in ("true", "1"),
    )


def _told(ntry: Element, told: Element) -> str:
    """What the payer wrote: the structured reference first."""
    paths = (
        "RmtInf/Strd/CdtrRefInf/Ref",
        "RmtInf/Strd/RfrdDocInf/Nb",
        "RmtInf/Ustrd",
        "AddtlTxInf",
    )
    words = [_clean(one.text) for path in paths for one in _at(told, path)]
    words.append(_text(ntry, "AddtlNtryInf"))
    return " ".join(word for word in words if word)[:TEXT_LIMIT]


def _amount(place: Element, number: int) -> tuple[Decimal, str]:
    found = place.find("Amt")
    return _money(found, number)


def _part_amount(part: Element, number: int) -> tuple[Decimal, str] | None:
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = part.find(path)
        if found is not None:
            return _money(found, number)
    return None


def _money(found: Element | None, number: int) -> tuple[Decimal, str]:
    text = _clean(found.text) if found is not None else ""
    if found is None or not PLAIN_AMOUNT.fullmatch(text):
        raise _unreadable(number, text)
    value = Decimal(text)
    if value != round(value, 2):
        raise _unreadable(number, text)
    return round(value, 2), _clean(found.get("Ccy"))[:3]


def _balance(stmt: Element, codes: tuple[str, ...]) -> tuple[Decimal, str] | None:
    for code in codes:
        for one in _at(stmt, "Bal"):
            if _text(one, "Tp/CdOrPrtry/Cd") == code:
                value, currency = _amount(one, 0)
                return (-value if _text(one, "CdtDbtInd") == DEBIT else value), currency
    return None


def _day(place: Element, name: str, number: int) -> dt.date | None:
    text = _text(place, f"{name}/Dt") or _text(place, f"{name}/DtTm")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise _unreadable(number, text) from error


def _unreadable(number: int, text: str) -> StatementRefused:
    return StatementRefused.because(
        _(
            "Entry %(number)s says “%(text)s”, where an amount that is not negative, a day or a "
            "direction is due. Nothing of the file has been used."
        ),
        code="STATEMENT_ENTRY",
        number=number,
        text=text[:40],
    )


def _at(place: Element, path: str) -> list[Element]:
    return place.findall(path)


def _text(place: Element, path: str) -> str:
    return next(_texts(place, path), "")


def _texts(place: Element, path: str) -> Iterator[str]:
    return (text for one in place.findall(path) if (text := _clean(one.text)))


def _clean(text: str | None) -> str:
    """One line without control signs; a CPR number that a payer wrote is never kept (G-01)."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text or "")
    return mask_cpr(" ".join(plain.split()))[:TEXT_LIMIT]
