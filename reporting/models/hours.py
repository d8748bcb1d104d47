"""Hours: pay rates with their evidence, months that are signed and approved, and their days."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortium.models import EvidenceFile
from consortium.models.fields import HoursField, MoneyField
from consortium.models.memory import history
from partners.models import Employee
from reporting.models.reports import Activity, PartnerReport


class PayRate(models.Model):
    """An hourly rate or a monthly share with the payroll figures it comes from (R-30 to R-36)."""

    ANNUAL, MONTHLY, SHARE, UNIT = "annual", "monthly", "fixed_share", "unit_cost"
    CONTRACT = "contract"
    METHODS: ClassVar = [
        (ANNUAL, _("Annual cost / 1720 hours")),
        (MONTHLY, _("Monthly cost / contract hours")),
        (SHARE, _("Fixed share of the month")),
        (UNIT, _("Standard unit cost")),
        (CONTRACT, _("Contract of a full-time project employee")),
    ]
    # Paid by the month, without hours; of a contract the share is the whole.
    BY_SHARE: ClassVar = (SHARE, CONTRACT)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(_("method"), max_length=12, choices=METHODS)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    gross_cost = MoneyField(_("gross employment cost"), default=0)
    divisor = HoursField(_("divisor, hours"), null=True, blank=True)
    share_pct = HoursField(_("share, per cent"), null=True, blank=True)
    rate = MoneyField(_("hourly rate"), null=True, blank=True)
    payroll_ref = models.CharField(_("payroll reference"), max_length=80)
    # Where no full year is documented: the months that are, and their cost; scaled to 12.
    documented_months = models.PositiveSmallIntegerField(_("documented months"), default=12)
    documented_cost = MoneyField(_("cost of the documented months"), null=True, blank=True)
    letter = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["employee_id", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employee", "method", "valid_from"], name="pay_rate_once"
            ),
            models.CheckConstraint(
                condition=Q(method="fixed_share", share_pct__isnull=False)
                | Q(method="contract", share_pct=100)
                | (~Q(method__in=["fixed_share", "contract"]) & Q(rate__isnull=False)),
                name="pay_rate_has_rate_or_share",
            ),
            models.CheckConstraint(
                condition=Q(documented_months__gte=1, documented_months__lte=12),
                name="pay_rate_months_1_to_12",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.method} {self.valid_from:%d.%m.%Y}"

    @property
    def is_by_share(self) -> bool:
        """Whether it pays a share of the month, or all of it, and takes no hours."""
        return self.method in self.BY_SHARE


class TimeSheet(models.Model):
    """One person's month in one report: signed by the employee, approved by the superior."""

    STATES: ClassVar = [
        ("draft", _("Draft")),
        ("signed", _("Signed by the employee")),
        ("approved", _("Approved by the superior")),
    ]
    report = models.ForeignKey(PartnerReport, on_delete=models.PROTECT, related_name="time_sheets")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))  # its first day
    rate = models.ForeignKey(PayRate, on_delete=models.PROTECT, related_name="+")
    hours = HoursField(_("hours"), default=0)
    # Whether the employer bears the pay, so that the cost is co-financing as well.
    is_cofinancing = models.BooleanField(_("counts as co-financing"), default=True)
    # Why a month of a period that has closed comes only now; empty in its own period.
    late_reason = models.TextField(_("why it is late"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="draft")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["month", "employee_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "employee", "month"], name="time_sheet_once_per_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="time_sheet_month_is_first_day"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False),
                name="time_sheet_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("signed_by")),
                name="time_sheet_superior_is_not_employee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.month:%m.%Y}"


class TimeEntry(models.Model):
    """Hours on one day, or on the whole month where no day is given."""

    time_sheet = models.ForeignKey(TimeSheet, on_delete=models.CASCADE, related_name="entries")
    day = models.DateField(_("day"), null=True, blank=True)
    hours = HoursField(_("hours"))
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.CharField(_("task"), max_length=200, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["time_sheet_id", "day", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="time_entry_positive")
        ]

    def __str__(self) -> str:
        return f"{self.day or ''} {self.hours}"
