"""The final report of a grant, which goes with the final accounts (rules.md 3.0, 5.1)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.models.funding import Claim, ReportSnapshot


class FinalReportQuerySet(models.QuerySet["FinalReport"]):
    """Final reports by who may see them."""

    def visible_to(self, user: object) -> FinalReportQuerySet:
        """All of one's grants; the funder and the region only see what has been submitted."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | Q(
                grant__in=actor.ids(Capability.VIEW_FROZEN, Grant),
                state__in=["submitted", "accepted"],
            )
        )


class FinalReport(models.Model):
    """What the project came to, in words; its figures are those of the final claim."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("with_auditor", _("With the auditor")),
        ("submitted", _("Submitted")),
        ("accepted", _("Accepted")),
    ]
    TEXTS: ClassVar = ("activities", "results", "lessons", "afterwards")

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="final_report"
    )
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="draft")
    activities = models.TextField(_("activities and outputs"), blank=True)
    results = models.TextField(_("results"), blank=True)
    lessons = models.TextField(_("main lessons"), blank=True)
    afterwards = models.TextField(_("use after the end"), blank=True)
    visited_on = models.DateField(_("site visit on"), null=True, blank=True)
    visited_by = models.CharField(_("site visit by"), max_length=120, blank=True)
    visit_note = models.TextField(_("note of the site visit"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    snapshot = models.ForeignKey(
        ReportSnapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FinalReportQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "with_auditor"])
                | Q(
                    claim__isnull=False,
                    snapshot__isnull=False,
                    visited_on__isnull=False,
                    signed_by__isnull=False,
                ),
                name="final_report_sent_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} {self.get_state_display()}"
