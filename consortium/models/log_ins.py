"""Who has logged in, failed to, and logged out: kept for a while, then gone (G-03)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# An auditor looks at a year, and comes some weeks after its end.
KEPT = dt.timedelta(days=400)


class LogInQuerySet(models.QuerySet["LogIn"]):
    """Log-ins by their age."""

    def expired(self, at: dt.datetime) -> LogInQuerySet:
        """Those that have been kept for long enough."""
        return self.filter(at__lt=at - KEPT)


class LogIn(models.Model):
    """One log-in, failed log-in or log-out; neither machine nor password nor what was mistyped."""

    IN, FAILED, OUT = "in", "failed", "out"
    KINDS: ClassVar = [
        (IN, _("Logged in")),
        (FAILED, _("Failed to log in")),
        (OUT, _("Logged out")),
    ]
    # Nobody: an address was tried that belongs to no one here, and is not kept.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    kind = models.CharField(_("what"), max_length=6, choices=KINDS)
    at = models.DateTimeField(_("time"))

    objects = LogInQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["user", "kind", "at"], name="log_in_by_person"),
            models.Index(fields=["at"], name="log_in_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.at:%d.%m.%Y %H:%M}"
