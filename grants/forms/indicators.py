"""The form of an indicator."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm


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
    target = forms.IntegerField(label=_("Target"), min_value=0)
