"""Money from others than the fund, and what the project earned (R-13, R-51)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models import FORMS, SOURCES, Grant, GrantPartner
from reporting.models.reports import PartnerReport


class CoFinancingContribution(models.Model):
    """Money from others than the fund, as it was received (L3, A-19). Staff time is a cost row."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("submitted", _("Submitted")),
        ("verified", _("Verified")),
        ("disallowed", _("Disallowed")),
        ("claimed", _("Claimed")),
    ]
    report = models.ForeignKey(
        PartnerReport, on_delete=models.PROTECT, related_name="contributions"
    )
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=12, choices=SOURCES)
    form = models.CharField(_("form"), max_length=12, choices=FORMS)
    contributor = models.CharField(_("contributor"), max_length=120)
    received_on = models.DateField(_("received on"))
    document_ref = models.CharField(_("letter or bank reference"), max_length=120)
    amount = MoneyField(_("amount"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.TextField(_("reason"), blank=True)
    claim = models.ForeignKey(
        "reporting.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="contribution_positive"),
            models.CheckConstraint(
                condition=~Q(form="staff_time"), name="contribution_staff_time_comes_from_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} {self.amount}"


class Revenue(models.Model):
    """What the project earned; it lowers TE (R-51)."""

    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="revenues")
    text = models.CharField(_("text"), max_length=200)
    received_on = models.DateField(_("received on"))
    amount = MoneyField(_("amount"))
    claim = models.ForeignKey(
        "reporting.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="revenues"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="revenue_positive")
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.amount}"
