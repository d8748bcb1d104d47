"""What is filled in for a flat correction of a contract (R-83)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDecimalField
from reporting.models import Correction

FLAT = [(code, label) for code, label in Correction.REASONS if code in ("procurement", "publicity")]


class FlatCorrectionForm(forms.Form):
    """Which scale, how much of it, and why."""

    reason_code = forms.ChoiceField(label=_("What was broken"), choices=FLAT)
    percent = DanishDecimalField(
        label=_("Per cent"),
        help_text=_("Procurement: 5, 10, 25 or 100 of the contract's cost. Publicity: at most 3."),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    is_irregular = forms.BooleanField(
        label=_("It is an irregularity: its support is cancelled for this grant"),
        required=False,
        initial=True,
    )
