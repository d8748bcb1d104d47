"""What is filled in along a project's end."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField


class DaysForm(forms.Form):
    """The days that the law counts retention from; unknown ones stay empty."""

    programme_closed_on = DanishDateField(label=_("Programme closed on"), required=False)
    accounts_on = DanishDateField(label=_("Accounts of the fund submitted on"), required=False)
    last_aid_on = DanishDateField(
        label=_("Last de minimis aid granted on"),
        required=False,
        help_text=_("Papers about de minimis aid are kept for ten years."),
    )


class HoldForm(forms.Form):
    """Who asks for a hold, from when, and why."""

    starts_on = DanishDateField(label=_("From"))
    asked_by = forms.CharField(label=_("Asked for by"), max_length=160)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class LiftForm(forms.Form):
    """The last day of a hold, and why it ends."""

    ends_on = DanishDateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
