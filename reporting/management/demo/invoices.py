"""Invoices of the municipal agreements in the demo: some sent, one paid, one credited."""

from __future__ import annotations

from grants.models import MunicipalAgreement
from partners.actions.organisations import amend_organisation
from reporting.actions.bank import confirm_match, read_bank_file
from reporting.actions.invoices import credit_invoice, draft_invoice, send_invoice
from reporting.management.demo.bank import REGISTRATION, SPACE
from reporting.management.demo.clock import Clock
from reporting.management.demo.people import People
from reporting.models import BankEntry, Invoice
from reporting.queries.bank import fitting
from reporting.queries.invoices import due_on

# A valid check digit, an invented number: nobody's.
CVR = "20000104"


def invoice_agreements(people: People, clock: Clock) -> None:
    """What is due of each agreement is invoiced; the first is paid, the second credited."""
    agreements = MunicipalAgreement.objects.filter(state="active")
    for agreement in agreements.select_related("grant__lead"):
        lead = agreement.grant.lead
        if not lead.cvr:
            amend_organisation(lead, cvr=CVR, by=people["admin"], at=clock())
        sent = []
        for instalment in due_on(agreement.grant, clock.now.date())[:4]:
            made = draft_invoice(
                instalment,
                text=f"{instalment.activity}, {instalment.year}",
                buyer_reference="Borgmesterens Afdeling",
                by=people["lead"],
                at=clock(),
            )
            sent.append(send_invoice(made, by=people["controller"], at=clock()))
        if len(sent) > 1:
            _pay(sent[0], people, clock)
            reason = "Forkert reference; ny faktura følger."
            credit_invoice(sent[1], reason=reason, by=people["controller"], at=clock())


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
