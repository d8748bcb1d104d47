"""What is filled in along a correction's way."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from reporting.models import Correction

REASONS = [(code, label) for code, label in Correction.REASONS if code != "reversal"]


class ProposalForm(forms.Form):
    """How much of a claimed cost falls, and why."""

    amount = DanishDecimalField(label=_("Amount that falls"))
    reason_code = forms.ChoiceField(label=_("Reason code"), choices=REASONS)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    is_irregular = forms.BooleanField(
        label=_("It is an irregularity: its support is cancelled for this grant"), required=False
    )


class AnswerForm(forms.Form):
    """The partner's answer in the hearing."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))


class CorrectionDecisionForm(forms.Form):
    """When it was decided, and why without the hearing if so."""

    on = DanishDateField(label=_("Date of the decision"))
    reason = forms.CharField(
        label=_("Why the hearing is waived"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if the partner has not answered and its time is not over."),
    )


class ReversalForm(forms.Form):
    """Why a correction was wrong."""

    reason = forms.CharField(
        label=_("Why the correction was wrong"), widget=forms.Textarea(attrs={"rows": 4})
    )
