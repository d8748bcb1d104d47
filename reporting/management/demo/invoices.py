"""Invoices of 001 in the demo, at the agreement's own clock: sent, paid at the bank, credited.

The agreement gives ten: half of each area's money at the start, half at the end (R-73, C27).
"""

from __future__ import annotations

import datetime as dt

from grants.models import Grant, Instalment
from partners.actions.organisations import amend_organisation
from reporting.actions.bank import confirm_match, read_bank_file
from reporting.actions.invoices import (
    credit_invoice,
    draft_invoice,
    note_delivery,
    send_invoice,
)
from reporting.management.demo.bank import REGISTRATION, SPACE
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.models import BankEntry, Invoice
from reporting.queries.bank import fitting
from reporting.queries.invoices import due_on

# An invented number with a valid check digit.
CVR = "90000004"
RECEIVER = "Borgmesterens Afdeling"


def number_seller(people: People, today: Clock) -> None:
    """An invoice names its seller's CVR number; a deed of the house, so on the demo's day."""
    lead = people.organisations["lead"]
    if not lead.cvr:
        people.organisations["lead"] = amend_organisation(
            lead, cvr=CVR, by=people["admin"], at=today()
        )


def first_halves(people: People, grant: Grant, clock: Clock) -> None:
    """Four areas begin with 2023: one invoice is paid, one is credited and sent anew."""
    clock.move_to(dt.date(2023, 1, 4))
    sent = [_sent(people, one, clock) for one in due_on(grant, clock.now.date())]
    clock.move_to(dt.date(2023, 1, 9))
    wrong = credit_invoice(
        sent[2],
        reason="Forkert reference hos modtageren; ny faktura følger.",
        by=people["controller"],
        at=clock(),
    )
    _sent(people, wrong.instalment, clock)
    clock.move_to(dt.date(2023, 2, 3))
    _pay(sent[0], people, clock)


def second_halves(people: People, grant: Grant, clock: Clock) -> None:
    """The year is over: one second half is sent, one drafted, the rest is proposed as due."""
    first, second, *_rest = due_on(grant, clock.now.date())
    _sent(people, first, clock)
    _drafted(people, second, clock)


def _drafted(people: People, instalment: Instalment, clock: Clock) -> Invoice:
    half = "opstart" if instalment.number == 1 else "afslutning"
    return draft_invoice(
        instalment,
        text=f"{instalment.activity}, {instalment.year}: halvdelen ved {half}",
        buyer_reference=RECEIVER,
        by=people["lead"],
        at=clock(),
    )


def _sent(people: People, instalment: Instalment, clock: Clock) -> Invoice:
    by = people["controller"]
    sent = send_invoice(_drafted(people, instalment, clock), by=by, at=clock())
    receipt = f'<?xml version="1.0" encoding="UTF-8"?><Kvittering>{sent.number_text}</Kvittering>'
    return note_delivery(
        sent,
        channel="nemhandel",
        on=clock.now.date(),
        receipt=receipt.encode(),
        name=f"kvittering-{sent.number_text}.xml",
        by=by,
        at=clock(),
    )


def _pay(invoice: Invoice, people: People, clock: Clock) -> None:
    day, by = clock.now.date(), people["controller"]
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{SPACE}"><BkToCstmrStmt><Stmt>'
        f"<Id>{day:%Y-%m-%d}</Id><Acct><Id><Othr><Id>{REGISTRATION}0000000001</Id></Othr></Id></Acct>"
        f'<Ntry><Amt Ccy="DKK">{invoice.amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>KOM-1</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<RmtInf><Ustrd>Faktura {invoice.number_text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()
    read_bank_file(invoice.grant, file=content, name="kontoudtog.xml", by=by, at=clock())
    for one in fitting(invoice.grant).proposals:
        confirm_match(
            BankEntry.objects.get(pk=one.entry.number),
            kind=one.waiting.kind.value,
            key=one.waiting.key,
            by=by,
            at=clock(),
        )
