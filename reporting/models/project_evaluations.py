"""The evaluation of a project: its plan, what partners say of themselves, surveys as counts (003).

An evaluation of a municipal agreement is another thing (`evaluations.py`): it has a path of bodies.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant, Indicator
from reporting.models.reports import PartnerReport, scoped


class EvaluationPlan(models.Model):
    """What the evaluation is to answer, how, by whom and by when."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField(_("purpose"))
    method = models.TextField(_("method"))
    evaluator = models.CharField(_("who evaluates"), max_length=200)
    due_on = models.DateField(_("report due on"))
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(method="") & ~Q(evaluator=""),
                name="evaluation_plan_says_how",
            )
        ]

    def __str__(self) -> str:
        return self.grant.ref


class EvaluationQuestion(models.Model):
    """One question of the plan, where its answer comes from, and the answer once there is one."""

    plan = models.ForeignKey(EvaluationPlan, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("question"))
    source = models.CharField(_("where the answer comes from"), max_length=200)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["plan_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="evaluation_question_number_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="evaluation_question_asks"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class SelfEvaluationQuerySet(models.QuerySet["SelfEvaluation"]):
    """Self-evaluations by who may see them."""

    def visible_to(self, user: object) -> SelfEvaluationQuerySet:
        """One's own, and for the lead and the auditor those of their grants."""
        return self.filter(scoped(user, "report__"))


class SelfEvaluation(models.Model):
    """What a partner says of its own half year, with its report; it stays as the report stays."""

    MARKS: ClassVar = [
        (1, _("1: not reached")),
        (2, _("2: reached in small part")),
        (3, _("3: reached in part")),
        (4, _("4: mostly reached")),
        (5, _("5: reached in full")),
    ]
    report = models.OneToOneField(
        PartnerReport, on_delete=models.CASCADE, related_name="self_evaluation"
    )
    mark = models.PositiveSmallIntegerField(_("aims reached"), choices=MARKS)
    worked = models.TextField(_("what worked"))
    hindered = models.TextField(_("what stood in the way"), blank=True)
    learned = models.TextField(_("what we do otherwise from now on"), blank=True)

    objects = SelfEvaluationQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["report__period__number", "report__grant_partner__number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mark__gte=1, mark__lte=5), name="self_evaluation_mark_1_to_5"
            ),
            models.CheckConstraint(condition=~Q(worked=""), name="self_evaluation_says_something"),
        ]

    def __str__(self) -> str:
        return str(self.report)


class SurveyTableQuerySet(models.QuerySet["SurveyTable"]):
    """Tables of survey answers by who may see them in full."""

    def visible_to(self, user: object) -> SurveyTableQuerySet:
        """The lead's, the auditor's, and the fund's and the region's: they get full figures."""
        actor = actor_of(user)
        keys = actor.ids(Capability.VIEW_ROWS, Grant) | actor.ids(Capability.VIEW_FROZEN, Grant)
        return self.filter(grant__in=keys)

    def standing(self) -> SurveyTableQuerySet:
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class SurveyTable(models.Model):
    """One question of a survey with its answers as counts by group; no answer of one person."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    question = models.CharField(_("question"), max_length=300)
    audience = models.CharField(_("who was asked"), max_length=200)
    asked_on = models.DateField(_("asked on"))
    invited = models.PositiveIntegerField(_("invited"))
    answered = models.PositiveIntegerField(_("answered"))
    source = models.CharField(_("source"), max_length=200)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_in_at = models.DateTimeField(_("taken in"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects = SurveyTableQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="survey_number_once"),
            models.CheckConstraint(
                condition=Q(answered__lte=F("invited")), name="survey_answers_within_invited"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="survey_withdrawn_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.question}"


class SurveyCell(models.Model):
    """How many of one group gave one answer; never changed."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    table = models.ForeignKey(SurveyTable, on_delete=models.PROTECT, related_name="cells")
    row = models.PositiveIntegerField(_("row"))
    answer = models.CharField(_("answer"), max_length=120)
    column = models.PositiveIntegerField(_("column"))
    group = models.CharField(_("group"), max_length=80)
    count = models.PositiveIntegerField(_("count"))

    class Meta:
        ordering: ClassVar = ["table_id", "row", "column"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "row", "column"], name="survey_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer} × {self.group}"
