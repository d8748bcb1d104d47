"""The logo that stands on the papers to a recipient, beside the emblem (CPR Annex IX)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.memory import history
from reporting.models.texts import PaperRecipient


class RecipientLogo(models.Model):
    """A recipient's logo; a paper that is frozen keeps a copy of what stood here then."""

    recipient = models.OneToOneField(PaperRecipient, on_delete=models.PROTECT, related_name="logo")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    # What a reader hears who does not see the picture.
    words = models.CharField(_("the logo in words"), max_length=160)
    history = history()

    class Meta:
        ordering: ClassVar = ["recipient_id"]
        verbose_name = _("logo of a recipient")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(words=""), name="logo_has_words")
        ]

    def __str__(self) -> str:
        return self.words
