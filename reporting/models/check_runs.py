"""What the check-list of rules.md 4.4 answered, and when it was asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models import Grant


class CheckRun(models.Model):
    """One run of every check on a grant, at night or when somebody asked; never changed.

    `answers` is ``[{"code", "title", "count", "faults": [{"table", "row", "da", "en"}]}]`` in the
    order of the check-list; of many faults the first are named.
    """

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("run"))
    # Nobody: the nightly run.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    faulty = models.PositiveIntegerField(_("checks with faults"))
    answers = models.JSONField(_("answers"))

    class Meta:
        ordering: ClassVar = ["grant_id", "-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["grant", "-at"], name="check_run_latest")]

    def __str__(self) -> str:
        return f"{self.grant.ref} {self.at:%d.%m.%Y %H:%M}"
