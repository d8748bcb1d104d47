"""What is filled in when money goes back to the fund."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField


class RepaymentForm(forms.Form):
    """What goes back: the balance, to the øre."""

    amount = DanishDecimalField(label=_("Amount"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The fund's journal number or what its letter says, for instance."),
    )


class RepaymentSentForm(forms.Form):
    """The bank's order, with its proof."""

    on = DanishDateField(label=_("Sent on"))
    bank_ref = forms.CharField(label=_("Bank reference"), max_length=80)
    proof = OneFileField(
        label=_("The bank's proof or the fund's letter"),
        help_text=_("PDF or picture. No CPR numbers."),
    )


class WithdrawalForm(forms.Form):
    """Why a payment back to the fund is not sent."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class PartPaidForm(forms.Form):
    """The bank line of a partner's part."""

    on = DanishDateField(label=_("Received on"))
    note = forms.CharField(label=_("Bank reference"), max_length=200, required=False)
