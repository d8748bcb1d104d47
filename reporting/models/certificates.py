"""What the lead certifies when it signs a claim (R-16)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models import BudgetVersion
from reporting.models.funding import Claim


class PublicCertificate(models.Model):
    """The signatory certifies that the fund stays within public expenditure. Never changed."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="public_certificate")
    # F of the claim, and what the financing plan allocates of public money.
    fund = MoneyField(_("the fund's part in all"))
    allocated = MoneyField(_("public expenditure allocated"))
    # None where no plan is in force, so that nothing is allocated and nothing may be claimed.
    version = models.ForeignKey(
        BudgetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    certified_at = models.DateTimeField(_("certified"))
    history = history()

    class Meta:
        ordering: ClassVar = ["claim_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fund__lte=F("allocated")), name="certificate_fund_within_public"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.fund} ≤ {self.allocated}"
