"""Invoices to a municipality: drafted for an instalment, sent, delivered, credited (rules 5.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils import timezone

from consortium.actions.base import action, must, record
from consortium.actions.evidence import keep_file
from consortium.models.memory import add_rows
from consortium.rules.hashing import canonical, sha256
from consortium.rules.refusals import Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from consortium.rules.states import advance
from grants.models import OPERATOR, Instalment
from grants.rules.instalments import Instalment as Asked
from grants.rules.instalments import check_invoices
from partners.models import Organisation
from reporting.models import Invoice, InvoiceLine
from reporting.queries.costs import owner_ref
from reporting.queries.invoices import (
    facts_of,
    invoiced_of,
    lines_of,
    parties_of,
    reference_of,
)
from reporting.rules.invoice_states import INVOICE
from reporting.rules.invoices import CREDIT_NOTE, TO_ACCOUNT, check_facts, to_body
from reporting.rules.vouchers import check_personal

DAYS_TO_PAY = 30


class InvoiceRefused(Refused):
    """The invoice cannot be made or sent as it is."""

    code = "INVOICE_REFUSED"


@action
def draft_invoice(
    instalment: Instalment,
    *,
    text: str,
    means: str = TO_ACCOUNT,
    buyer_reference: str = "",
    order_reference: str = "",
    note: str = "",
    days_to_pay: int = DAYS_TO_PAY,
    by: Any,
    at: dt.datetime,
) -> Invoice:
    """Draft the invoice of one instalment; it has no number until it is sent."""
    instalment = _locked_instalment(instalment)
    grant = instalment.grant
    must(by, Capability.PLAN_PROJECT, grant)
    words = {"text": text, "note": note, "buyer_reference": buyer_reference}
    refuse_if(check_personal(words), InvoiceRefused)
    _must_be_open(instalment)
    seller = parties_of(instalment).get(OPERATOR)
    today = timezone.localdate(at)
    invoice = Invoice.objects.create(
        grant=grant,
        seller=seller.organisation if seller else grant.lead,
        instalment=instalment,
        due_on=max(instalment.due_on, today) + dt.timedelta(days=days_to_pay),
        means=means,
        buyer_reference=buyer_reference.strip(),
        order_reference=order_reference.strip(),
        project_reference=reference_of(instalment),
        note=note.strip(),
        amount=instalment.amount,
        drafted_by=by,
        drafted_at=at,
    )
    _write_line(invoice, text.strip() or str(instalment))
    # What the receiver would turn down is said now, not when somebody wants to send it.
    facts = facts_of(invoice, lines_of(invoice), number=None, issued_on=today)
    refuse_if(check_facts(facts), InvoiceRefused)
    after = {"instalment": str(instalment), "amount": invoice.amount}
    record("invoice.drafted", invoice, chain=grant.ref, after=after)
    return invoice


@action
def drop_invoice(invoice: Invoice, *, by: Any, at: dt.datetime) -> Invoice:
    """Drop a draft; its instalment can be invoiced anew."""
    invoice = locked_invoice(invoice)
    must(by, Capability.PLAN_PROJECT, invoice.grant)
    invoice.state = advance(INVOICE, invoice.state, "drop")
    invoice.save()
    record("invoice.dropped", invoice, chain=invoice.grant.ref, after={"amount": invoice.amount})
    return invoice


@action
def send_invoice(invoice: Invoice, *, by: Any, at: dt.datetime) -> Invoice:
    """Give the invoice its number and freeze what it says; from now on its files can be fetched."""
    invoice = locked_invoice(invoice)
    must(by, Capability.BOOK_PAYMENT, invoice.grant)
    state = advance(INVOICE, invoice.state, "send")
    instalment, today = invoice.instalment, timezone.localdate(at)
    if instalment.due_on > today:
        raise InvoiceRefused.because(
            _("The instalment falls due on %(day)s and is not invoiced before that day."),
            rule="R-73",
            day=instalment.due_on,
        )
    granted, asked = invoiced_of(instalment)
    refuse_if(check_invoices([granted], asked), InvoiceRefused)
    return _numbered(invoice, state, today, by)


@action
def note_delivery(
    invoice: Invoice,
    *,
    channel: str,
    on: dt.date,
    receipt: UploadedFile[Any] | bytes,
    name: str = "",
    by: Any,
    at: dt.datetime,
) -> Invoice:
    """Note how and when the file went, with the receipt of NemHandel or the mail."""
    invoice = locked_invoice(invoice)
    must(by, Capability.BOOK_PAYMENT, invoice.grant)
    if not invoice.number or invoice.issued_on is None:
        raise InvoiceRefused.because(
            _("The invoice has no number yet; send it first, then note how it went."),
            rule="rules 5.3",
        )
    if invoice.channel:
        raise InvoiceRefused.because(
            _("It is noted already that invoice %(number)s went on %(day)s."),
            rule="rules 5.3",
            number=invoice.number_text,
            day=invoice.sent_on,
        )
    if not invoice.issued_on <= on <= timezone.localdate(at):
        raise InvoiceRefused.because(
            _("%(day)s does not lie between %(first)s and today."),
            rule="rules 5.3",
            subject="on",
            day=on,
            first=invoice.issued_on,
        )
    named = name or str(getattr(receipt, "name", ""))
    owner, chain = owner_ref(invoice.seller_id), invoice.grant.ref
    invoice.receipt = keep_file(
        content=receipt, name=named, owner_ref=owner, chain=chain, by=by, at=at
    )
    invoice.channel, invoice.sent_on = channel, on
    invoice.save()
    after = {"channel": channel, "on": on, "receipt": invoice.receipt.sha256}
    record("invoice.delivered", invoice, chain=invoice.grant.ref, after=after)
    return invoice


@action
def credit_invoice(invoice: Invoice, *, reason: str, by: Any, at: dt.datetime) -> Invoice:
    """Take a sent invoice back by a credit note of its whole amount, in the same row of numbers."""
    invoice = locked_invoice(invoice)
    must(by, Capability.BOOK_PAYMENT, invoice.grant)
    if invoice.is_credit_note:
        raise InvoiceRefused.because(
            _("%(number)s is a credit note; send a new invoice instead."),
            rule="rules 5.3",
            number=invoice.number_text,
        )
    state = advance(INVOICE, invoice.state, "credit")
    if not reason.strip():
        raise InvoiceRefused.because(
            _("Say why the invoice is taken back; the credit note says it to the municipality."),
            rule="W-04",
            subject="reason",
        )
    refuse_if(check_personal({"reason": reason}), InvoiceRefused)
    before, invoice.state = invoice.state, state
    invoice.save()
    note = _credit_note(invoice, reason.strip(), by, at)
    record(
        "invoice.credited",
        invoice,
        chain=invoice.grant.ref,
        before={"state": before},
        after={"state": invoice.state, "credit_note": note.number_text},
        reason=reason,
    )
    return note


def count_payment(invoice: Invoice, amount: Decimal) -> Invoice:
    """Count a bank entry on an invoice; a part of the deed that matches it."""
    invoice = locked_invoice(invoice)
    state = advance(INVOICE, invoice.state, "settle")
    invoice.paid += amount
    if invoice.paid > invoice.amount:
        raise InvoiceRefused.because(
            _("Invoice %(number)s is of %(amount)s kr., and %(paid)s kr. would have come."),
            rule="rules 5.3",
            number=invoice.number_text,
            amount=invoice.amount,
            paid=invoice.paid,
        )
    if invoice.paid == invoice.amount:
        invoice.state = state
    invoice.save()
    after = {"paid": invoice.paid, "state": invoice.state}
    record("invoice.paid", invoice, chain=invoice.grant.ref, after=after)
    return invoice


def locked_invoice(invoice: Invoice) -> Invoice:
    """The invoice as it is now, held until the deed is done."""
    return (
        Invoice.objects.select_for_update(of=("self",))
        .select_related("grant", "seller", "instalment__agreed__area", "credits")
        .get(pk=invoice.pk)
    )


def _credit_note(invoice: Invoice, reason: str, by: Any, at: dt.datetime) -> Invoice:
    note = Invoice.objects.create(
        grant=invoice.grant,
        seller=invoice.seller,
        instalment=invoice.instalment,
        kind=CREDIT_NOTE,
        credits=invoice,
        due_on=timezone.localdate(at),
        means=invoice.means,
        buyer_reference=invoice.buyer_reference,
        order_reference=invoice.order_reference,
        project_reference=invoice.project_reference,
        reason=reason,
        amount=invoice.amount,
        drafted_by=by,
        drafted_at=at,
    )
    for line in invoice.lines.all():
        _write_line(note, line.text)
    return _numbered(note, advance(INVOICE, note.state, "send"), timezone.localdate(at), by)


def _numbered(invoice: Invoice, state: str, on: dt.date, by: Any) -> Invoice:
    """Give the next number of the seller's: who waits here gets the one after it, none is lost."""
    Organisation.objects.select_for_update().get(pk=invoice.seller_id)
    last = Invoice.objects.filter(seller=invoice.seller_id).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    facts = facts_of(invoice, lines_of(invoice), number=number, issued_on=on)
    refuse_if(check_facts(facts), InvoiceRefused)
    invoice.state, invoice.number, invoice.issued_on = state, number, on
    invoice.due_on, invoice.sent_by = facts.due_on, by
    invoice.body = canonical(to_body(facts))
    invoice.sha256 = sha256(invoice.body)
    invoice.save()
    record(
        "invoice.sent",
        invoice,
        chain=invoice.grant.ref,
        after={"number": number, "amount": invoice.amount, "sha256": invoice.sha256},
    )
    return invoice


def _locked_instalment(instalment: Instalment) -> Instalment:
    rows = Instalment.objects.select_for_update(of=("self",))
    return rows.select_related("grant__lead", "agreed__area").get(pk=instalment.pk)


def _must_be_open(instalment: Instalment) -> None:
    held = Invoice.objects.holding().filter(instalment=instalment).first()
    if held:
        raise InvoiceRefused.because(
            _("The instalment has an invoice already (%(number)s); credit or drop that one first."),
            rule="R-73",
            number=held.number_text or "–",
        )
    granted, asked = invoiced_of(instalment)
    wanted = Asked(instalment.activity, instalment.year, instalment.number, instalment.amount)
    refuse_if(check_invoices([granted], [*asked, wanted]), InvoiceRefused)


def _write_line(invoice: Invoice, text: str) -> None:
    row = InvoiceLine(invoice=invoice, number=1, text=text, amount=invoice.amount)
    add_rows([row], InvoiceLine)
