"""What the lead's controller leaves behind while verifying: checklist, samples, visits (A-24)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.fields import MoneyField
from consortium.models.memory import history
from reporting.models.costs import Expenditure
from reporting.models.reports import PartnerReport


class ReportChecklist(models.Model):
    """The checklist of one report as it is being filled in: each answer, by whom and when.

    `answers` is ``{key: {"answer": …, "by": name, "at": instant}}``. What was concluded on stands
    in `Verification`, which never changes.
    """

    report = models.OneToOneField(
        PartnerReport, on_delete=models.PROTECT, related_name="open_checklist"
    )
    answers = models.JSONField(_("answers"), default=dict)
    history = history()

    def __str__(self) -> str:
        return f"{self.report_id}"


class VerificationSample(models.Model):
    """A random sample of a report's lines, with all that a stranger needs to draw it again (A-25).

    A later draw adds to the earlier ones and takes nothing back, so that nobody draws until the
    picks are pleasant.
    """

    SIMPLE, ABOVE = "simple", "above"
    METHODS: ClassVar = [
        (SIMPLE, _("Simple random sample")),
        (ABOVE, _("All lines from an amount on, and a random sample of the rest")),
    ]
    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="samples")
    method = models.CharField(_("method"), max_length=8, choices=METHODS)
    seed = models.CharField(_("seed"), max_length=64)
    size = models.PositiveIntegerField(_("lines drawn at random"))
    above = MoneyField(_("every line from this amount on"), null=True, blank=True)
    # The order that was drawn from: [key, voucher, amount] each, and the hash of it.
    population = models.JSONField(_("population"))
    population_sha256 = models.CharField(_("hash of the population"), max_length=64)
    reason = models.TextField(_("why this sample"), blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField(_("drawn"))
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(method="above", above__isnull=False)
                | Q(method="simple", above__isnull=True),
                name="sample_amount_goes_with_method",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.seed}"


class SampleLine(models.Model):
    """One line of a sample: how it came in, and who looked at it by hand."""

    RANDOM, ALWAYS = "random", "always"
    WAYS: ClassVar = [
        (RANDOM, _("Drawn at random")),
        (ALWAYS, _("Taken by its amount")),
    ]
    sample = models.ForeignKey(VerificationSample, on_delete=models.PROTECT, related_name="lines")
    expenditure = models.ForeignKey(
        Expenditure, on_delete=models.PROTECT, related_name="sample_lines"
    )
    way = models.CharField(_("how it came in"), max_length=8, choices=WAYS)
    place = models.PositiveIntegerField(_("place in the draw"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["sample_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sample", "expenditure"], name="sample_line_once_per_sample"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="sample_line_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.place}"


class OnSiteCheck(models.Model):
    """A visit to a partner: where, who, what was seen, found and concluded (rules.md 4.2).

    Never changed: a mistake is mended by a new record that replaces the old one (W-04).
    """

    CLEAN, REMARKS, FINDINGS = "clean", "remarks", "findings"
    CONCLUSIONS: ClassVar = [
        (CLEAN, _("Nothing to remark")),
        (REMARKS, _("Remarks without effect on the accounts")),
        (FINDINGS, _("Findings that are followed up")),
    ]
    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=200)
    visitors = models.CharField(_("who visited"), max_length=200)
    met = models.CharField(_("who was met"), max_length=200)
    people = models.TextField(_("people at work"), blank=True)
    equipment = models.TextField(_("equipment"), blank=True)
    originals = models.TextField(_("originals of vouchers"), blank=True)
    publicity = models.TextField(_("publicity"), blank=True)
    findings = models.TextField(_("findings"), blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=8, choices=CONCLUSIONS)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "visited_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(people="") | ~Q(equipment="") | ~Q(originals="") | ~Q(publicity=""),
                name="visit_saw_something",
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="findings") | ~Q(findings=""),
                name="visit_findings_are_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.visited_on:%d.%m.%Y}"


class OnSiteFile(models.Model):
    """A photo or a paper of a visit."""

    visit = models.ForeignKey(OnSiteCheck, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "file"], name="visit_file_once")
        ]

    def __str__(self) -> str:
        return str(self.file)
