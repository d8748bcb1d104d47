"""H-10, H-11: invoices to municipalities, files for the bank and what the bank has told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.hashing import sha256
from consortium.rules.money import ZERO
from consortium.rules.refusals import gettext_noop as _
from reporting.models import BankMatch, Invoice, PaymentFile, PaymentFileRow
from reporting.queries.checks.base import Fault, Scope, fault, faults
from reporting.rules.invoices import CREDIT_NOTE, INVOICE, from_body

NO_MONEY = Value(ZERO, output_field=MoneyField())


def invoices_are_whole(scope: Scope) -> list[Fault]:
    """H-10: numbers without gaps; each invoice says what was frozen, and asks for what is agreed.

    A credit note takes back no more than its invoice (rules.md 5.3, R-73).
    """
    numbered = Invoice.objects.filter(scope.of(), number__isnull=False)
    return [
        *_gaps(numbered),
        *_altered(numbered),
        *_lines(Invoice.objects.filter(scope.of())),
        *_beyond(numbered),
        *_credited(numbered),
    ]


def _gaps(numbered: QuerySet[Invoice]) -> Iterator[Fault]:
    """A seller's numbers run over all its grants, so all of them are counted."""
    sellers = Invoice.objects.filter(
        number__isnull=False, seller__in=numbered.order_by().values("seller")
    )
    counted = sellers.order_by().values("seller").annotate(last=Max("number"), n=Count("pk"))
    for seller in counted.exclude(last=F("n")):
        before = 0
        for row in sellers.filter(seller=seller["seller"]).order_by("number"):
            number = row.number or 0
            if number != before + 1:
                sentence = _("Invoice %(number)s follows %(before)s: numbers are missing between.")
                yield fault("H-10", row, sentence, number=number, before=before)
            before = number


def _altered(numbered: QuerySet[Invoice]) -> Iterator[Fault]:
    for row in numbered.iterator():
        if sha256(row.body) != row.sha256:
            sentence = _("What invoice %(number)s says is not what was frozen when it was sent.")
            yield fault("H-10", row, sentence, number=row.number)
            continue
        facts = from_body(json.loads(row.body))
        if facts.total != row.amount:
            sentence = _("Invoice %(number)s says %(said)s and asks for %(amount)s.")
            params = {"said": facts.total, "amount": row.amount}
            yield fault("H-10", row, sentence, number=row.number, **params)


def _lines(invoices: QuerySet[Invoice]) -> list[Fault]:
    summed = invoices.annotate(said=Coalesce(Sum("lines__amount"), NO_MONEY))
    sentence = _("The lines of an invoice come to %(said)s, and it asks for %(amount)s.")
    return faults("H-10", summed.exclude(said=F("amount")), sentence, said="said", amount="amount")


def _beyond(numbered: QuerySet[Invoice]) -> list[Fault]:
    """Its instalment is all that an invoice asks for; a draft may wait for an addendum."""
    other = numbered.filter(kind=INVOICE).exclude(amount=F("instalment__amount"))
    sentence = _("Invoice %(number)s asks for %(amount)s; its instalment is %(agreed)s.")
    columns = {"number": "number", "amount": "amount", "agreed": "instalment__amount"}
    return faults("H-10", other.select_related("instalment"), sentence, **columns)


def _credited(numbered: QuerySet[Invoice]) -> list[Fault]:
    notes = numbered.filter(kind=CREDIT_NOTE).select_related("credits")
    more = notes.filter(Q(amount__gt=F("credits__amount")) | Q(credits__number__isnull=True))
    loose = notes.exclude(credits__state="credited")
    alone = numbered.filter(kind=INVOICE, state="credited", credit_note__isnull=True)
    over = _("Credit note %(number)s takes back %(amount)s; its invoice asked for %(asked)s.")
    columns = {"number": "number", "amount": "amount", "asked": "credits__amount"}
    open_ = _("Credit note %(number)s takes back an invoice that still stands.")
    without = _("Invoice %(number)s is credited, and there is no credit note.")
    return [
        *faults("H-10", more, over, **columns),
        *faults("H-10", loose, open_, number="number"),
        *faults("H-10", alone, without, number="number"),
    ]


