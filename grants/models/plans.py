"""Agreements, budgets, the financing plan, periods and indicators of a grant."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import HoursField, MoneyField
from consortium.models.memory import history
from grants.models.projects import Grant, GrantPartner
from grants.models.reference import BudgetLine, Named
from grants.rules import common_indicators
from grants.rules import indicators as counting

FUND_SOURCE = "eu"
SOURCES = [
    (FUND_SOURCE, _("EU")),
    ("municipal", _("Municipality")),
    ("regional", _("Region")),
    ("state", pgettext_lazy("source of money", "State")),
    ("public_like", _("Public-like")),
    ("private", _("Private")),
]
CASH, STAFF_TIME, IN_KIND, OWN = "cash", "staff_time", "in_kind", "own"
FORMS = [
    (CASH, _("Cash")),
    (STAFF_TIME, _("Staff time")),
    (IN_KIND, _("In kind")),
    (OWN, _("Own financing")),
]
WAYS: list[tuple[str, Any]] = [
    (counting.SUM, pgettext_lazy("way of counting", "Sum")),
    (counting.LATEST, pgettext_lazy("way of counting", "The latest")),
    (counting.MAX, pgettext_lazy("way of counting", "The highest")),
    (counting.AVERAGE, pgettext_lazy("way of counting", "Average")),
    (counting.RATIO, pgettext_lazy("way of counting", "Ratio of the sums")),
]
WAYS_OVER_TIME = [one for one in WAYS if one[0] in counting.OVER_TIME]
WAYS_OVER_PARTNERS = [one for one in WAYS if one[0] in counting.OVER_PARTNERS]
COMMON = [(code, _(label)) for code, label in common_indicators.COUNTED.items()]


class PartnershipAgreement(models.Model):
    """Lead and partner agree; must be active before the partner's first report."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("signed_partner", _("Signed by the partner")),
        ("active", _("Active")),
        ("ended", _("Ended")),
    ]
    grant_partner = models.OneToOneField(
        GrantPartner, on_delete=models.PROTECT, related_name="agreement"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    terms = models.TextField(_("terms"), blank=True)
    # The fund's share of the partner's own cost, if the agreement or State aid caps it.
    share_cap_pct = HoursField(_("highest share of own cost, per cent"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="draft")
    partner_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner_signed_at = models.DateTimeField(null=True, blank=True)
    lead_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_signed_at = models.DateTimeField(null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_partner__number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="agreement_term_in_order"
            ),
            models.CheckConstraint(
                condition=Q(share_cap_pct__isnull=True)
                | Q(share_cap_pct__gt=0, share_cap_pct__lte=100),
                name="agreement_share_cap_1_to_100",
            ),
        ]

    def __str__(self) -> str:
        return str(self.grant_partner)


class BudgetVersion(models.Model):
    """One version of the whole budget and its financing plan (R-90 to R-92)."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("proposed", _("Proposed")),
        ("approved", _("Approved")),
        ("superseded", _("Superseded")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="budget_versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=STATES, default="draft")
    effective_from = models.DateField(_("effective from"))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    # Flexibility is measured from the last version that the authority approved itself.
    by_authority = models.BooleanField(_("approved by the authority"), default=False)
    explanation = models.TextField(_("explanation"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="budget_version_number_once"),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=False) | ~Q(state__in=["approved", "superseded"]),
                name="budget_version_approved_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.ref} v{self.number}"


class BudgetAmount(models.Model):
    """What one partner may spend on one line."""

    version = models.ForeignKey(BudgetVersion, on_delete=models.CASCADE, related_name="amounts")
    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="+")
    amount = MoneyField(_("amount"))
    history = history()

    class Meta:
        ordering: ClassVar = ["version_id", "grant_partner_id", "line_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "grant_partner", "line"], name="budget_amount_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.grant_partner_id} × {self.line_id}"


class FinancingCommitment(models.Model):
    """A line of the financing plan: who pays, in which form, how much."""

    version = models.ForeignKey(BudgetVersion, on_delete=models.CASCADE, related_name="commitments")
    grant_partner = models.ForeignKey(
        GrantPartner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=12, choices=SOURCES)
    form = models.CharField(_("form"), max_length=12, choices=FORMS)
    amount = MoneyField(_("amount"))
    letter_ref = models.CharField(_("letter of commitment"), max_length=120, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["version_id", "source", "form", "grant_partner_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "grant_partner", "source", "form"], name="commitment_once"
            ),
            models.UniqueConstraint(
                fields=["version", "source", "form"],
                condition=Q(grant_partner__isnull=True),
                name="commitment_once_without_partner",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.form}"


class ReportingPeriod(models.Model):
    """A stretch of the project's term that is reported and claimed together (W-02, W-03)."""

    STATES: ClassVar = [
        ("planned", _("Planned")),
        ("open", _("Open")),
        ("submission_due", _("Report due")),
        ("closed", _("Closed for partners")),
        ("locked", _("Locked")),
        ("reopened", _("Reopened")),
    ]
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="periods")
    number = models.PositiveIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    partner_due_on = models.DateField(_("due from the partners"))
    funder_due_on = models.DateField(_("due at the funder"))
    auditor_required = models.BooleanField(_("auditor's statement required"), default=True)
    # States in which a partner may begin a report, or write in the one it has begun.
    TAKES_REPORTS: ClassVar = ["open", "submission_due", "reopened"]
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="planned")
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="period_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="period_in_order"
            ),
        ]

    def __str__(self) -> str:
        first, last = self.starts_on, self.ends_on
        return (
            f"{self.number}: {first.day}.{first.month}.{first.year}"
            f"–{last.day}.{last.month}.{last.year}"
        )


