"""Files of transfers that the bank is given: which disbursements, and their bytes (issue 6)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.hashing import sha256
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models.funding import Disbursement, PaymentReceived


class PaymentFileQuerySet(models.QuerySet["PaymentFile"]):
    """Files by who may see them."""

    def visible_to(self, user: object) -> PaymentFileQuerySet:
        """Those of the grants whose rows one reads."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class PaymentFile(models.Model):
    """One file for the bank (pain.001); fetched again, it is the same bytes."""

    STATES: ClassVar = [("live", _("Live")), ("withdrawn", _("Withdrawn"))]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(PaymentReceived, on_delete=models.PROTECT, related_name="files")
    message_id = models.CharField(_("message number"), max_length=35, unique=True)
    execute_on = models.DateField(_("to be carried out on"))
    transactions = models.PositiveIntegerField(_("number of transfers"))
    control_sum = MoneyField(_("control sum"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="live")
    reason = models.TextField(_("why it was withdrawn"), blank=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))

    objects = PaymentFileQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("payment file")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(control_sum__gt=0, transactions__gt=0), name="payment_file_pays"
            ),
            models.CheckConstraint(
                condition=Q(state="live") | ~Q(reason=""), name="payment_file_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    def computed_sha256(self) -> str:
        """The hash that the stored bytes must have."""
        return sha256(self.content)


class PaymentFileRow(models.Model):
    """One disbursement in a file; never in two that are live."""

    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="rows")
    disbursement = models.ForeignKey(
        Disbursement, on_delete=models.PROTECT, related_name="file_rows"
    )
    end_to_end = models.CharField(_("key of the transfer"), max_length=35)
    amount = MoneyField(_("amount"))
    is_live = models.BooleanField(_("live"), default=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["file_id", "id"]
        verbose_name = _("row of a payment file")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["disbursement"],
                condition=Q(is_live=True),
                name="disbursement_in_one_live_file",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_file_row_pays"),
        ]

    def __str__(self) -> str:
        return self.end_to_end
