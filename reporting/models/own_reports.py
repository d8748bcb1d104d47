"""Reports of the lead's own choosing: saved choices, when they are made again, files (issue 6)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant
from reporting.rules.building import HALF_YEARLY, MONTHLY, QUARTERLY


class ReportTemplateQuerySet(models.QuerySet["ReportTemplate"]):
    """Templates by who may see them."""

    def visible_to(self, user: object) -> ReportTemplateQuerySet:
        """Those of the grants whose rows one reads, unless they were removed."""
        keys = actor_of(user).ids(Capability.VIEW_ROWS, Grant)
        return self.filter(grant__in=keys, removed_at__isnull=True)


class ReportTemplate(models.Model):
    """A choice of tables, periods, partners, language and format with a name."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    # Spelled as `reporting.rules.building.Choice`.
    choice = models.JSONField(_("choice"))
    # It is kept, as its files name it; only nobody is offered it any more.
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = ReportTemplateQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("report template")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "name"],
                condition=Q(removed_at__isnull=True),
                name="report_template_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    """Schedules by who may see them."""

    def visible_to(self, user: object) -> ReportScheduleQuerySet:
        """Those of the grants whose rows one reads."""
        keys = actor_of(user).ids(Capability.VIEW_ROWS, Grant)
        return self.filter(template__grant__in=keys, template__removed_at__isnull=True)


class ReportSchedule(models.Model):
    """On which days a template is made by the nightly run, and in whose name."""

    RHYTHMS: ClassVar = [
        (MONTHLY, _("Every month")),
        (QUARTERLY, _("Every quarter")),
        (HALF_YEARLY, _("Every half-year")),
    ]
    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="schedules")
    every = models.CharField(_("how often"), max_length=12, choices=RHYTHMS)
    day = models.PositiveSmallIntegerField(_("day of the month"))
    first_month = models.PositiveSmallIntegerField(_("first month"), default=1)
    next_on = models.DateField(_("next on"))
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ReportScheduleQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["next_on", "id"]
        verbose_name = _("report schedule")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(day__range=(1, 31)), name="report_schedule_day_of_month"
            ),
            models.CheckConstraint(
                condition=Q(first_month__range=(1, 12)), name="report_schedule_month_of_year"
            ),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(stopped_at__isnull=True),
                name="report_schedule_one_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}: {self.get_every_display()}"


class ReportRecipient(models.Model):
    """That a person is told when a scheduled report is ready."""

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = history()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("report recipient")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "person"], name="report_recipient_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id}: {self.person}"


class OwnReportQuerySet(models.QuerySet["OwnReport"]):
    """Files by who may see them."""

    def visible_to(self, user: object) -> OwnReportQuerySet:
        """Those of the grants whose rows one reads."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_ROWS, Grant))


class OwnReport(models.Model):
    """One report as it was made: its file, the hash of its bytes, its choice and its instant."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(
        ReportTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    schedule = models.ForeignKey(
        ReportSchedule, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    name = models.CharField(_("name"), max_length=80)
    choice = models.JSONField(_("choice"))
    file = models.FileField(upload_to="own-reports/")
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    figures_sha256 = models.CharField(_("SHA-256 of the figures"), max_length=64)
    as_of = models.DateTimeField(_("as of"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OwnReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("own report")

    def __str__(self) -> str:
        return f"{self.name}, {self.sha256[:12]}"
