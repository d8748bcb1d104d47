"""What is filled in about a bank account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AccountForm(forms.Form):
    """The numbers as the bank's letter has them."""

    registration_no = forms.CharField(label=_("Registration number"), max_length=8)
    account_no = forms.CharField(label=_("Account number"), max_length=16)
    iban = forms.CharField(
        label="IBAN",
        max_length=42,
        required=False,
        help_text=_("Only where it is needed; it must be of the same account."),
    )
    bic = forms.CharField(label="BIC", max_length=14, required=False)


class RefusalForm(forms.Form):
    """Why an account is not used."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
