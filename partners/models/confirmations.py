"""The question to a contact whether the data still hold, with a link that needs no log-in (003)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from partners.models.contacts import Contact
from partners.rules import confirmations as rules


class Confirmation(models.Model):
    """One question: when it was asked, how often it was mailed, and what came back.

    It says nothing of who the contact is. The link is signed over this row and its *nonce*, and is
    stored nowhere.
    """

    ANSWERS: ClassVar = [
        (rules.CONFIRMED, _("Confirmed")),
        (rules.CORRECTED, _("Corrected")),
        (rules.LEFT, _("Consent withdrawn")),
        (rules.BY_PARTNER, _("Told to the partner")),
    ]
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="confirmations")
    nonce = models.CharField(max_length=32)
    asked_on = models.DateField(_("asked"))
    # A mail that is wanted and has not left is tried again by the next run.
    wanted_at = models.DateTimeField(_("mail wanted"), null=True)
    sent_at = models.DateTimeField(_("mail sent"), null=True)
    reminders = models.PositiveIntegerField(_("reminders"), default=0)
    # The kind of fault alone: what a mail server says repeats the address.
    error = models.CharField(_("error"), max_length=80, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answer = models.CharField(_("answer"), max_length=9, choices=ANSWERS, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["contact_id", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(answered_at__isnull=True),
                name="confirmation_one_unanswered",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="confirmation_answer_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.contact_id} {self.asked_on:%d.%m.%Y}"
