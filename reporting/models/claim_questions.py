"""The funder's questions about a claim: each stops its clock until it is answered (W-07)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.memory import history
from reporting.models.funding import Claim


class ClaimQuestion(models.Model):
    """One question of the funder and the lead's answer; both days count on the clock."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(_("question"))
    asked_on = models.DateField(_("asked on"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_file = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["claim_id", "asked_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="claim_question_answered_after_asked",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def state(self) -> str:
        """Open until it has its answer."""
        return "open" if self.answered_on is None else "answered"
