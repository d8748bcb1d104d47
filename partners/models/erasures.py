"""Requests for erasure: when it was asked, by when it is answered, and what came of it (G-10)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from partners.models.contacts import Contact
from partners.models.organisations import Organisation
from partners.rules import erasures as rules


class ErasureQuerySet(models.QuerySet["ErasureRequest"]):
    """Requests by who may see them, and by whether they wait."""

    def visible_to(self, user: object) -> ErasureQuerySet:
        """Those that the own organisation answers as controller (G-08)."""
        return self.filter(organisation__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))

    def waiting(self) -> ErasureQuerySet:
        """Those that nobody has answered."""
        return self.filter(answered_on__isnull=True)


class ErasureRequest(models.Model):
    """Somebody has asked one controller to be forgotten. Who it is stands in the filed letter."""

    ABOUT: ClassVar = [(code, _(label)) for code, label in rules.ABOUT.items()]
    ASKERS: ClassVar = [(code, _(label)) for code, label in rules.ASKERS.items()]
    OUTCOMES: ClassVar = [(code, _(label)) for code, label in rules.OUTCOMES.items()]
    GROUNDS: ClassVar = [(code, _(label)) for code, label in rules.GROUNDS.items()]
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="erasure_requests",
        verbose_name=_("data controller"),
    )
    grant_ref = models.CharField(_("grant"), max_length=40)
    number = models.PositiveIntegerField(_("number"))
    about = models.CharField(_("about"), max_length=11, choices=ABOUT)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="erasure_requests"
    )
    asked_by = models.CharField(_("who has asked"), max_length=11, choices=ASKERS)
    asked_on = models.DateField(_("requested on"))
    # Under which number the letter is filed; never a name (G-03).
    reference = models.CharField(_("filed as"), max_length=60)
    due_on = models.DateField(_("to be answered by"))
    longer_because = models.TextField(_("why more time is needed"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    outcome = models.CharField(_("answer"), max_length=8, choices=OUTCOMES, blank=True)
    ground = models.CharField(_("ground of the refusal"), max_length=6, choices=GROUNDS, blank=True)
    told = models.TextField(_("what the person was told"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ErasureQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_ref", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant_ref", "number"], name="erasure_number_once"),
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(answered_on__isnull=True),
                name="erasure_one_waiting_by_contact",
            ),
            models.CheckConstraint(
                condition=(Q(about=rules.CONTACT) & Q(contact__isnull=False))
                | (~Q(about=rules.CONTACT) & Q(contact__isnull=True)),
                name="erasure_names_its_contact",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, outcome="")
                | (Q(answered_on__isnull=False, answered_on__gte=F("asked_on")) & ~Q(outcome="")),
                name="erasure_answer_has_day",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=rules.REFUSED) & ~Q(ground=""))
                | (~Q(outcome=rules.REFUSED) & Q(ground="")),
                name="erasure_refusal_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(about__in=sorted(rules.PROVES_COST)) | ~Q(outcome=rules.DELETED),
                name="erasure_keeps_evidence",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("asked_on")), name="erasure_due_after_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_ref} #{self.number}"

    @property
    def is_late(self) -> bool:
        """Whether it was answered after its day."""
        return self.answered_on is not None and self.answered_on > self.due_on
