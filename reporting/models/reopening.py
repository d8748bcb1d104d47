"""A closed period that is asked to open again: one asks, another signs (W-05)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import ReportingPeriod


class PeriodReopening(models.Model):
    """The controller asks with a reason, the signatory agrees or refuses: two persons (W-05)."""

    STATES: ClassVar = [
        ("proposed", _("Proposed")),
        ("approved", _("Approved")),
        ("rejected", _("Rejected")),
    ]
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="proposed")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["period_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(state="proposed"), name="reopening_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("asked_by")),
                name="reopening_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.state}"
