"""A project's contacts go six months after its end, when two persons have said so (G-10)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import Grant
from reporting.models.destruction import Destruction


class ContactDisposal(models.Model):
    """Somebody has asked for the lists to be emptied; another signs, and they are."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("contacts"))
    # What the preview showed: nothing else is deleted.
    preview_sha256 = models.CharField(_("hash of the preview"), max_length=64)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certificate = models.OneToOneField(
        Destruction, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(certificate__isnull=True),
                name="contact_disposal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("asked_by")),
                name="contact_disposal_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, certificate__isnull=True)
                | Q(signed_by__isnull=False, certificate__isnull=False),
                name="contact_disposal_signed_has_certificate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref}: {self.number}"
