"""What the public is told about a grant, beyond what its letter says (CPR art. 49(3))."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models.projects import Grant


class PublicEntry(models.Model):
    """The words of a grant's line in the public list of operations; its figures are the grant's."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="public_entry")
    purpose_da = models.TextField(_("purpose in Danish"))
    purpose_en = models.TextField(_("purpose in English"))
    expected_da = models.TextField(_("expected achievements in Danish"))
    expected_en = models.TextField(_("expected achievements in English"))
    actual_da = models.TextField(_("actual achievements in Danish"), blank=True)
    actual_en = models.TextField(_("actual achievements in English"), blank=True)
    objective = models.CharField(_("specific objective"), max_length=200)
    intervention = models.CharField(_("type of intervention"), max_length=200)
    place = models.CharField(_("place"), max_length=200)
    country = models.CharField(
        _("country"), max_length=2, default="DK", validators=[RegexValidator(r"^[A-Z]{2}$")]
    )
    # Only those who were found by procurement; a partner is a beneficiary.
    contractors = models.TextField(_("contractors"), blank=True)
    told_on = models.DateField(_("beneficiaries told"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant__ref"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(purpose_da="") & ~Q(purpose_en=""), name="public_entry_has_purpose"
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="public_entry_country_code"
            ),
        ]

    def __str__(self) -> str:
        return self.grant.ref
