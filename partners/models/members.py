"""Bodies that take part in a consortium without a vote (003: members of many kinds)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from partners.models.organisations import Organisation
from partners.rules.members import BODIES, STANDINGS


class ConsortiumMember(models.Model):
    """An observer, adviser or associated body of one partner's consortium; no person is named."""

    BODIES: ClassVar = [(code, _(label)) for code, label in BODIES.items()]
    STANDINGS: ClassVar = [(code, _(label)) for code, label in STANDINGS.items()]
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="consortium_members",
        verbose_name=_("consortium"),
    )
    grant_ref = models.CharField(_("grant"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    # Where the body stands in the house's own register, its page shows where it takes part.
    registered = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consortia",
        verbose_name=_("in the register as"),
    )
    body = models.CharField(_("kind of body"), max_length=11, choices=BODIES)
    standing = models.CharField(_("takes part as"), max_length=10, choices=STANDINGS)
    # An office, no person (G-03).
    representative = models.CharField(_("represented by"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_ref", "organisation_id", "name", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="consortium_member_in_order",
            ),
            models.UniqueConstraint(
                fields=["organisation", "grant_ref", "name"],
                condition=Q(ends_on__isnull=True),
                name="consortium_member_once",
            ),
            models.CheckConstraint(
                condition=Q(registered__isnull=True) | ~Q(registered=F("organisation")),
                name="consortium_member_is_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name
