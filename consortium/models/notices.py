"""The outbox: what somebody should know, and whether it was mailed and read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.mails import Mail


class Notification(models.Model):
    """One message to one person. The sentence is an English message id with parameters."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    verb = models.CharField(max_length=60)
    message = models.TextField(_("message"))
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # What must be said once only has a key; a reminder's names the deadline and the day.
    key = models.CharField(max_length=120, blank=True, default="")
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    # Its reader wants no mail, or had read it on the page before the mail was made.
    not_mailed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~Q(key=""), name="notice_said_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} → {self.recipient_id}"
