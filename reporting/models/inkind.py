"""The valuation note of a contribution in kind (R-20 to R-24, A-20)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.fields import HoursField, MoneyField
from consortium.models.memory import history
from reporting.models.costs import Expenditure
from reporting.rules import inkind


class InKindValuation(models.Model):
    """How a contribution was valued, from what source, by whom."""

    CONTRIBUTIONS: ClassVar = [
        (inkind.WORKS, _("Works")),
        (inkind.GOODS, _("Goods")),
        (inkind.SERVICES, _("Services")),
        (inkind.PREMISES, _("Premises, land or real estate")),
        (inkind.UNPAID_WORK, _("Unpaid work")),
        (inkind.THIRD_PARTY_PAY, _("Wages or allowances that a third party pays")),
    ]
    expenditure = models.OneToOneField(
        Expenditure, on_delete=models.CASCADE, related_name="valuation"
    )
    contribution = models.CharField(_("contributed"), max_length=16, choices=CONTRIBUTIONS)
    method = models.CharField(_("method of valuation"), max_length=200)
    source = models.CharField(_("source of the value"), max_length=200)
    valued_by = models.CharField(_("valued by"), max_length=120)
    work_hours = HoursField(_("verified hours"), default=0)
    hourly_pay = MoneyField(_("pay for equal work, an hour"), default=0)
    third_party = models.CharField(_("third party"), max_length=120, blank=True)
    third_party_cost = MoneyField(_("the third party's own cost"), default=0)
    by_employee = models.BooleanField(_("time of an employee"), default=False)
    payroll_ref = models.CharField(_("payroll reference"), max_length=40, blank=True)

    history = history()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(contribution=inkind.UNPAID_WORK)
                | Q(work_hours__gt=0, hourly_pay__gt=0),
                name="valuation_unpaid_work_has_hours_and_pay",
            ),
            models.CheckConstraint(
                condition=~Q(by_employee=True) | ~Q(payroll_ref=""),
                name="valuation_employee_names_payroll",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_contribution_display()}: {self.method}"
