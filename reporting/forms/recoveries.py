"""What is filled in when money comes back, or does not."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField


class SettlementForm(forms.Form):
    """Money that a partner has paid back, or is paid back to it."""

    amount = DanishDecimalField(label=_("Amount"))
    on = DanishDateField(label=_("Received on"))
    note = forms.CharField(label=_("Bank reference"), max_length=200, required=False)


class RefundForm(SettlementForm):
    """Money that goes back to a partner."""

    on = DanishDateField(label=_("Paid on"))


class WriteOffForm(forms.Form):
    """Why a partner cannot pay."""

    on = DanishDateField(label=_("Date of the decision"))
    reason = forms.CharField(
        label=_("Why the partner cannot pay"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The lead bears what is written off, towards the fund and in its own accounts."
        ),
    )


class CloseForm(forms.Form):
    """Why interest is waived, if some has not come."""

    reason = forms.CharField(
        label=_("Why the interest is waived"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if interest has run and has not come."),
    )
