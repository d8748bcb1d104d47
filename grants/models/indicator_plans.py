"""What an indicator begins from, what it is to reach by each period, and why that was changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models.plans import Indicator, ReportingPeriod
from grants.models.projects import Grant
from grants.models.reference import Named
from grants.rules.indicators import REASONS, Target

CHANGE_REASONS = [(code, _(label)) for code, label in REASONS.items()]


class IndicatorTarget(models.Model):
    """What is to be reached in all by the end of one period; a milestone is told to the funder."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    minimum = models.PositiveIntegerField(_("at least"))
    maximum = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    is_milestone = models.BooleanField(_("milestone"), default=False)
    history = history()

    class Meta:
        ordering: ClassVar = ["indicator_id", "period__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "period"], name="indicator_target_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="period_target_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.period_id}"

    @property
    def target(self) -> Target:
        """The range as the rules know it."""
        return Target(self.minimum, self.maximum)


class TargetChange(models.Model):
    """Why a target that stood was changed, and from what to what; never changed itself.

    Without a period it is the indicator's own target. An empty *after* takes a period's away.
    """

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="changes")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.CharField(_("before"), max_length=24)
    after = models.CharField(_("after"), max_length=24, blank=True)
    code = models.CharField(_("reason"), max_length=12, choices=CHANGE_REASONS)
    text = models.TextField(_("in words"), blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        ordering: ClassVar = ["indicator_id", "changed_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code="error") | ~Q(text=""), name="target_change_is_explained"
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after or '–'}"


class IndicatorBaseline(Named):
    """How things stood in one year, with its source: of an indicator, or of the project."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="baselines")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="baselines"
    )
    code = models.SlugField(_("code"), max_length=40)
    year = models.PositiveIntegerField(_("year"))
    value = models.PositiveIntegerField(_("value"))
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "code", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "code", "year"], name="baseline_once_per_year"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="baseline_has_source"),
            models.CheckConstraint(
                condition=Q(out_of__isnull=True) | Q(value__lte=F("out_of")),
                name="baseline_part_within_whole",
            ),
        ]
