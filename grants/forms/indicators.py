"""The forms of an indicator: its definition, its targets by period, what was before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from grants.models import Grant, Indicator
from grants.models.indicator_plans import CHANGE_REASONS
from grants.models.plans import COMMON, WAYS_OVER_PARTNERS, WAYS_OVER_TIME
from grants.rules.indicators import SUM


class WayField(forms.ChoiceField):
    """How counts add up; whoever does not choose adds them up."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=SUM, **kwargs)

    def clean(self, value: Any) -> str:
        """The way, or the sum."""
        return super().clean(value) or SUM


def _reason() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Why the target is changed"),
        choices=[("", "–"), *CHANGE_REASONS],
        required=False,
        help_text=_("Only where the target stood otherwise: the reason is kept with the change."),
    )


def _words() -> forms.CharField:
    return forms.CharField(
        label=_("The change in words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class IndicatorForm(EditedForm):
    """What is counted, how, and how many are promised."""

    number = forms.IntegerField(label=_("Number"), min_value=1)
    code = forms.SlugField(label=_("Code"), max_length=40)
    name_da = forms.CharField(label=_("Name in Danish"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    unit_da = forms.CharField(label=_("Unit in Danish"), max_length=40)
    unit_en = forms.CharField(label=_("Unit in English"), max_length=40)
    count_rule = forms.CharField(
        label=_("Rule for counting"), widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(label=_("Source of the figure"), max_length=200)
    by_sex = forms.BooleanField(label=_("Counted by sex"), required=False)
    by_age = forms.BooleanField(label=_("Counted by age"), required=False)
    by_status = forms.BooleanField(label=_("Counted by status of work"), required=False)
    over_time = WayField(
        label=_("Over time"),
        choices=WAYS_OVER_TIME,
        help_text=_("What several periods of one partner make together."),
    )
    over_partners = WayField(
        label=_("Over partners"),
        choices=WAYS_OVER_PARTNERS,
        help_text=_("A ratio has a numerator and a denominator, and is that of the sums."),
    )
    target = forms.IntegerField(
        label=_("Target"), min_value=0, help_text=_("In all at the end; per cent for a ratio.")
    )
    target_max = forms.IntegerField(
        label=_("Target, at most"), min_value=0, required=False, help_text=_("Only for a range.")
    )
    common = forms.ChoiceField(
        label=_("Common indicator of the ESF+"), choices=[("", "–"), *COMMON], required=False
    )
    change_code = _reason()
    change_text = _words()


class TargetForm(EditedForm):
    """What is to be reached in all by the end of one period."""

    minimum = forms.IntegerField(label=_("At least"), min_value=0)
    maximum = forms.IntegerField(label=_("At most"), min_value=0, required=False)
    is_milestone = forms.BooleanField(label=_("Milestone"), required=False)
    change_code = _reason()
    change_text = _words()


class BaselineForm(forms.Form):
    """How things stood in one year."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("The same code and year again corrects the figure."),
    )
    name_da = forms.CharField(label=_("Name in Danish"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100)
    value = forms.IntegerField(label=_("Value"), min_value=0)
    out_of = forms.IntegerField(label=_("Out of"), min_value=0, required=False)
    source = forms.CharField(label=_("Source of the figure"), max_length=200)
    indicator: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Indicator"), queryset=None, required=False
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.filter(grant=grant)
        self.fields["indicator"].queryset = rows  # type: ignore[attr-defined]
