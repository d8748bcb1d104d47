"""Proof that a project shows who supports it (A-33)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.memory import history
from grants.models import Grant
from reporting.rules.publicity import KINDS, WITH_FILE


class PublicityProof(models.Model):
    """Something that was seen on a day: a website, material or a poster with the statement.

    Never changed: a better proof is one more row.
    """

    KINDS: ClassVar = [(kind, _(label)) for kind, label in KINDS.items()]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=8, choices=KINDS)
    text = models.TextField(_("where it is shown"))
    seen_on = models.DateField(_("seen on"))
    file = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"))
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "kind", "-seen_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(kind__in=sorted(WITH_FILE)),
                name="publicity_pictured_has_file",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="publicity_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seen_on:%d.%m.%Y}"
