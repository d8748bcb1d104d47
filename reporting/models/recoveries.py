"""What happened to money that is to come back: each movement a row of its own (R-84)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField
from consortium.models.memory import history
from reporting.models.corrections import Recovery
from reporting.models.funding import Disbursement


class RecoveryEntry(models.Model):
    """One movement of a recovery. Never changed: a mistake is answered by a new row.

    `Recovery.settled_amount` is the sum of the rows that are not interest.
    """

    PAYMENT, OFFSET, WRITE_OFF, REVERSAL, REFUND, INTEREST = (
        *("payment", "offset", "write_off", "reversal", "refund", "interest"),
    )
    KINDS: ClassVar = [
        (PAYMENT, _("Paid back")),
        (OFFSET, _("Offset in a disbursement")),
        (WRITE_OFF, _("Written off: the lead is liable")),
        (REVERSAL, _("Dropped: the correction was reversed")),
        (REFUND, _("Paid back to the partner")),
        (INTEREST, _("Interest paid")),
    ]
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("what"), max_length=10, choices=KINDS)
    # Below zero only for what was paid back to the partner.
    amount = MoneyField(_("amount"))
    on = models.DateField(_("day"))
    disbursement = models.ForeignKey(
        Disbursement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("bank reference or reason"), max_length=200, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["recovery_id", "on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="refund", amount__lt=0) | (~Q(kind="refund") & Q(amount__gt=0)),
                name="recovery_entry_sign",
            ),
            models.CheckConstraint(
                condition=~Q(kind="offset") | Q(disbursement__isnull=False),
                name="recovery_offset_names_disbursement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
