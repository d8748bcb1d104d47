"""Forms of the agreement with a partner."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField


class AgreementForm(EditedForm):
    """The term and the terms."""

    starts_on = DanishDateField(label=_("From"))
    ends_on = DanishDateField(label=_("To"))
    share_cap_pct = DanishDecimalField(
        label=_("The fund pays at most, per cent of the partner's own cost"),
        required=False,
        help_text=_("Only if the agreement or State aid sets a cap below the grant's rate (R-15)."),
    )
    terms = forms.CharField(
        label=_("Terms"), widget=forms.Textarea(attrs={"rows": 10}), required=False
    )


class EndAgreementForm(forms.Form):
    """Why, and from when."""

    ends_on = DanishDateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea)
