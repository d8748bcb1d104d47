"""Quarterly status of a municipal agreement: money used, targets reached, the meeting."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.fields import HundredthsField, MoneyField
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import AgreedAmount, AgreedTarget, Area, Grant, ReportingPeriod


class AreaCost(models.Model):
    """Money used of what an area was given in a year; what was wrong is taken out by a new row."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    agreed = models.ForeignKey(AgreedAmount, on_delete=models.PROTECT, related_name="+")
    spent_on = models.DateField(_("day"))
    amount = MoneyField(_("amount"))
    text = models.CharField(_("what it was used for"), max_length=200)
    voucher_no = models.CharField(_("voucher"), max_length=40, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering: ClassVar = ["grant_id", "spent_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="area_cost_not_zero"),
            models.CheckConstraint(condition=~Q(text=""), name="area_cost_has_words"),
        ]

    def __str__(self) -> str:
        return self.text


class TargetResult(models.Model):
    """A step towards a target: how many on which day; a target in words is reached with 1."""

    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(AgreedTarget, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(_("day"))
    amount = HundredthsField(_("how many"))
    text = models.CharField(_("what was done"), max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering: ClassVar = ["grant_id", "done_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="target_result_not_zero"),
        ]

    def __str__(self) -> str:
        return self.text


class StatusMeetingQuerySet(models.QuerySet["StatusMeeting"]):
    """Meetings by who may see them."""

    def visible_to(self, user: object) -> StatusMeetingQuerySet:
        """The lead's and the auditors' all; the municipality's those whose minutes are closed."""
        actor = actor_of(user)
        return self.filter(
            Q(grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
            | Q(grant__in=actor.ids(Capability.VIEW_FROZEN, Grant), state="closed")
        )


class StatusMeeting(models.Model):
    """The meeting of one quarter, with its minutes (001, section 6)."""

    STATES: ClassVar = [("draft", _("Draft")), ("closed", _("Closed"))]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    period = models.OneToOneField(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    # One a line: the role and the organisation, a name where the minutes need one.
    participants = models.TextField(_("participants"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=STATES, default="draft")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = StatusMeetingQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "period__number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(closed_by__isnull=False),
                name="status_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} {self.held_on:%d.%m.%Y}"


class StatusLine(models.Model):
    """What is said of one area in one quarter; the figures are kept when the minutes are closed."""

    LIGHTS: ClassVar = [
        ("green", _("Green")),
        ("yellow", _("Yellow")),
        ("red", _("Red")),
        ("grey", _("No light: no target")),
    ]
    meeting = models.ForeignKey(StatusMeeting, on_delete=models.PROTECT, related_name="lines")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    deviation = models.TextField(_("deviation"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    responsible = models.CharField(_("responsible"), max_length=120, blank=True)
    granted = MoneyField(_("granted"), null=True)
    invoiced = MoneyField(_("invoiced"), null=True)
    used = MoneyField(_("used"), null=True)
    light = models.CharField(_("traffic light"), max_length=8, choices=LIGHTS, blank=True)
    # Target, how many at least and at most, how many done: as they stood when it was closed.
    reached = models.JSONField(_("targets and results"), default=list)
    history = history()

    class Meta:
        ordering: ClassVar = ["meeting_id", "area__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "area"], name="status_line_once_per_area")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.area_id}"


class MeetingAction(models.Model):
    """Something that somebody does until a day; open ones are carried to the next meeting."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(StatusMeeting, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("action"), max_length=200)
    owner = models.CharField(_("owner"), max_length=120)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.CharField(_("how it ended"), max_length=200, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="meeting_action_number_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(done_note=""),
                name="meeting_action_done_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.text
