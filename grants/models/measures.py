"""The register of a council's proposals: barriers, proposals with owners, and their status (004).

A status is only ever added: the newest is how the proposal stands, the others are its history.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models.fundingtable import FundingLine
from grants.models.projects import Grant
from grants.rules import measures as rules

PHASES: list[tuple[str, Any]] = [
    (rules.ATTRACT, _("Attraction")),
    (rules.RECEIVE, _("Reception")),
    (rules.RETAIN, _("Retention")),
]
STATUS_CODES: list[tuple[str, Any]] = [
    (rules.NOT_STARTED, _("Not started")),
    (rules.STARTS_SOON, _("Starts soon")),
    (rules.STARTED, _("Started")),
    (rules.RUNNING, _("Running")),
    (rules.NO_RESULT, _("Started, no result yet")),
    (rules.PART_OF, _("Part of another agreement")),
    (rules.EXTERNAL, _("Progress with an external owner")),
]
STATUS_FLAGS: list[tuple[str, Any]] = [
    (rules.NO_NEW_ACTION, _("no new action was begun")),
    (rules.NO_PROGRESS, _("its own text says that there is no progress yet")),
]


class MeasureOwner(models.Model):
    """Who is responsible: a department of one's own, or somebody outside; asked by mail."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="measure_owners")
    code = models.CharField(_("short name"), max_length=40)
    name = models.CharField(_("owner"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    is_own = models.BooleanField(_("own department"), default=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["-is_own", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "code"], name="measure_owner_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Barrier(models.Model):
    """What stands in the way, as it was mapped; counted within its phase."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="barriers")
    phase = models.CharField(_("phase"), max_length=10, choices=PHASES)
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("barrier"))
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "phase", "number"], name="barrier_once"),
            models.CheckConstraint(condition=~Q(text=""), name="barrier_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.number}"


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Proposals by who may see them, and with how they stand."""

    def visible_to(self, user: object) -> MeasureQuerySet:
        """Whoever sees the register sees its proposals."""
        return self.filter(grant__in=Grant.objects.visible_to(user))

    def with_status(self) -> MeasureQuerySet:
        """Each with its newest status in ``status_…``; None where nobody has told one yet."""
        newest = MeasureStatus.objects.filter(measure=OuterRef("pk")).order_by("-number")
        told = {
            f"status_{name}": Subquery(newest.values(name)[:1])
            for name in ("code", "text", "on", "no_new_action", "no_progress")
        }
        return self.annotate(**told)


class Measure(models.Model):
    """One proposal of the catalogue, by its number."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="measures")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("proposal"), max_length=300)
    phase = models.CharField(_("phase"), max_length=10, choices=PHASES)
    is_own = models.BooleanField(_("own proposal"))
    is_running = models.BooleanField(_("running before the catalogue"))
    text = models.TextField(_("what is proposed"), blank=True)
    # The columns of the catalogue's table; effect and resources may well be empty (rules 6.4).
    who = models.CharField(_("who"), max_length=200, blank=True)
    target_group = models.CharField(_("target group"), max_length=300, blank=True)
    effect = models.CharField(_("effect"), max_length=300, blank=True)
    resources = models.CharField(_("resources"), max_length=300, blank=True)
    strategy = models.CharField(_("strategy"), max_length=200, blank=True)
    funding_line = models.ForeignKey(
        FundingLine, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    funding_grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="funded_measures"
    )

    objects = MeasureQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="measure_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="measure_has_title"),
            models.CheckConstraint(
                condition=Q(phase__in=rules.PHASES), name="measure_phase_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Ownership(models.Model):
    """An owner of a proposal, in the order in which the document names them."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="ownerships")
    owner = models.ForeignKey(MeasureOwner, on_delete=models.PROTECT, related_name="ownerships")
    place = models.PositiveIntegerField(_("place"))
    history = history()

    class Meta:
        ordering: ClassVar = ["measure_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "owner"], name="measure_owned_once"),
            models.CheckConstraint(
                condition=Q(place__gte=rules.FEWEST_OWNERS, place__lte=rules.MOST_OWNERS),
                name="measure_has_three_owners_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.owner_id}"


class MeasureLink(models.Model):
    """“See also 16”: a proposal whose status stands with another one."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="linked_from")
    history = history()

    class Meta:
        ordering: ClassVar = ["measure_id", "other_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "other"], name="measure_linked_once"),
            models.CheckConstraint(
                condition=~Q(measure=F("other")), name="measure_sees_another_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} → {self.other_id}"


class MeasureStatus(models.Model):
    """How a proposal stood on a day, in its owner's words. Added, never changed."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="statuses")
    number = models.PositiveIntegerField(_("number"))
    code = models.CharField(_("status"), max_length=12, choices=STATUS_CODES)
    text = models.TextField(_("what has happened"))
    on = models.DateField(_("dated"))
    no_new_action = models.BooleanField(_("no new action was begun"), default=False)
    no_progress = models.BooleanField(
        _("its own text says that there is no progress yet"), default=False
    )
    # Who said it: the owner who answered a round, or the person at the page.
    told_by = models.CharField(_("told by"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered"))
    history = history()

    class Meta:
        ordering: ClassVar = ["measure_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "number"], name="status_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="status_says_something"),
            models.CheckConstraint(
                condition=Q(code__in=rules.STATUS_CODES), name="status_code_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.number}: {self.get_code_display()}"


class CountingRule(models.Model):
    """What counts as substantial progress: a version of the rule, with its reason (5.4)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="counting_rules")
    version = models.PositiveIntegerField(_("version"))
    codes = models.JSONField(_("statuses that count"))
    but_not = models.JSONField(_("unless"), default=list)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "version"], name="counting_rule_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="counting_rule_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} v{self.version}"

    @property
    def rule(self) -> rules.CountingRule:
        """The rule as the law reads it."""
        return rules.CountingRule(frozenset(self.codes), frozenset(self.but_not))
