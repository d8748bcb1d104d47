"""What the bodies on a paper's path decided, after it was sent (rules.md 5.2)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.models.funding import ReportSnapshot


class PaperDecision(models.Model):
    """One body's decision on a paper that was sent. Never changed: a new decision is a new row."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    snapshot = models.ForeignKey(
        ReportSnapshot, on_delete=models.PROTECT, related_name="body_decisions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    body = models.CharField(_("body"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    decision = models.TextField(_("decision"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering: ClassVar = ["snapshot_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "number"], name="paper_decision_once"),
            models.CheckConstraint(condition=~Q(decision=""), name="paper_decision_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.decided_on:%d.%m.%Y}"
