"""A status round: every owner is asked by mail, and answers without a log-in (004)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models.measures import MeasureOwner
from grants.models.projects import Grant


class StatusRound(models.Model):
    """One round through the register: from when, until when, and what the owners are told."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="status_rounds")
    number = models.PositiveIntegerField(_("number"))
    opened_on = models.DateField(_("opened"))
    due_on = models.DateField(_("answer by"))
    message = models.TextField(_("message to the owners"), blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="status_round_once"),
            models.UniqueConstraint(
                fields=["grant"], condition=Q(closed_at__isnull=True), name="one_open_status_round"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opened_on")), name="status_round_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref}: {self.number}"


class StatusRequest(models.Model):
    """One owner's part of a round, and the mails about it.

    The link in the mail is signed over this row and its *nonce*, with the house's own key, and is
    stored nowhere.
    """

    round = models.ForeignKey(StatusRound, on_delete=models.PROTECT, related_name="requests")
    owner = models.ForeignKey(MeasureOwner, on_delete=models.PROTECT, related_name="requests")
    nonce = models.CharField(max_length=32)
    # A mail that waits has been asked for and not been sent.
    asked_at = models.DateTimeField(_("asked"))
    sent_at = models.DateTimeField(_("mail sent"), null=True, blank=True)
    reminders = models.PositiveIntegerField(_("reminders"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("statuses told"), default=0)
    history = history()

    class Meta:
        ordering: ClassVar = ["round_id", "owner__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "owner"], name="status_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.owner_id}"
