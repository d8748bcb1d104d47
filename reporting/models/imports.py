"""Sheets that partners hand in: the file, how it is laid out, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.models import Job
from consortium.models.access import actor_of
from consortium.rules.roles import Capability
from partners.models import Organisation
from reporting.models.reports import PartnerReport, scoped

# Sheets that show what people earn: only the employer reads pay rates.
OF_PAY = ("rates",)


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    """Imports by who may see them."""

    def visible_to(self, user: object) -> SheetImportQuerySet:
        """As the report that they are for; what tells of people's pay, inside the house only."""
        own = actor_of(user).ids(Capability.VIEW_DESK, Organisation)
        is_own = models.Q(report__grant_partner__organisation__in=own)
        seen = self.filter(scoped(user, "report__"))
        return seen.filter(~models.Q(kind__in=OF_PAY) | is_own)


class SheetImport(models.Model):
    """One file on its way into one report. It is a working paper until it has been written.

    `layout` says how the file is read, `outcome` what checking it has found; both are JSON of the
    exchange floor. The rows that it writes, and the event that tells of them, are the memory.
    """

    RECEIVED, CHECKED, WRITTEN, DROPPED = "received", "checked", "written", "dropped"
    STATES: ClassVar = [
        (RECEIVED, _("Received")),
        (CHECKED, _("Checked")),
        (WRITTEN, _("Written")),
        (DROPPED, _("Dropped")),
    ]
    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    file = models.FileField(upload_to="imports/", blank=True)
    layout = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=RECEIVED)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("received"))
    written_at = models.DateTimeField(_("written"), null=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class SheetLayout(models.Model):
    """How an organisation's own sheets are laid out, known again by their headers."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    layout = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "signature"], name="sheet_layout_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind}"
