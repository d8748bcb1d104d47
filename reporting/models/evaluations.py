"""A year's evaluation of a municipal agreement, its path through three bodies; completion notes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import ApprovalBody, Area, Grant
from reporting.models.funding import ReportSnapshot


class AnnualEvaluationQuerySet(models.QuerySet["AnnualEvaluation"]):
    """Evaluations by who may see them."""

    def visible_to(self, user: object) -> AnnualEvaluationQuerySet:
        """The lead's and the auditors' all; the municipality's what was sent to it."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | Q(grant__in=actor.ids(Capability.VIEW_FROZEN, Grant)) & ~Q(state="draft")
        )


class AnnualEvaluation(models.Model):
    """What a year of the agreement led to, built from its four statuses (001, section 6)."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("submitted", _("Under approval")),
        ("adopted", _("Adopted")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField(_("year"))
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    # Sent back and sent again: decisions of an earlier round stand, and count no more.
    round = models.PositiveIntegerField(_("round"), default=1)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    snapshot = models.ForeignKey(
        ReportSnapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AnnualEvaluationQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "year"], name="evaluation_once_per_year"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(snapshot__isnull=False),
                name="evaluation_sent_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} {self.year}"


class EvaluationArea(models.Model):
    """What is said of one area in the year's evaluation."""

    evaluation = models.ForeignKey(AnnualEvaluation, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    background = models.TextField(_("background"), blank=True)
    activities = models.TextField(_("activities"), blank=True)
    outcomes = models.TextField(_("outcomes reached"), blank=True)
    learning = models.TextField(_("learning"), blank=True)
    proposal = models.TextField(_("proposal"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["evaluation_id", "area__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "area"], name="evaluation_area_once")
        ]

    def __str__(self) -> str:
        return str(self.area)


class EvaluationDecision(models.Model):
    """What one body of the path decided, on which day; never changed."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    ADOPTED, WITH_REMARKS, SENT_BACK = "adopted", "with_remarks", "sent_back"
    OUTCOMES: ClassVar = [
        (ADOPTED, _("Adopted")),
        (WITH_REMARKS, _("Adopted with remarks")),
        (SENT_BACK, _("Sent back")),
    ]
    evaluation = models.ForeignKey(
        AnnualEvaluation, on_delete=models.PROTECT, related_name="decisions"
    )
    body = models.ForeignKey(ApprovalBody, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField(_("round"))
    outcome = models.CharField(_("decision"), max_length=12, choices=OUTCOMES)
    decided_on = models.DateField(_("decided on"))
    text = models.TextField(_("remarks"), blank=True)
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    # Told without a log-in: the link that was mailed to the body, with who used it.
    link = models.OneToOneField(
        "reporting.MunicipalLink", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["evaluation_id", "round", "body__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evaluation", "body", "round"], name="decision_once_per_body_and_round"
            ),
            models.CheckConstraint(
                condition=Q(outcome="adopted") | ~Q(text=""), name="decision_remarks_are_told"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False, link__isnull=True)
                | Q(recorded_by__isnull=True, link__isnull=False),
                name="decision_by_log_in_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.outcome}"


class CompletionNote(models.Model):
    """To the council, for its information: a project of the agreement has ended. Never changed."""

    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    area = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField(_("ended on"))
    text = models.TextField(_("what came of it"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        ordering: ClassVar = ["grant_id", "area__number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="completion_has_words")
        ]

    def __str__(self) -> str:
        return str(self.area)