def bank_agrees(scope: Scope) -> list[Fault]:
    """H-11: files for the bank pay what was approved, and each entry is what it was matched to."""
    return [*_files(scope), *_rows(scope), *_matches(scope), *_paid(scope)]


def _files(scope: Scope) -> Iterator[Fault]:
    files = PaymentFile.objects.filter(scope.of()).annotate(
        summed=Coalesce(Sum("rows__amount"), NO_MONEY), counted=Count("rows")
    )
    row: Any
    for row in files.iterator():
        if sha256(row.content) != row.sha256:
            sentence = _("The bytes of payment file %(file)s are not those that were made.")
            yield fault("H-11", row, sentence, file=row.message_id)
        if (row.summed, row.counted) != (row.control_sum, row.transactions):
            sentence = _(
                "Payment file %(file)s says %(transactions)s transfers of %(said)s together; its "
                "rows are %(counted)s of %(summed)s."
            )
            params = {"said": row.control_sum, "summed": row.summed, "counted": row.counted}
            told = {"file": row.message_id, "transactions": row.transactions}
            yield fault("H-11", row, sentence, **told, **params)


def _rows(scope: Scope) -> list[Fault]:
    rows = PaymentFileRow.objects.filter(scope.of("file__grant"))
    rows = rows.select_related("disbursement", "file")
    other = rows.filter(is_live=True).exclude(amount=F("disbursement__amount"))
    dead = rows.filter(is_live=True, file__state="withdrawn") | rows.filter(
        is_live=False, file__state="live"
    )
    amount = _("Transfer %(key)s is of %(amount)s; its disbursement is of %(owed)s.")
    live = _("Transfer %(key)s and its file do not agree on whether it is withdrawn.")
    columns = {"key": "end_to_end", "amount": "amount", "owed": "disbursement__amount"}
    return [
        *faults("H-11", other, amount, **columns),
        *faults("H-11", dead, live, key="end_to_end"),
    ]


def _matches(scope: Scope) -> list[Fault]:
    """One entry is the whole of a payment or a disbursement; of an invoice it may be a part."""
    matches = BankMatch.objects.filter(scope.of("entry__grant")).select_related("entry")
    differs = (
        ~Q(amount=F("entry__amount"))
        | (Q(payment__isnull=False) & ~Q(amount=F("payment__amount")))
        | (Q(disbursement__isnull=False) & ~Q(amount=F("disbursement__amount")))
    )
    wrong_way = Q(entry__is_credit=False, disbursement__isnull=True) | Q(
        entry__is_credit=True, disbursement__isnull=False
    )
    amount = _("Entry %(entry)s of the bank is matched to another amount: %(amount)s.")
    way = _("Entry %(entry)s of the bank is matched to money that goes the other way.")
    twice = _("Entry %(entry)s of the bank is matched under another entry's mark.")
    return [
        *faults("H-11", matches.filter(differs), amount, entry="entry", amount="amount"),
        *faults("H-11", matches.filter(wrong_way), way, entry="entry"),
        *faults("H-11", matches.exclude(fingerprint=F("entry__fingerprint")), twice, entry="entry"),
    ]


def _paid(scope: Scope) -> Iterator[Fault]:
    """What the bank has brought on an invoice counts as paid; more may have come another way."""
    invoices = Invoice.objects.filter(scope.of(), bank_matches__isnull=False).distinct()
    brought = invoices.annotate(brought=Coalesce(Sum("bank_matches__amount"), NO_MONEY))
    row: Any
    for row in brought.filter(brought__gt=F("paid")):
        sentence = _(
            "The bank has brought %(came)s on invoice %(number)s; %(paid)s counts as paid."
        )
        yield fault("H-11", row, sentence, came=row.brought, number=row.number, paid=row.paid)
