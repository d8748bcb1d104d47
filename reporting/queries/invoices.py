"""Instalments and their invoices: what is due, what was asked for, what has come (R-73)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models.fields import MoneyField
from consortium.rules.money import ZERO
from grants.models import (
    MUNICIPALITY,
    OPERATOR,
    AgreedAmount,
    AgreementParty,
    Grant,
    Instalment,
)
from grants.rules import instalments as law
from partners.models import BankAccount, Organisation
from partners.rules.accounts import Account
from reporting.models import Invoice
from reporting.rules.invoices import (
    InvoiceFacts,
    Line,
    Party,
    from_body,
    number_text,
    project_reference,
)

NO_ACCOUNT = Account("", "")
TO_INVOICES = "instalments__invoices"
NOTHING = Value(ZERO, output_field=MoneyField())


def uninvoiced(grant: Grant) -> QuerySet[Instalment]:
    """Instalments that no invoice holds, the earliest due first."""
    held = Invoice.objects.holding().filter(instalment=OuterRef("pk"))
    rows = Instalment.objects.filter(~Exists(held), grant=grant, amount__gt=0)
    return rows.select_related("agreed__area").order_by("due_on", "pk")


def due_on(grant: Grant, on: dt.date) -> QuerySet[Instalment]:
    """What can be invoiced on *on*: the system proposes it (R-73)."""
    return uninvoiced(grant).filter(due_on__lte=on)


@dataclass(frozen=True)
class YearSums:
    """One agreed amount: what is granted in its year, asked for and paid."""

    activity: str
    year: int
    granted: Decimal
    invoiced: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        """What is granted and not asked for yet."""
        return self.granted - self.invoiced


def sums_of(grant: Grant) -> list[YearSums]:
    """Granted, invoiced and paid, for each agreed amount."""
    sent = Q(**{f"{TO_INVOICES}__kind": "invoice", f"{TO_INVOICES}__state__in": ["sent", "paid"]})
    rows = (
        AgreedAmount.objects.filter(agreement__grant=grant)
        .annotate(
            invoiced=Coalesce(Sum(f"{TO_INVOICES}__amount", filter=sent), NOTHING),
            paid=Coalesce(Sum(f"{TO_INVOICES}__paid", filter=sent), NOTHING),
        )
        .select_related("area", "activity")
        .order_by("year", "area__number", "pk")
    )
    return [
        YearSums(str(row.activity or row.area), row.year, row.amount, row.invoiced, row.paid)
        for row in rows
    ]


def invoiced_of(instalment: Instalment) -> tuple[law.Granted, list[law.Instalment]]:
    """The agreed amount of an instalment, and what live invoices ask for of it."""
    name, year = instalment.activity, instalment.year
    held = Invoice.objects.holding().filter(instalment__agreed=instalment.agreed_id)
    asked = [
        law.Instalment(name, year, number, amount)
        for number, amount in held.values_list("instalment__number", "amount")
    ]
    return law.Granted(name, year, instalment.agreed.amount), asked


def account_of(organisation: Organisation) -> Account:
    """Where an organisation is paid to; an empty one where none is approved."""
    account = BankAccount.objects.filter(organisation=organisation, state="in_use").first()
    return account.facts if account else NO_ACCOUNT


def parties_of(instalment: Instalment) -> dict[str, AgreementParty]:
    """Operator and municipality of the instalment's agreement."""
    rows = AgreementParty.objects.filter(agreement=instalment.agreed.agreement_id)
    return {one.role: one for one in rows.select_related("organisation")}


def _party(parties: dict[str, AgreementParty], role: str) -> Party:
    one = parties.get(role)
    if one is None:
        return Party("–", "", "", "")
    name, cvr = one.organisation.name, one.organisation.cvr
    return Party(name, one.street, one.postcode, one.city, cvr, one.gln)


def reference_of(instalment: Instalment) -> str:
    """Agreement, activity and instalment; the area's letter or the amount's key stands for it."""
    area = instalment.agreed.area
    key = area.letter or str(area.number)
    if instalment.agreed.activity_id:
        key = f"{key}{instalment.agreed_id}"
    return project_reference(instalment.grant.ref, key, instalment.year, instalment.number)


def facts_of(
    invoice: Invoice, lines: Sequence[Line], *, number: int | None, issued_on: dt.date
) -> InvoiceFacts:
    """What a draft would say if it were sent on *issued_on*."""
    parties = parties_of(invoice.instalment)
    original = invoice.credits
    return InvoiceFacts(
        kind=invoice.kind,
        number=number_text(number) if number else "–",
        issued_on=issued_on,
        due_on=max(invoice.due_on, issued_on),
        seller=_party(parties, OPERATOR),
        buyer=_party(parties, MUNICIPALITY),
        account=account_of(invoice.seller),
        means=invoice.means,
        buyer_reference=invoice.buyer_reference,
        order_reference=invoice.order_reference,
        project_reference=invoice.project_reference,
        lines=tuple(lines),
        note=invoice.reason or invoice.note,
        credits_number=original.number_text if original else "",
        credits_on=original.issued_on if original else None,
    )


def lines_of(invoice: Invoice) -> list[Line]:
    """The lines of an invoice as the rules take them."""
    return [Line(one.number, one.text, one.amount) for one in invoice.lines.all()]


def frozen_facts(invoice: Invoice) -> InvoiceFacts:
    """What a sent invoice says."""
    return from_body(invoice.frozen)
