"""What the funder decided about a claim, item by item (W-06)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from reporting.models.corrections import Correction
from reporting.models.costs import Expenditure
from reporting.models.funding import Claim


class ClaimDecision(models.Model):
    """The funder's decision on a claim: who noted it, when, and the letter that says it."""

    OUTCOMES: ClassVar = [
        ("accepted", _("Accepted")),
        ("partly_accepted", _("Partly accepted")),
        ("rejected", _("Rejected")),
    ]
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=16, choices=OUTCOMES)
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"))
    history = history()

    class Meta:
        ordering: ClassVar = ["claim_id"]

    def __str__(self) -> str:
        return f"{self.claim}: {self.outcome}"


class ItemResult(models.Model):
    """A cost of a claim that the funder does not accept in full; what has no row is accepted.

    At the decision the difference becomes a correction of its own (W-06).
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="results")
    item = models.ForeignKey(Expenditure, on_delete=models.PROTECT, related_name="results")
    accepted = MoneyField(_("accepted by the funder"))
    reason_code = models.CharField(_("reason code"), max_length=20, choices=Correction.REASONS)
    reason = models.TextField(_("reason"))
    is_irregular = models.BooleanField(_("irregularity"), default=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    correction = models.OneToOneField(
        Correction, on_delete=models.PROTECT, null=True, blank=True, related_name="result"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["claim_id", "item_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "item"], name="item_result_once_per_claim"),
            models.CheckConstraint(
                condition=Q(accepted__gte=0), name="item_result_accepted_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.accepted}"