class Indicator(Named):
    """Something that is counted, with its source and its rule for counting."""

    code = models.CharField(_("code"), max_length=40)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="indicators")
    number = models.PositiveIntegerField(_("number"))
    unit_da = models.CharField(_("unit in Danish"), max_length=40)
    unit_en = models.CharField(_("unit in English"), max_length=40)
    count_rule = models.TextField(_("count rule"))
    source = models.CharField(_("source"), max_length=200)
    by_sex = models.BooleanField(_("counted by sex"), default=False)
    by_age = models.BooleanField(_("counted by age"), default=False)
    by_status = models.BooleanField(_("counted by status of work"), default=False)
    over_time = models.CharField(
        _("over time"), max_length=8, choices=WAYS_OVER_TIME, default=counting.SUM
    )
    over_partners = models.CharField(
        _("over partners"), max_length=8, choices=WAYS_OVER_PARTNERS, default=counting.SUM
    )
    # What is to be reached in all at the end; per cent for a ratio, and a range if it has a most.
    target = models.PositiveIntegerField(_("target"))
    target_max = models.PositiveIntegerField(_("target, at most"), null=True, blank=True)
    common = models.CharField(_("common indicator"), max_length=20, choices=COMMON, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="indicator_number_once"),
            models.UniqueConstraint(
                fields=["grant", "common"],
                condition=~Q(common=""),
                name="indicator_common_once",
            ),
            models.CheckConstraint(
                condition=Q(target_max__isnull=True) | Q(target_max__gte=F("target")),
                name="indicator_target_in_order",
            ),
            models.CheckConstraint(
                condition=Q(over_partners="ratio", over_time__in=["ratio", "latest"])
                | ~Q(over_partners="ratio") & ~Q(over_time="ratio"),
                name="indicator_ways_fit",
            ),
        ]

    @property
    def is_ratio(self) -> bool:
        """Whether it has a numerator and a denominator."""
        return self.over_partners == counting.RATIO

    @property
    def unit(self) -> str:
        """The unit in the reader's language."""
        return self.unit_en if (get_language() or "da").startswith("en") else self.unit_da

    @property
    def ways(self) -> tuple[str, str]:
        """How it adds up over time, and over partners."""
        return self.over_time, self.over_partners
