"""Bank statements as banks write them, made by the tests."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

SPACES = {"02": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"}
ACCOUNT = "DK9341831234567890"


def entry(amount: str, **said: Any) -> str:
    """One entry: *ref*, *side*, *on*, *key* (end to end), *text*, *who*, *ccy*, *status*."""
    side = said.get("side", "CRDT")
    ref = f"<AcctSvcrRef>{said['ref']}</AcctSvcrRef>" if said.get("ref") else ""
    status = said.get("status", "BOOK")
    other = "Dbtr" if side == "CRDT" else "Cdtr"
    who = f"<{other}><Nm>{escape(said['who'])}</Nm></{other}>" if said.get("who") else ""
    key = f"<Refs><EndToEndId>{said['key']}</EndToEndId></Refs>" if said.get("key") else ""
    text = f"<RmtInf><Ustrd>{escape(said['text'])}</Ustrd></RmtInf>" if said.get("text") else ""
    parties = f"<RltdPties>{who}</RltdPties>" if who else ""
    details = f"<NtryDtls><TxDtls>{key}{parties}{text}</TxDtls></NtryDtls>"
    on = said.get("on", "2012-10-15")
    return (
        f'<Ntry><Amt Ccy="{said.get("ccy", "DKK")}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"{said.get('reversal', '')}<Sts>{status}</Sts><BookgDt><Dt>{on}</Dt></BookgDt>"
        f"<ValDt><Dt>{on}</Dt></ValDt>{ref}<BkTxCd><Prtry><Cd>544</Cd></Prtry></BkTxCd>"
        f"{details if key or parties or text else ''}</Ntry>"
    )


def balance(code: str, amount: str, side: str = "CRDT") -> str:
    """The balance before or after."""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="DKK">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Dt><Dt>2012-10-15</Dt></Dt></Bal>"
    )


def statement(
    *entries: str,
    number: str = "2012-41",
    first: str = "0.00",
    last: str = "0.00",
    account: str = ACCOUNT,
) -> bytes:
    """A whole file of version 2."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{SPACES["02"]}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2012-10-16T06:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{number}</Id><CreDtTm>2012-10-16T06:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>DKK</Ccy></Acct>"
        f"{balance('OPBD', first)}{balance('CLBD', last)}{''.join(entries)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()
