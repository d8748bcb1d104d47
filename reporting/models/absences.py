"""Absence: the days on which somebody is away, so that no hours are declared on them (R-35)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from partners.models import Employee, Organisation


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences by who may see them."""

    def visible_to(self, user: object) -> AbsenceQuerySet:
        """One's own, and those of the people of one's own organisation: nobody else's (G-03)."""
        return self.filter(
            Q(employee__organisation_id__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))
            | Q(employee__user_id=getattr(user, "pk", None))
        )


class Absence(models.Model):
    """Somebody is away from one job, from a day to a day, for the whole of them or for a part.

    It holds the kind and nothing more: no reason and no diagnosis.
    """

    HOLIDAY, SICKNESS, LEAVE = "holiday", "sickness", "leave"
    KINDS: ClassVar = [
        (HOLIDAY, _("Holiday")),
        (SICKNESS, _("Sickness")),
        (LEAVE, _("Leave")),
    ]
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of absence"), max_length=10, choices=KINDS)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    # Away the whole day; a part of a day leaves room for hours.
    is_whole_day = models.BooleanField(_("whole days"), default=True)

    objects = AbsenceQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["-starts_on", "employee_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "sickness", "leave"]), name="absence_kind_known"
            ),
            models.UniqueConstraint(fields=["employee", "starts_on"], name="absence_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.starts_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}"
