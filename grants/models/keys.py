"""The key by which the partners share the cost of regional tasks (R-72)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models.projects import Grant, GrantPartner


class RegionalKey(models.Model):
    """One agreed version of the key; a new agreement is a new version, the old one stays."""

    EQUAL, BUDGET, INHABITANTS = "equal", "budget", "inhabitants"
    BASES: ClassVar = [
        (EQUAL, _("Equally")),
        (BUDGET, _("By budget")),
        (INHABITANTS, _("By inhabitants")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="regional_keys")
    number = models.PositiveIntegerField(_("version"))
    basis = models.CharField(_("shared"), max_length=12, choices=BASES)
    agreed_on = models.DateField(_("agreed on"))
    source = models.CharField(_("where it is agreed"), max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="regional_key_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} v{self.number}"


class RegionalKeyWeight(models.Model):
    """What one partner weighs in the key: above zero, since every partner pays (R-72)."""

    key = models.ForeignKey(RegionalKey, on_delete=models.PROTECT, related_name="weights")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    weight = MoneyField(_("weight"))
    history = history()

    class Meta:
        ordering: ClassVar = ["key_id", "grant_partner__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "grant_partner"], name="regional_weight_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="regional_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.grant_partner_id}"
