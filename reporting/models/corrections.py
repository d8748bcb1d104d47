"""Cost that falls after it was claimed, and the money to come back for it (R-80 to R-84)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import HoursField, MoneyField
from consortium.models.memory import history
from grants.models import Grant, GrantPartner


class Correction(models.Model):
    """A cost that falls after it was claimed: a new negative row, never an edit (R-80 to R-82)."""

    STATES: ClassVar = [
        ("proposed", _("Proposed")),
        ("heard", _("Heard")),
        ("decided", _("Decided")),
        ("booked", _("Booked")),
        ("recovered", _("Recovered")),
        ("written_off", _("Written off")),
    ]
    REASONS: ClassVar = [
        ("not_eligible", _("Not eligible")),
        ("not_documented", _("Not documented")),
        ("wrong_amount", _("Wrong amount")),
        ("outside_project", _("Outside the project")),
        ("double_funding", _("Double funding")),
        ("procurement", _("Procurement rules broken")),
        ("publicity", _("Publicity rules broken")),
        ("reversal", _("The correction was wrong")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField(_("number"))
    original = models.ForeignKey(
        "reporting.Expenditure", on_delete=models.PROTECT, related_name="found_faults"
    )
    row = models.OneToOneField(
        "reporting.Expenditure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The auditor's statement whose reservation it books (rules.md 3.1).
    statement = models.ForeignKey(
        "reporting.AuditorStatement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    # Set on the correction that takes another one back: its row is the mirror of the other's.
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    amount = MoneyField(_("cost that falls"))
    # A flat correction by the authority's scale: per cent of the contract's cost.
    flat_pct = HoursField(_("flat rate, per cent"), null=True, blank=True)
    reason_code = models.CharField(_("reason code"), max_length=20, choices=REASONS)
    reason = models.TextField(_("reason"))
    is_irregular = models.BooleanField(_("irregularity"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="proposed")
    hearing_due_on = models.DateField(_("hearing until"))
    partner_answer = models.TextField(_("partner's answer"), blank=True)
    te_effect = MoneyField(_("effect on eligible expenditure"), null=True, blank=True)
    fund_effect = MoneyField(_("effect on the fund's part"), null=True, blank=True)
    cancelled = MoneyField(_("support cancelled (K)"), default=0)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="correction_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="correction_amount_positive"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, cancelled__gte=0)
                | Q(reverses__isnull=False, cancelled__lte=0),
                name="correction_only_a_reversal_gives_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} K{self.number}"


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    """Recoveries by what is left of them."""

    def unsettled(self) -> RecoveryQuerySet:
        """Those that something is still owed on."""
        return self.filter(settled_amount__lt=F("amount"))


class Recovery(models.Model):
    """Money to come back from the partner that caused a correction (R-84)."""

    STATES: ClassVar = [
        ("demanded", _("Demanded")),
        ("overdue", _("Overdue")),
        ("offset", _("Offset in a disbursement")),
        ("paid", _("Paid back")),
        ("written_off", _("Written off")),
        ("settled", _("Settled")),
    ]
    correction = models.OneToOneField(Correction, on_delete=models.PROTECT, related_name="recovery")
    debtor = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    amount = MoneyField(_("amount"))
    settled_amount = MoneyField(_("settled so far"), default=0)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="demanded")
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    # Its correction was taken back: what has come for it goes back to the partner.
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)

    objects = RecoveryQuerySet.as_manager()
    history = history()
    # What is still owed, as SQL adds it up; `left` says the same of one row.
    STILL_OWED: ClassVar[Any] = Sum(F("amount") - F("settled_amount"))

    class Meta:
        ordering: ClassVar = ["correction_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, settled_amount__gte=0, settled_amount__lte=F("amount")),
                name="recovery_settled_within_amount",
            )
        ]

    def __str__(self) -> str:
        return f"{self.debtor}: {self.amount}"

    @property
    def left(self) -> Decimal:
        """What is still owed of the amount, without interest."""
        left: Decimal = self.amount - self.settled_amount
        return left
