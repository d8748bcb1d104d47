"""What a political proposal promises, and what was reached: one noun for all kinds (rules 6.3)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import HundredthsField
from consortium.models.memory import history
from grants.models.proposals import Proposal, ProposalPart
from grants.rules import promised as rules

TARGET_KINDS: list[tuple[str, Any]] = [
    (rules.COUNT, _("A number")),
    (rules.RANGE, _("From – to")),
    (rules.PER_PLACE, _("So many at each institution")),
    (rules.DAYS, _("Service level: days from – to")),
    (rules.SHARE, _("A percentage")),
    (rules.ABOVE, _("Above what it is compared with, in per cent")),
    (rules.RANK, _("A place among so many")),
    (rules.DONE, _("Done or not")),
]
LEVELS: list[tuple[str, Any]] = [
    (rules.PROMISED, _("Promised by the proposal")),
    (rules.STRATEGY, _("Wanted by the strategy")),
    (rules.KNOWN, _("Known, to compare with")),
]
VERDICTS: dict[str, Any] = {
    rules.REACHED: _("Reached"),
    rules.BEYOND: _("More than promised"),
    rules.SHORT: _("Not reached"),
    rules.UNTOLD: _("Not told yet"),
    rules.OPEN: _("A figure of the promise is not set"),
}


class PromisedTarget(models.Model):
    """What shall be reached, of whatever kind; `rules/promised.py` holds the rules of each."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="targets")
    part = models.ForeignKey(
        ProposalPart,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("part"),
    )
    number = models.PositiveIntegerField(_("number"))
    level = models.CharField(
        _("who wants it"), max_length=10, choices=LEVELS, default=rules.PROMISED
    )
    text = models.CharField(_("target"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=TARGET_KINDS)
    minimum = HundredthsField(_("at least"), null=True, blank=True)
    maximum = HundredthsField(_("at most"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    # Institutions that it is meant at, or how many a place is counted among; empty: not set.
    places = models.PositiveIntegerField(
        _("institutions, or among how many"), null=True, blank=True
    )
    is_strict = models.BooleanField(_("more than, not at least"), default=False)
    is_about = models.BooleanField(_("about"), default=False)
    each_year = models.BooleanField(_("each year"), default=False)
    since = models.PositiveIntegerField(_("from year"), null=True, blank=True)
    until = models.PositiveIntegerField(_("to year"), null=True, blank=True)
    # The proposal's amount is reckoned for one of these (C17).
    is_unit = models.BooleanField(_("the cost of one is reckoned"), default=False)
    history = history()

    class Meta:
        ordering: ClassVar = ["proposal_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "number"], name="promised_target_number"),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(is_unit=True), name="promised_target_one_unit"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=rules.KINDS, level__in=rules.LEVELS),
                name="promised_target_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(rules.SILENT), minimum__isnull=True)
                | ~Q(kind__in=sorted(rules.SILENT)) & Q(minimum__gt=0),
                name="promised_target_figure_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(rules.TWO_ENDS), maximum__gt=F("minimum"))
                | ~Q(kind__in=sorted(rules.TWO_ENDS)) & Q(maximum__isnull=True),
                name="promised_target_ends_fit_kind",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="promised_target_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def promise(self) -> rules.Promise:
        """The target as the law reads it."""
        return rules.Promise(self.kind, self.minimum, self.maximum, self.places, self.is_strict)


class ReachedFigure(models.Model):
    """What was reached of a target on a day. Added, never changed: the newest one counts."""

    target = models.ForeignKey(PromisedTarget, on_delete=models.PROTECT, related_name="figures")
    number = models.PositiveIntegerField(_("number"))
    on = models.DateField(_("dated"))
    # Of a target for each year: the year that it was reached in.
    year = models.PositiveIntegerField(_("year"), null=True, blank=True)
    value = HundredthsField(_("reached"))
    compared = HundredthsField(_("compared with"), null=True, blank=True)
    places = models.PositiveIntegerField(_("institutions"), null=True, blank=True)
    source = models.CharField(_("source of the figure"), max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))
    history = history()

    class Meta:
        ordering: ClassVar = ["target_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "number"], name="reached_figure_number"),
            models.CheckConstraint(condition=Q(value__gte=0), name="reached_not_below_0"),
            models.CheckConstraint(condition=~Q(source=""), name="reached_names_source"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}/{self.number}: {self.value}"

    @property
    def figure(self) -> rules.Figure:
        """The figure as the law reads it."""
        return rules.Figure(self.value, self.compared, self.places)
