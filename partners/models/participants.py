"""Participants without names, and the secret that makes one person one key (G-05)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from partners.models.organisations import Organisation
from partners.rules.participants import FROM_55, UNDER_18, UNDER_30, UNDER_55

COMPLETE = ~Q(sex="") & ~Q(work="") & ~Q(education="")


class ProjectSecret(models.Model):
    """What the keys of a project's participants are made with.

    It has no history, on purpose: when it is destroyed at closure, no copy may be left.
    """

    grant_ref = models.CharField(_("grant"), max_length=40, unique=True)
    secret = models.CharField(max_length=64, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(secret="", destroyed_at__isnull=False)
                | (~Q(secret="") & Q(destroyed_at__isnull=True)),
                name="project_secret_gone_or_not",
            )
        ]

    def __str__(self) -> str:
        return self.grant_ref


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Participants by who may see them, and by whether they count."""

    def visible_to(self, user: object) -> ParticipantQuerySet:
        """Those of the own organisation: each partner is controller of its lists (G-08)."""
        return self.filter(organisation__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))

    def complete(self) -> ParticipantQuerySet:
        """Those that count: a record that lacks an answer does not (G-05)."""
        return self.filter(COMPLETE)


class Participant(models.Model):
    """A person who takes part, known by a key alone; name and birth year are never stored."""

    SEXES: ClassVar = [
        ("women", _("Woman")),
        ("men", _("Man")),
        ("other", _("Other or not stated")),
    ]
    AGES: ClassVar = [
        (UNDER_18, _("Under 18")),
        (UNDER_30, _("18 to 29")),
        (UNDER_55, _("30 to 54")),
        (FROM_55, _("55 and over")),
    ]
    WORK: ClassVar = [
        ("unemployed", _("Unemployed")),
        ("long_term", _("Long-term unemployed")),
        ("inactive", _("Inactive")),
        ("employed", _("Employed or self-employed")),
    ]
    EDUCATION: ClassVar = [
        ("isced_0_2", _("Lower secondary or less (ISCED 0-2)")),
        ("isced_3_4", _("Upper secondary (ISCED 3-4)")),
        ("isced_5_8", _("Tertiary (ISCED 5-8)")),
    ]
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="participants"
    )
    grant_ref = models.CharField(_("grant"), max_length=40)
    key = models.CharField(_("key"), max_length=64)
    age_group = models.CharField(_("age"), max_length=8, choices=AGES)
    sex = models.CharField(_("sex"), max_length=5, choices=SEXES, blank=True)
    work = models.CharField(_("work"), max_length=10, choices=WORK, blank=True)
    education = models.CharField(_("education"), max_length=9, choices=EDUCATION, blank=True)
    started_on = models.DateField(_("takes part from"))

    objects = ParticipantQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_ref", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant_ref", "key"], name="participant_once_per_operation"
            )
        ]

    def __str__(self) -> str:
        return self.key[:8]
