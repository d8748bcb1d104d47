"""Invoices to a municipality's EAN number and the credit notes that take them back (rules 5.3)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.hashing import sha256
from consortium.rules.roles import Capability
from grants.models import Grant, Instalment
from partners.models import Organisation
from reporting.rules.invoices import CREDIT_NOTE, INVOICE, MEANS, number_text


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Invoices by who may see them."""

    def visible_to(self, user: object) -> InvoiceQuerySet:
        """The lead's and the auditor's all; the municipality's those that were sent."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | Q(grant__in=actor.ids(Capability.VIEW_FROZEN, Grant), number__isnull=False)
        )

    def holding(self) -> InvoiceQuerySet:
        """Those that hold their instalment: drafted, sent or paid."""
        return self.filter(kind=INVOICE, state__in=Invoice.HOLDING)


class Invoice(models.Model):
    """One instalment asked for, or taken back by a credit note.

    Its number is given when it is sent: whatever was drafted and dropped leaves no gap.
    """

    STATES: ClassVar = [
        ("drafted", _("Draft")),
        ("sent", _("Sent")),
        ("paid", pgettext_lazy("invoice", "Paid")),
        ("credited", _("Credited")),
        ("dropped", _("Dropped")),
    ]
    # What the house calls “paid” is paid out; an invoice is paid by the other side.
    STATE_WORDS: ClassVar = dict(STATES)
    HOLDING: ClassVar = ["drafted", "sent", "paid"]
    KINDS: ClassVar = [(INVOICE, _("Invoice")), (CREDIT_NOTE, _("Credit note"))]
    CHANNELS: ClassVar = [
        ("nemhandel", _("Uploaded to NemHandel")),
        ("mail", _("Sent by mail")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, default=INVOICE)
    credits = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credit_note"
    )
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="drafted")
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    means = models.CharField(
        _("way of payment"),
        max_length=2,
        choices=[(code, _(label)) for code, label in MEANS.items()],
    )
    buyer_reference = models.CharField(
        _("reference at the municipality"), max_length=80, blank=True
    )
    order_reference = models.CharField(_("order number"), max_length=80, blank=True)
    project_reference = models.CharField(_("project reference"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    reason = models.TextField(_("why it is credited"), blank=True)
    amount = MoneyField(_("amount"))
    paid = MoneyField(_("paid"), default=0)
    # How it went: what the receiver's system answered, or the mail that it went with.
    channel = models.CharField(_("how it was sent"), max_length=12, choices=CHANNELS, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    receipt = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What it says, frozen when it is sent; every file is made from it.
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InvoiceQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "instalment_id", "id"]
        verbose_name = _("invoice")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(kind=INVOICE, state__in=["drafted", "sent", "paid"]),
                name="invoice_one_per_instalment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "dropped"], number__isnull=True, body="")
                | Q(state__in=["sent", "paid", "credited"], number__gt=0, issued_on__isnull=False)
                & Q(sent_by__isnull=False)
                & ~Q(body=""),
                name="invoice_numbered_when_sent",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_above_zero"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("amount")), name="invoice_paid_within_amount"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid=F("amount")), name="invoice_paid_in_full"
            ),
            models.CheckConstraint(
                condition=Q(kind=INVOICE, credits__isnull=True)
                | Q(kind=CREDIT_NOTE, credits__isnull=False) & ~Q(reason=""),
                name="invoice_credit_note_credits",
            ),
        ]

    def __str__(self) -> str:
        return self.number_text or f"{self.instalment_id}, –"

    @property
    def number_text(self) -> str:
        """The number as it is printed; nothing while it has none."""
        return number_text(self.number) if self.number else ""

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes an invoice back."""
        return self.kind == CREDIT_NOTE

    @property
    def outstanding(self) -> Decimal:
        """What has not come yet."""
        return Decimal(self.amount) - Decimal(self.paid)

    @property
    def frozen(self) -> dict[str, Any]:
        """What it says, as it was frozen."""
        return dict(json.loads(self.body))

    def computed_sha256(self) -> str:
        """The hash that the frozen body must have."""
        return sha256(self.body)


class InvoiceLine(models.Model):
    """What an invoice asks for, line by line."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("text"), max_length=300)
    amount = MoneyField(_("amount"))
    history = history()

    class Meta:
        ordering: ClassVar = ["invoice_id", "number"]
        verbose_name = _("line of an invoice")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "number"], name="invoice_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_line_above_zero"),
        ]

    def __str__(self) -> str:
        return self.text
