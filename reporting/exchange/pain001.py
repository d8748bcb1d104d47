"""The payment file that the bank takes: ISO 20022 pain.001.001.03 (issue 6, rules.md 2.8).

The same orders give the same bytes, so that the file can be fetched again.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from consortium.rules.money import ZERO
from partners.rules.accounts import Account

SPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
CURRENCY, COUNTRY = "DKK", "DK"
KEY_LIMIT, NAME_LIMIT, TEXT_LIMIT = 35, 70, 140
# Letters that banks pass on unchanged, and the Danish ones.
PLAIN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ÆØÅæøå]")

Element = etree._Element


@dataclass(frozen=True)
class Order:
    """One transfer."""

    end_to_end: str
    amount: Decimal
    name: str
    account: Account
    text: str


@dataclass(frozen=True)
class Batch:
    """One file: what is paid from one account on one day."""

    message_id: str
    made_at: dt.datetime
    execute_on: dt.date
    payer: str
    payer_cvr: str
    account: Account
    orders: Sequence[Order]

    @property
    def control_sum(self) -> Decimal:
        """What the bank adds up too."""
        return sum((order.amount for order in self.orders), ZERO)


def render_pain001(batch: Batch) -> bytes:
    """*batch* as the bank reads it."""
    root = etree.Element(f"{{{SPACE}}}Document", nsmap={None: SPACE})
    start = _add(root, "CstmrCdtTrfInitn")
    _header(_add(start, "GrpHdr"), batch)
    info = _add(start, "PmtInf")
    _add(info, "PmtInfId", batch.message_id)
    _add(info, "PmtMtd", "TRF")
    _add(info, "NbOfTxs", str(len(batch.orders)))
    _add(info, "CtrlSum", format(batch.control_sum, ".2f"))
    _add(info, "ReqdExctnDt", batch.execute_on.isoformat())
    _add(_add(info, "Dbtr"), "Nm", _plain(batch.payer, NAME_LIMIT))
    _account(_add(info, "DbtrAcct"), batch.account, currency=True)
    _bank(_add(info, "DbtrAgt"), batch.account)
    for order in batch.orders:
        _order(_add(info, "CdtTrfTxInf"), order)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _header(head: Element, batch: Batch) -> None:
    _add(head, "MsgId", batch.message_id)
    _add(head, "CreDtTm", batch.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add(head, "NbOfTxs", str(len(batch.orders)))
    _add(head, "CtrlSum", format(batch.control_sum, ".2f"))
    party = _add(head, "InitgPty")
    _add(party, "Nm", _plain(batch.payer, NAME_LIMIT))
    if batch.payer_cvr:
        other = _add(_add(_add(party, "Id"), "OrgId"), "Othr")
        _add(other, "Id", batch.payer_cvr)


def _order(place: Element, order: Order) -> None:
    key = _add(place, "PmtId")
    _add(key, "InstrId", order.end_to_end)
    _add(key, "EndToEndId", order.end_to_end)
    value = _add(_add(place, "Amt"), "InstdAmt", format(order.amount, ".2f"))
    value.set("Ccy", CURRENCY)
    _bank(_add(place, "CdtrAgt"), order.account)
    _add(_add(place, "Cdtr"), "Nm", _plain(order.name, NAME_LIMIT))
    _account(_add(place, "CdtrAcct"), order.account)
    _add(_add(place, "RmtInf"), "Ustrd", _plain(order.text, TEXT_LIMIT))


def _account(place: Element, account: Account, *, currency: bool = False) -> None:
    key = _add(place, "Id")
    if account.iban:
        _add(key, "IBAN", account.iban)
    else:
        other = _add(key, "Othr")
        _add(other, "Id", account.bban)
        _add(_add(other, "SchmeNm"), "Cd", "BBAN")
    if currency:
        _add(place, "Ccy", CURRENCY)


def _bank(place: Element, account: Account) -> None:
    bank = _add(place, "FinInstnId")
    if account.bic:
        _add(bank, "BIC", account.bic)
    else:
        _add(_add(bank, "PstlAdr"), "Ctry", COUNTRY)


def _plain(text: str, limit: int) -> str:
    """*text* in signs that every bank passes on."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(PLAIN.sub(" ", composed).split())[:limit]


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    child = etree.SubElement(parent, f"{{{SPACE}}}{name}")
    child.text = text
    return child
