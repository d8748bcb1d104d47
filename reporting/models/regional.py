"""Which costs are regional tasks (R-72): a mark beside the ledger, never a change of its rows."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.models.memory import history
from grants.models import ActivityType
from reporting.models.costs import Expenditure


class RegionalCost(models.Model):
    """The lead's mark that a cost is of a regional task. Rows that correct it follow it."""

    expenditure = models.OneToOneField(
        Expenditure, on_delete=models.PROTECT, related_name="regional"
    )
    task = models.ForeignKey(
        ActivityType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    marked_on = models.DateField(_("marked on"))
    history = history()

    class Meta:
        ordering: ClassVar = ["expenditure_id"]

    def __str__(self) -> str:
        return str(self.expenditure)
