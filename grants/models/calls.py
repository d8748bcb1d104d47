"""The call: what the region seeks a consortium for, before anybody applies (003)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import MoneyField
from consortium.models.memory import history
from grants.models.reference import Fund
from partners.models import Organisation


class Call(models.Model):
    """A region's call for a consortium; its text is locked when it opens (rules.md 3.0)."""

    STATES: ClassVar = [("draft", _("Draft")), ("open", _("Open")), ("closed", _("Closed"))]

    ref = models.SlugField(_("reference"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    ceiling = MoneyField(_("fund ceiling"))
    deadline = models.DateField(_("applications by"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["-deadline", "ref"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="call_ceiling_positive")
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"
