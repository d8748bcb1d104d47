"""Related projects, regional tasks, areas and the Dialogforum (003, lead tasks 6 to 8, W-10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import ActivityType, Grant, GrantPartner
from reporting.rules.coordination import ANCHORS, PLANNED, PROGRESS, WHERE


class RelatedProject(models.Model):
    """A project of others that ours must be in step with, and why nothing is paid by both."""

    WHERE: ClassVar = [(code, _(label)) for code, label in WHERE.items()]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    owner = models.CharField(_("run by"), max_length=160)
    where = models.CharField(_("where it is"), max_length=8, choices=WHERE)
    # An office's address, no person's.
    contact = models.CharField(_("where to write or call"), max_length=200, blank=True)
    link = models.URLField(_("address"), blank=True)
    overlap = models.TextField(_("what both do"), blank=True)
    double_funding = models.TextField(_("why nothing is paid by both"), blank=True)
    is_shown = models.BooleanField(_("shown to everybody on the public page"), default=False)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "where", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "name"], name="related_project_once"),
            models.CheckConstraint(
                condition=Q(overlap="") | ~Q(double_funding=""),
                name="related_overlap_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(is_shown=False) | ~Q(link=""), name="related_shown_has_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionalTask(models.Model):
    """A regional task and the one partner that answers for all of it (W-10)."""

    PROGRESS: ClassVar = [(code, _(label)) for code, label in PROGRESS.items()]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(
        ActivityType, on_delete=models.PROTECT, related_name="+", verbose_name=_("task")
    )
    responsible = models.ForeignKey(
        GrantPartner,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible partner"),
    )
    plan = models.TextField(_("plan"), blank=True)
    follow_up = models.TextField(_("follow-up"), blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    progress = models.CharField(_("progress"), max_length=8, choices=PROGRESS, default=PLANNED)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "kind_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "kind"], name="regional_task_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="regional_task_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)


class LocalArea(models.Model):
    """How one area is organised; several municipalities may share one manager (003)."""

    ANCHORS: ClassVar = [(code, _(label)) for code, label in ANCHORS.items()]
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    name = models.CharField(_("area"), max_length=120)
    municipalities = models.CharField(_("municipalities"), max_length=300)
    anchor = models.CharField(_("anchored in"), max_length=12, choices=ANCHORS)
    manager = models.CharField(_("project manager's office"), max_length=160)
    text = models.TextField(_("how we are organised here"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner__number", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant_partner", "name"], name="local_area_once")
        ]

    def __str__(self) -> str:
        return self.name


class ForumMember(models.Model):
    """A seat in the Dialogforum: of a body, not of a person."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(_("body"), max_length=160)
    seat = models.CharField(_("seat"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "body"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="forum_member_in_order",
            ),
            models.UniqueConstraint(
                fields=["grant", "body"],
                condition=Q(ends_on__isnull=True),
                name="forum_member_one_seat",
            ),
        ]

    def __str__(self) -> str:
        return self.body


class ForumMeeting(models.Model):
    """A meeting of the Dialogforum, who was there, and its minutes."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    agenda = models.TextField(_("agenda"))
    minutes = models.TextField(_("minutes"), blank=True)
    # Which bodies were there, by the key of their seat.
    present = models.JSONField(_("present"), default=list)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "-held_on", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="forum_meeting_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.held_on:%d.%m.%Y}"
