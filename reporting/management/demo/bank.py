"""Bank accounts, a payment file and a bank statement that is matched, in the demo.

All numbers are invented: registration number 9999 is no bank's.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partners.actions.accounts import approve_account, propose_account
from reporting.actions.bank import confirm_match, read_bank_file
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.management.demo.promise import Promise
from reporting.models import BankEntry, Disbursement, PaymentFileRow, PaymentReceived
from reporting.queries.bank import fitting

REGISTRATION = "9999"
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


def open_accounts(people: People, promise: Promise, clock: Clock) -> None:
    """Every partner writes its account down, and another person of it approves it."""
    for place, key in enumerate(promise.partners, start=1):
        writer = people["lead.reporter" if key == "lead" else key]
        account = propose_account(
            people.organisations[key],
            registration_no=REGISTRATION,
            account_no=f"{place:010d}",
            by=writer,
            at=clock(),
        )
        approve_account(account, by=people[f"{key}.approver"], at=clock())


def read_statement(people: People, promise: Promise, clock: Clock) -> None:
    """The last payment and its transfers at the bank; one transfer still waits to be confirmed."""
    payment = PaymentReceived.objects.filter(claim__grant=promise.grant).latest("received_on")
    by = people["controller"]
    content = _camt(payment)
    read_bank_file(promise.grant, file=content, name="kontoudtog.xml", by=by, at=clock())
    waiting = fitting(promise.grant).proposals
    for one in waiting[:-1]:
        confirm_match(
            BankEntry.objects.get(pk=one.entry.number),
            kind=one.waiting.kind.value,
            key=one.waiting.key,
            by=by,
            at=clock(),
        )


def _camt(payment: PaymentReceived) -> bytes:
    rows = Disbursement.objects.filter(payment=payment, grant_partner__is_lead=False)
    keys = dict(
        PaymentFileRow.objects.filter(file__payment=payment).values_list(
            "disbursement_id", "end_to_end"
        )
    )
    entries = [_entry("IND-1", payment.amount, "CRDT", payment.received_on, payment.bank_ref)]
    entries += [
        _entry(f"UD-{place}", row.amount, "DBIT", row.sent_on, "Udbetaling", keys.get(row.pk, ""))
        for place, row in enumerate(rows.order_by("grant_partner__number"), start=1)
        if row.sent_on and row.amount
    ]
    entries.append(_entry("GEB-1", Decimal("150.00"), "DBIT", payment.received_on, "Gebyr"))
    month = f"{payment.received_on:%Y-%m}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{SPACE}"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>{month}</MsgId><CreDtTm>{month}-28T06:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{month}</Id><CreDtTm>{month}-28T06:00:00</CreDtTm>"
        f"<Acct><Id><Othr><Id>{REGISTRATION}0000000001</Id></Othr></Id><Ccy>DKK</Ccy></Acct>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(
    reference: str, amount: Decimal, side: str, on: dt.date, text: str, key: str = ""
) -> str:
    known = f"<Refs><EndToEndId>{key}</EndToEndId></Refs>" if key else ""
    return (
        f'<Ntry><Amt Ccy="DKK">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>1</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls>{known}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
