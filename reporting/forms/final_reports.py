"""The final report as it is written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField

SMALL, LARGE = {"rows": 4}, {"rows": 8}


class FinalReportForm(EditedForm):
    """Four texts and the note of the site visit; all are needed before it is sent on."""

    activities = forms.CharField(
        label=_("Activities and outputs"), required=False, widget=forms.Textarea(attrs=LARGE)
    )
    results = forms.CharField(
        label=_("Results"), required=False, widget=forms.Textarea(attrs=LARGE)
    )
    lessons = forms.CharField(
        label=_("Main lessons"), required=False, widget=forms.Textarea(attrs=LARGE)
    )
    afterwards = forms.CharField(
        label=_("Use after the end of the project"),
        required=False,
        widget=forms.Textarea(attrs=LARGE),
    )
    visited_on = DanishDateField(label=_("Site visit on"), required=False)
    visited_by = forms.CharField(label=_("Site visit by"), required=False, max_length=120)
    visit_note = forms.CharField(
        label=_("Note of the site visit"), required=False, widget=forms.Textarea(attrs=SMALL)
    )


class AcceptedOnForm(forms.Form):
    """The day on which the funder accepted."""

    on = DanishDateField(label=_("Date of the decision"))
