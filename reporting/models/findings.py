"""What an auditor finds, who answers, and how it ends (A-26)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner
from partners.models import Organisation
from reporting.models.corrections import Correction
from reporting.models.funding import AuditorStatement


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings by who may see them and where they stand."""

    def visible_to(self, user: object) -> FindingQuerySet:
        """All of the grants whose rows one may read, and those one's own organisation answers."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | Q(owner_partner__organisation__in=actor.ids(Capability.VIEW_DESK, Organisation))
        )

    def unclosed(self) -> FindingQuerySet:
        """Those that the auditor has not closed."""
        return self.exclude(state="closed")


class Finding(models.Model):
    """Something that is wrong, on any row or report: type, amount, cause, advice, owner, day.

    Its words are never changed once it is sent; what is said to it stands in `FindingAnswer`.
    """

    STATES: ClassVar = [
        ("open", _("Open")),
        ("answered", _("Answered")),
        ("follow_up", _("In follow-up")),
        ("closed", _("Closed")),
    ]
    KINDS: ClassVar = [
        ("ineligible_project", _("Ineligible project or beneficiary")),
        ("ineligible_cost", _("Ineligible expenditure")),
        ("outside_period", _("Cost outside the eligibility period")),
        ("double_funding", _("Double funding")),
        ("procurement", _("Public procurement")),
        ("state_aid", _("State aid")),
        ("audit_trail", _("Missing supporting documents or audit trail")),
        ("calculation", _("Accounting or calculation error")),
        ("simplified_costs", _("Simplified cost options")),
        ("revenue", _("Revenue of the project")),
        ("publicity", _("Information and publicity")),
        ("indicators", _("Performance indicators")),
        ("sound_management", _("Sound financial management")),
        ("equal_opportunities", _("Equal opportunities and non-discrimination")),
        ("environment", _("Environmental rules")),
        ("data_protection", _("Data protection")),
        ("control_system", _("Weakness of the management and control system")),
        ("other", _("Other")),
    ]
    OWNERS: ClassVar = [
        ("PM", _("Lead project manager")),
        ("LC", _("Lead controller")),
        ("LS", _("Lead signatory")),
        ("PA", _("Partner approver")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="open")
    # The row that it is about, of whatever table, and what it was called that day.
    subject_type = models.CharField(_("table"), max_length=60)
    subject_id = models.PositiveBigIntegerField(_("key"))
    subject_label = models.CharField(_("about"), max_length=200)
    kind = models.CharField(_("type of finding"), max_length=20, choices=KINDS)
    amount = MoneyField(_("amount at stake"), default=0)
    text = models.TextField(_("what was found"))
    cause = models.TextField(_("cause"))
    recommendation = models.TextField(_("recommendation"))
    owner = models.CharField(_("who answers"), max_length=2, choices=OWNERS)
    owner_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("answer due on"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("sent"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="finding_number_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="finding_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(owner="PA", owner_partner__isnull=False)
                | (~Q(owner="PA") & Q(owner_partner__isnull=True)),
                name="finding_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="finding_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} F{self.number}"

    def is_overdue(self, on: dt.date) -> bool:
        """Whether its answer, or the answer to its follow-up, should have come."""
        return self.state in ("open", "follow_up") and self.due_on < on


class FindingAnswer(models.Model):
    """One thing that was said to a finding, in its order; never changed."""

    ANSWER, FOLLOW_UP, CLOSING = "answer", "follow_up", "closing"
    KINDS: ClassVar = [
        (ANSWER, _("Answer")),
        (FOLLOW_UP, _("Follow-up")),
        (CLOSING, _("Closing")),
    ]
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(_("what it is"), max_length=10, choices=KINDS)
    text = models.TextField(_("text"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("said"))
    history = history()

    class Meta:
        ordering: ClassVar = ["finding_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class FindingCorrection(models.Model):
    """The correction that a finding led to; a finding may lead to several. Never changed."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="corrections")
    correction = models.OneToOneField(
        Correction, on_delete=models.PROTECT, related_name="from_finding"
    )
    history = history()

    def __str__(self) -> str:
        return f"{self.finding_id} → {self.correction_id}"


class StatementFinding(models.Model):
    """A finding that an auditor's statement quotes. Never changed."""

    statement = models.ForeignKey(AuditorStatement, on_delete=models.PROTECT, related_name="quoted")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="statements")
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["statement", "finding"], name="finding_quoted_once_by_statement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.finding_id}"
