"""What happened: a partner's report of one period, its activities, results, queries and answers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import ActivityType, Grant, GrantPartner, Indicator, ReportingPeriod
from partners.models import Organisation


def scoped(user: object, prefix: str = "") -> Q:
    """Rows of the grants whose rows *user* may read, and of the organisations it reports for."""
    actor = actor_of(user)
    partner = f"{prefix}grant_partner__"
    return Q(**{f"{partner}grant__in": actor.ids(Capability.VIEW_ROWS, Grant)}) | Q(
        **{f"{partner}organisation__in": actor.ids(Capability.VIEW_DESK, Organisation)}
    )


class PartnerReportQuerySet(models.QuerySet["PartnerReport"]):
    """Reports by who may see them."""

    def visible_to(self, user: object) -> PartnerReportQuerySet:
        """Own partner's reports at any time; for the lead and the auditor those of their grants."""
        return self.filter(scoped(user))


class PartnerReport(models.Model):
    """One partner's report of one period."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("approved_partner", _("Approved by the partner")),
        ("submitted", _("Submitted")),
        ("returned", _("Returned with queries")),
        ("verified", _("Verified")),
        ("included", _("In a claim")),
    ]
    ANSWERS: ClassVar = [
        ("", _("Not answered")),
        ("yes", _("Yes, entered below")),
        ("none", _("None in this period")),
    ]
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=18, choices=STATES, default="draft")
    activities_answer = models.CharField(
        _("activities"), max_length=4, choices=ANSWERS, blank=True, default=""
    )
    expenditure_answer = models.CharField(
        _("expenditure"), max_length=4, choices=ANSWERS, blank=True, default=""
    )
    hours_answer = models.CharField(
        _("hours"), max_length=4, choices=ANSWERS, blank=True, default=""
    )
    cofinancing_answer = models.CharField(
        _("co-financing received"), max_length=4, choices=ANSWERS, blank=True, default=""
    )
    revenue_answer = models.CharField(
        _("revenue"), max_length=4, choices=ANSWERS, blank=True, default=""
    )
    progress_text = models.TextField(_("what we did"), blank=True)
    deviation_text = models.TextField(_("deviations and why"), blank=True)
    next_text = models.TextField(_("plans for the next period"), blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)

    objects = PartnerReportQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["period_id", "grant_partner_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant_partner", "period"], name="report_once_per_partner_and_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant_partner} {self.period}"

    @property
    def is_open_for_partner(self) -> bool:
        """Whether the partner may still write in it."""
        return self.state in {"draft", "returned"}


class Activity(models.Model):
    """Something that was held, of a type that 003 lists; a regional one has one owner (W-10)."""

    report = models.ForeignKey(PartnerReport, on_delete=models.CASCADE, related_name="activities")
    kind = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    participants = models.PositiveIntegerField(_("participants"), default=0)
    companies = models.PositiveIntegerField(_("companies"), default=0)
    responsible = models.ForeignKey(
        GrantPartner,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible partner"),
    )
    note = models.TextField(_("note"), blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y} {self.title}"


class IndicatorValue(models.Model):
    """What was counted in the period; where sexes, ages or status are, they add up to the value."""

    report = models.ForeignKey(
        PartnerReport, on_delete=models.CASCADE, related_name="indicator_values"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    women = models.PositiveIntegerField(_("women"), default=0)
    men = models.PositiveIntegerField(_("men"), default=0)
    other = models.PositiveIntegerField(_("other or not stated"), default=0)
    value = models.PositiveIntegerField(_("value"))
    # The denominator of a ratio; the value is its numerator.
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    under_18 = models.PositiveIntegerField(_("below 18 years"), default=0)
    age_18_29 = models.PositiveIntegerField(_("18 to 29"), default=0)
    age_30_54 = models.PositiveIntegerField(_("30 to 54"), default=0)
    from_55 = models.PositiveIntegerField(_("55 and over"), default=0)
    unemployed = models.PositiveIntegerField(_("unemployed"), default=0)
    long_term = models.PositiveIntegerField(_("long-term unemployed"), default=0)
    inactive = models.PositiveIntegerField(_("inactive"), default=0)
    employed = models.PositiveIntegerField(_("employed"), default=0)
    evidence_note = models.CharField(_("evidence"), max_length=200, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "indicator_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "indicator"], name="indicator_value_once_per_report"
            ),
            models.CheckConstraint(
                condition=Q(out_of__isnull=True) | Q(value__lte=F("out_of")),
                name="indicator_value_part_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value}"


class Verification(models.Model):
    """The lead controller's check of one report: checklist, extent, result, person, date (A-24)."""

    report = models.ForeignKey(
        PartnerReport, on_delete=models.PROTECT, related_name="verifications"
    )
    checklist = models.JSONField(_("checklist"))
    extent_pct = models.PositiveSmallIntegerField(_("extent, per cent of lines"))
    conclusion = models.TextField(_("conclusion"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verified_on = models.DateField(_("date"))
    history = history()

    class Meta:
        ordering: ClassVar = ["report_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(extent_pct__gte=1, extent_pct__lte=100),
                name="verification_extent_1_to_100",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.verified_on}"


class ReportFile(models.Model):
    """A file in the pile of a report: sent for it, whether or not it proves a cost by now."""

    report = models.ForeignKey(PartnerReport, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "file"], name="report_file_once")
        ]

    def __str__(self) -> str:
        return str(self.file)
