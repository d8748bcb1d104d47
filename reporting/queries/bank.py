"""What money is waited for, and which entries of the bank fit (rules.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from grants.models import Grant
from partners.models import BankAccount
from reporting.models import (
    BankEntry,
    BankMatch,
    BankStatement,
    Claim,
    Disbursement,
    Invoice,
    PaymentFileRow,
    PaymentReceived,
)
from reporting.rules.bank import Difference, Entry, Kind, Proposal, Waiting, propose

PAYABLE = ("accepted", "partly_accepted")


@dataclass(frozen=True)
class Fitting:
    """What fits a grant's open entries, and what nearly does."""

    proposals: list[Proposal]
    differences: list[Difference]
    entries: dict[int, BankEntry]


def open_entries(grant: Grant) -> QuerySet[BankEntry]:
    """Entries of the grant's statements that nobody has matched, in any grant."""
    booked = BankMatch.objects.values("fingerprint")
    rows = BankEntry.objects.filter(grant=grant, match__isnull=True)
    return rows.exclude(fingerprint__in=booked).select_related("statement").order_by("pk")


def fitting(grant: Grant, statement: BankStatement | None = None) -> Fitting:
    """Every proposal for the open entries of *grant*, or of one statement."""
    entries = {one.pk: one for one in open_entries(grant)}
    # All of them are compared, so that two that fit equally well are seen even in two statements.
    proposals, differences = propose([plain_entry(one) for one in entries.values()], waited(grant))
    if statement:
        own = {key for key, one in entries.items() if one.statement_id == statement.pk}
        proposals = [one for one in proposals if one.entry.number in own]
        differences = [one for one in differences if one.entry.number in own]
    return Fitting(proposals, differences, entries)


def plain_entry(row: BankEntry) -> Entry:
    """A stored entry as the rules take it; its key stands for its number."""
    return Entry(
        number=row.pk,
        reference=row.reference,
        amount=row.amount,
        is_credit=row.is_credit,
        currency=row.currency,
        status=row.status,
        booked_on=row.booked_on,
        value_on=row.value_on,
        end_to_end=row.end_to_end,
        text=row.text,
        counterparty=row.counterparty,
        is_reversal=row.is_reversal,
    )


def waited(grant: Grant) -> list[Waiting]:
    """Claims to be paid, payments and disbursements not seen at the bank, open invoices."""
    return [*_claims(grant), *_payments(grant), *_disbursements(grant), *_invoices(grant)]


def _claims(grant: Grant) -> list[Waiting]:
    rows = Claim.objects.filter(grant=grant, state__in=PAYABLE, payments__isnull=True)
    names = (grant.journal_no,)
    return [
        Waiting(
            Kind.CLAIM, one.pk, f"{grant.ref} #{one.number}", one.counted_payable, True, names=names
        )
        for one in rows
        if one.counted_payable > 0
    ]


def _payments(grant: Grant) -> list[Waiting]:
    rows = PaymentReceived.objects.filter(claim__grant=grant, bank_match__isnull=True)
    return [
        Waiting(
            Kind.PAYMENT,
            one.pk,
            f"{grant.ref} #{one.claim.number}, {one.bank_ref}",
            one.amount,
            True,
            names=(one.bank_ref,),
            on=one.received_on,
        )
        for one in rows.select_related("claim")
    ]


def _disbursements(grant: Grant) -> list[Waiting]:
    live = PaymentFileRow.objects.filter(disbursement=OuterRef("pk"), is_live=True).order_by("pk")
    rows = (
        Disbursement.objects.filter(
            payment__claim__grant=grant,
            state__in=["approved", "sent", "confirmed"],
            bank_match__isnull=True,
            amount__gt=0,
            grant_partner__is_lead=False,
        )
        .select_related("grant_partner__organisation", "payment__claim")
        .annotate(live_key=Subquery(live.values("end_to_end")[:1]))
    )
    return [
        Waiting(
            Kind.DISBURSEMENT,
            one.pk,
            f"{one.grant_partner}, {grant.ref} #{one.payment.claim.number}",
            one.amount,
            False,
            end_to_end=one.live_key or "",
            names=(one.bank_ref,),
            on=one.sent_on,
        )
        for one in rows
    ]


def _invoices(grant: Grant) -> list[Waiting]:
    rows = Invoice.objects.filter(grant=grant, state="sent", kind="invoice")
    return [
        Waiting(
            Kind.INVOICE,
            one.pk,
            one.number_text,
            one.outstanding,
            True,
            end_to_end=one.number_text,
            names=(one.number_text, one.order_reference, one.project_reference),
            part=True,
        )
        for one in rows
    ]


def is_own_account(grant: Grant, account: str) -> bool | None:
    """Whether *account* is the lead's; nothing where the lead has none that is approved."""
    own = BankAccount.objects.filter(organisation=grant.lead_id, state__in=["in_use", "replaced"])
    known = {name for one in own for name in (one.iban, one.facts.bban) if name}
    if not known:
        return None
    # An IBAN of a Danish bank ends with registration and account number.
    return account in known or (account.startswith("DK") and account[4:] in known)


def matched_sum(invoice: Invoice) -> Decimal:
    """What the bank's entries have brought on an invoice."""
    return sum((one.amount for one in invoice.bank_matches.all()), Decimal("0.00"))
