"""Bank statements as they were read, and which entry was matched to what (rules.md 3.1)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models.funding import Disbursement, PaymentReceived
from reporting.models.invoices import Invoice


class BankStatementQuerySet(models.QuerySet["BankStatement"]):
    """Statements by who may see them."""

    def visible_to(self, user: object) -> BankStatementQuerySet:
        """Those of the grants whose rows one reads."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class BankStatement(models.Model):
    """One statement of the lead's account, with the file that it was read from. Never changed."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    statement_id = models.CharField(_("number of the statement"), max_length=80)
    account = models.CharField(_("account"), max_length=40)
    opening = MoneyField(_("balance before"), null=True)
    closing = MoneyField(_("balance after"), null=True)
    entries_read = models.PositiveIntegerField(_("entries in the file"))
    known_before = models.PositiveIntegerField(_("known from another file"), default=0)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField(_("read"))

    objects = BankStatementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("bank statement")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "account", "statement_id"], name="bank_statement_once"
            )
        ]

    def __str__(self) -> str:
        return self.statement_id


class BankEntry(models.Model):
    """One movement on the account, as the bank tells it. Never changed."""

    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    reference = models.CharField(_("bank reference"), max_length=80, blank=True)
    amount = MoneyField(_("amount"))
    is_credit = models.BooleanField(_("in"))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=8, blank=True)
    booked_on = models.DateField(_("booked on"), null=True)
    value_on = models.DateField(_("value on"), null=True)
    end_to_end = models.CharField(_("key of the transfer"), max_length=80, blank=True)
    text = models.TextField(_("text"), blank=True)
    counterparty = models.CharField(_("other party"), max_length=160, blank=True)
    is_reversal = models.BooleanField(_("taken back"), default=False)
    # How the entry is known again in another file.
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["statement_id", "number"]
        verbose_name = _("bank entry")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "number"], name="bank_entry_number_once"),
            models.UniqueConstraint(fields=["grant", "fingerprint"], name="bank_entry_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="bank_entry_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.number}"


class BankMatch(models.Model):
    """That one entry is the money of one thing, as a person has confirmed. Never changed."""

    is_frozen = True
    entry = models.OneToOneField(BankEntry, on_delete=models.PROTECT, related_name="match")
    # Unique over all grants: one movement on the account is booked once, wherever it was read.
    fingerprint = models.CharField(max_length=64, unique=True)
    payment = models.OneToOneField(
        PaymentReceived, on_delete=models.PROTECT, null=True, related_name="bank_match"
    )
    disbursement = models.OneToOneField(
        Disbursement, on_delete=models.PROTECT, null=True, related_name="bank_match"
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="bank_matches"
    )
    ground = models.CharField(_("why"), max_length=16)
    amount = MoneyField(_("amount"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("match with the bank")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(payment__isnull=False, disbursement__isnull=True, invoice__isnull=True)
                | Q(payment__isnull=True, disbursement__isnull=False, invoice__isnull=True)
                | Q(payment__isnull=True, disbursement__isnull=True, invoice__isnull=False),
                name="bank_match_is_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bank_match_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.amount}"
