"""Money back to the fund when the final balance is below zero, and whose it was (rules.md 2.8)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models import Grant, GrantPartner
from reporting.models.funding import Claim


class Repayment(models.Model):
    """A payment from the lead to the fund: worked out, approved by another person, then sent."""

    STATES: ClassVar = [
        ("calculated", _("Calculated")),
        ("approved", _("Approved")),
        ("sent", _("Sent")),
        ("withdrawn", _("Withdrawn")),
    ]
    WAITING: ClassVar = ["calculated", "approved"]

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    # The final claim, whose balance it is.
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="repayments")
    amount = MoneyField(_("amount"))
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="calculated")
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    calculated_on = models.DateField(_("calculated on"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    bank_ref = models.CharField(_("bank reference"), max_length=80, blank=True)
    # The bank's proof of payment, or the fund's letter that says it has come.
    proof = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_positive"),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(state__in=["calculated", "approved"]),
                name="repayment_one_under_way",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | (
                    Q(approved_by__isnull=False, sent_on__isnull=False, proof__isnull=False)
                    & ~Q(bank_ref="")
                ),
                name="repayment_sent_is_proven",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref}: {self.amount}"


class RepaymentPartQuerySet(models.QuerySet["RepaymentPart"]):
    """Parts by whether the lead still waits for them."""

    def unsettled(self) -> RepaymentPartQuerySet:
        """Those that the partner has not paid and the lead does not bear."""
        return self.filter(state="demanded")


class RepaymentPart(models.Model):
    """What one partner had of it above its entitlement, and owes the lead (R-84)."""

    STATES: ClassVar = [
        ("demanded", _("Demanded")),
        ("recovered", _("Paid back")),
        ("written_off", _("Written off")),
    ]
    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="parts")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    had = MoneyField(_("had of the fund's payments"))
    entitled = MoneyField(_("entitled to"))
    amount = MoneyField(_("amount"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="demanded")
    due_on = models.DateField(_("due on"))
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    note = models.CharField(_("bank reference or reason"), max_length=200, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RepaymentPartQuerySet.as_manager()
    history = history()
    OWED: ClassVar = Sum("amount")

    class Meta:
        ordering: ClassVar = ["repayment_id", "grant_partner__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["repayment", "grant_partner"], name="repayment_part_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_part_positive"),
            models.CheckConstraint(
                condition=Q(state="demanded") | Q(settled_on__isnull=False),
                name="repayment_part_settled_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_partner}: {self.amount}"
