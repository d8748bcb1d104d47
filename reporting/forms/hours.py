"""What is typed about people's time: what holds for a month, an absence, and what an hour costs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import money_text, span_text, value_text
from partners.models import Employee
from reporting.forms.month_grid import MonthGrid
from reporting.models import Absence, PayRate, TimeSheet

RATE_KEY = ("employee", "method", "valid_from")


class MonthForm(EditedForm):
    """What holds for the whole month; its lines are the grid's."""

    # The lines of the same page: a draft may hold more of them than the sheet.
    grid: MonthGrid | None = None

    rate = forms.ModelChoiceField(
        label=_("Pay rate"), queryset=PayRate.objects.none(), empty_label=_("Choose")
    )
    is_cofinancing = forms.BooleanField(
        label=_("The employer bears the pay, so the cost counts as co-financing"),
        required=False,
        initial=True,
    )
    late_reason = forms.CharField(
        label=_("Why the month was not reported in its own period"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(
        self, *args: Any, rates: list[PayRate], is_late: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rates = rates
        if not is_late:
            del self.fields["late_reason"]
        field = self.fields["rate"]
        field.queryset = PayRate.objects.filter(pk__in=[rate.pk for rate in rates])  # type: ignore[attr-defined]
        field.choices = [(rate.pk, rate_label(rate)) for rate in rates]  # type: ignore[attr-defined]
        if len(rates) == 1:
            field.initial = rates[0].pk

    def make_room(self, sent: Any) -> None:
        """Add the lines that a draft has and the sheet has not."""
        if self.grid is not None:
            self.grid.take_in(sent)

    @classmethod
    def values_of(cls, sheet: TimeSheet) -> dict[str, Any]:
        """The month as this form shows it."""
        return {
            "rate": sheet.rate_id,
            "is_cofinancing": sheet.is_cofinancing,
            "late_reason": sheet.late_reason,
        }


def rate_label(rate: PayRate) -> str:
    """A rate as a choice shows it."""
    figure = f"{value_text(rate.share_pct)} %" if rate.is_by_share else money_text(rate.rate, "kr")
    return f"{figure}, {span_text(rate.valid_from, rate.valid_to)}: {rate.get_method_display()}"


class AbsenceForm(EditedForm):
    """Who is away, from when to when."""

    employee = forms.ModelChoiceField(
        label=_("Employee"), queryset=Employee.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Absence.KINDS)
    starts_on = DanishDateField(label=_("First day"))
    ends_on = DanishDateField(label=_("Last day"))
    is_whole_day = forms.BooleanField(
        label=_("Away the whole day, so that no hours can be declared"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, people: list[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["employee"]
        field.queryset = Employee.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]
        field.choices = [(one.pk, one.name) for one in people]  # type: ignore[attr-defined]


class LateMonthForm(forms.Form):
    """Whose month of a closed period is entered late."""

    employee = forms.ModelChoiceField(
        label=_("Employee"), queryset=Employee.objects.none(), empty_label=None
    )
    month = forms.ChoiceField(label=_("Month"))

    def __init__(
        self, *args: Any, people: list[Employee], months: list[dt.date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["employee"]
        field.queryset = Employee.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]
        field.choices = [(one.pk, str(one)) for one in people]  # type: ignore[attr-defined]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", f"{month:%m.%Y}") for month in months
        ]


class PayRateForm(EditedForm):
    """A rate and the payroll figures it comes from."""

    employee = forms.ModelChoiceField(
        label=_("Employee"), queryset=Employee.objects.none(), empty_label=_("Choose")
    )
    method = forms.ChoiceField(label=_("Method"), choices=PayRate.METHODS)
    valid_from = DanishDateField(label=_("Valid from"))
    valid_to = DanishDateField(label=_("Valid to"))
    gross_cost = DanishDecimalField(
        label=_("Gross employment cost"),
        required=False,
        help_text=_("Of the year for the annual method, else of one month. Without bonuses."),
    )
    hours = DanishDecimalField(
        label=_("Divisor, hours"),
        required=False,
        help_text=_("Of a full-time year (1720 if left empty), or of the contract's month."),
    )
    share_pct = DanishDecimalField(label=_("Fixed share, per cent"), required=False)
    standard_rate = DanishDecimalField(label=_("Standard rate per hour"), required=False)
    documented_months = forms.IntegerField(
        label=_("Documented months of the year"),
        min_value=1,
        max_value=12,
        initial=12,
        required=False,
        help_text=_("Fewer than 12: enter their cost above; it is scaled to a whole year."),
    )
    payroll_ref = forms.CharField(label=_("Payroll reference"), max_length=80)
    letter = OneFileField(
        label=_("The employer's letter or the contract"),
        required=False,
        help_text=_(
            "For a fixed share the letter, for a full-time project employee the contract: they "
            "stand instead of time sheets. PDF or picture."
        ),
    )

    def __init__(self, *args: Any, employees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].queryset = employees  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        values: dict[str, Any] = dict(self.cleaned_data)
        values["gross_cost"] = values["gross_cost"] or Decimal(0)
        values["documented_months"] = values["documented_months"] or 12
        return values

    @staticmethod
    def values_of(rate: PayRate) -> dict[str, Any]:
        """A rate that stands already, as this form shows it."""
        hours = rate.divisor
        if rate.method == PayRate.ANNUAL and hours is not None:
            hours = (hours * 100 / rate.employee.fte_pct).quantize(Decimal("0.01"))
        names = ["method", "valid_from", "valid_to", "gross_cost", "share_pct", "payroll_ref"]
        return {
            **{name: getattr(rate, name) for name in names},
            "employee": rate.employee_id,
            "hours": hours,
            "standard_rate": rate.rate if rate.method == PayRate.UNIT else None,
            "edited_from": version_of(rate),
        }

    @classmethod
    def beginning(cls, data: Any, employees: Any) -> dict[str, Any]:
        """What the form begins from: nothing, or the unused rate whose place it would take."""
        if data:
            asked = cls(data, employees=employees)
            asked.full_clean()
            keys = {name: asked.cleaned_data.get(name) for name in RATE_KEY}
            rates = with_version(PayRate.objects.select_related("employee"))
            if all(keys.values()) and (rate := rates.filter(**keys).first()):
                return cls.values_of(rate)
        return {"edited_from": 0}
