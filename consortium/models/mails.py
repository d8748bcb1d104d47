"""The mails that carry notices out of the house, and how each person wants them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from consortium.rules.mailing import AT_ONCE, DAILY, IN_APP


class Mail(models.Model):
    """One mail to one person, of one notice or of many. Work to do and no evidence: no history."""

    WAITING, SENDING, SENT, FAILED, UNSURE = "waiting", "sending", "sent", "failed", "unsure"
    STATES: ClassVar = [
        (WAITING, _("Waiting")),
        (SENDING, _("Being sent")),
        (SENT, _("Sent")),
        (FAILED, _("Failed")),
        (UNSURE, _("Perhaps sent")),
    ]
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    # The day whose digest it is; a mail that leaves at once is of no day.
    digest_on = models.DateField(_("digest of"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made"))
    next_try_at = models.DateTimeField(_("next attempt"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "next_try_at"], name="mail_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "digest_on"], name="digest_once_a_day")
        ]

    def __str__(self) -> str:
        return f"#{self.pk} → {self.recipient_id}"


class NoticeChoice(models.Model):
    """How somebody wants to be mailed; who has none gets the daily digest."""

    PACES: ClassVar = [
        (DAILY, _("Once a day, all in one mail")),
        (AT_ONCE, _("At once")),
        (IN_APP, _("Not by mail; only here")),
    ]
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choice"
    )
    pace = models.CharField(_("mails"), max_length=10, choices=PACES, default=DAILY)
    history = history()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pace}"


class CalendarFeed(models.Model):
    """The secret address of somebody's calendar. Only the hash of the secret is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    history = history(excluded_fields=["secret_sha256"])

    def __str__(self) -> str:
        return str(self.user_id)
