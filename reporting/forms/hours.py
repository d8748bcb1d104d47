"""What is typed about people's time: a month day by day, and what an hour costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField
from consortium.queries.editing import version_of, with_version
from consortium.queries.texts import money_text, span_text, value_text
from consortium.rules.spans import is_working_day, month_of
from partners.models import Employee
from reporting.actions.hours import HourEntry
from reporting.models import Activity, PayRate, TimeEntry, TimeSheet

MOST_LINES = 20
RATE_KEY = ("employee", "method", "valid_from")
CONTROL_CLASSES = {
    "hours": "form-input",
    "activity": "form-select",
    "task": "form-input house-task",
}


class MonthForm(EditedForm):
    """What holds for the whole month."""

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
        if not is_late:
            del self.fields["late_reason"]
        field = self.fields["rate"]
        field.queryset = PayRate.objects.filter(pk__in=[rate.pk for rate in rates])  # type: ignore[attr-defined]
        field.choices = [(rate.pk, rate_label(rate)) for rate in rates]  # type: ignore[attr-defined]
        if len(rates) == 1:
            field.initial = rates[0].pk

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
    is_share = rate.method == PayRate.SHARE
    figure = f"{value_text(rate.share_pct)} %" if is_share else money_text(rate.rate, "kr")
    return f"{figure}, {span_text(rate.valid_from, rate.valid_to)}: {rate.get_method_display()}"


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


class DayForm(forms.Form):
    """Hours of one day, or of the month as a whole where there is no day."""

    hours = DanishDecimalField(label=_("Hours"), required=False, min_value=0, max_digits=5)
    activity = forms.TypedChoiceField(
        label=_("Activity"), required=False, coerce=int, empty_value=None
    )
    task = forms.CharField(label=_("Task"), required=False, max_length=200)

    def __init__(
        self,
        data: Any = None,
        *,
        day: dt.date | None,
        place: int,
        entry: TimeEntry | None,
        activities: Iterable[tuple[Any, str]],
    ) -> None:
        initial: dict[str, Any] = {}
        if entry is not None:
            initial = {"hours": entry.hours, "activity": entry.activity_id, "task": entry.task}
        super().__init__(data, prefix=_prefix(day, place), initial=initial)
        self.day = day
        self.is_free = day is not None and not is_working_day(day)
        self.fields["activity"].choices = [("", "–"), *activities]  # type: ignore[attr-defined]
        where = f"{day:%d.%m.}" if day else _("the month as a whole")
        for name, label in (
            ("hours", _("Hours")),
            ("activity", _("Activity")),
            ("task", _("Task")),
        ):
            self.fields[name].widget.attrs.update({"aria-label": f"{label}, {where}"})
            self.fields[name].widget.attrs["class"] = CONTROL_CLASSES[name]

    @property
    def activity_title(self) -> str:
        """The activity as a row that can only be read shows it."""
        titles: dict[Any, str] = dict(self.fields["activity"].choices)  # type: ignore[attr-defined]
        return titles[self.initial["activity"]] if self.initial.get("activity") else ""


@dataclass
class MonthGrid:
    """The rows of one month's form: every day once, or as often as it has entries."""

    rows: list[DayForm]

    @classmethod
    def of(
        cls,
        month: dt.date,
        entries: Iterable[TimeEntry],
        activities: Mapping[int, Activity],
        data: Any = None,
    ) -> MonthGrid:
        """The grid of *month*, filled with *entries*, or with what was sent in *data*."""
        known: dict[dt.date | None, list[TimeEntry | None]] = {}
        for entry in entries:
            known.setdefault(entry.day, []).append(entry)
        span = month_of(month)
        days: list[dt.date | None] = [
            span.first + dt.timedelta(days=number) for number in range(span.days)
        ]
        choices = [(key, activity.title) for key, activity in activities.items()]
        rows = [
            DayForm(data, day=day, place=place, entry=entry, activities=choices)
            for day in [*days, None]
            for place, entry in enumerate(_lines_of(day, known.get(day) or [None], data))
        ]
        return cls(rows)

    def is_valid(self) -> bool:
        """Whether every row reads well."""
        return not [row for row in self.rows if not row.is_valid()]

    def entries(self, activities: Mapping[int, Activity]) -> list[HourEntry]:
        """The rows that hold hours, as the action takes them."""
        return [
            HourEntry(
                row.day,
                row.cleaned_data["hours"],
                activities.get(row.cleaned_data["activity"]),
                row.cleaned_data["task"],
            )
            for row in self.rows
            if row.cleaned_data["hours"]
        ]

    @property
    def errors(self) -> list[str]:
        """What cannot be read, day by day."""
        return [
            f"{row.day:%d.%m.}: {error}" if row.day else str(error)
            for row in self.rows
            for errors in row.errors.values()
            for error in errors
        ]


def _lines_of(
    day: dt.date | None, entries: list[TimeEntry | None], data: Any
) -> list[TimeEntry | None]:
    """The lines of a day: its entries, and those sent that somebody else has removed."""
    lines = list(entries)
    while data and len(lines) < MOST_LINES and f"{_prefix(day, len(lines))}-hours" in data:
        lines.append(None)
    return lines


def _prefix(day: dt.date | None, place: int) -> str:
    return f"d{day:%d}-{place}" if day else f"m-{place}"


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
        label=_("The employer's letter"),
        required=False,
        help_text=_("Only for a fixed share, instead of time sheets. PDF or picture."),
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
