"""What is filled in about invoices, payment files and bank statements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from consortium.forms.uploads import OneFileField
from reporting.models import Invoice
from reporting.rules.invoices import MEANS, TEXT_LIMIT


class InvoiceForm(forms.Form):
    """What the municipality needs beside the instalment itself."""

    text = forms.CharField(label=_("Text of the line"), max_length=TEXT_LIMIT)
    buyer_reference = forms.CharField(
        label=_("Reference at the municipality"),
        max_length=80,
        required=False,
        help_text=_("Who has asked for the invoice; this or the order number must be there."),
    )
    order_reference = forms.CharField(
        label=_("Order number of the municipality"), max_length=80, required=False
    )
    means = forms.ChoiceField(
        label=_("Way of payment"), choices=[(code, _(label)) for code, label in MEANS.items()]
    )
    note = forms.CharField(label=_("Note on the invoice"), max_length=300, required=False)


class DeliveryForm(forms.Form):
    """How and when the file went."""

    channel = forms.ChoiceField(label=_("How it was sent"), choices=Invoice.CHANNELS)
    on = DanishDateField(label=_("Sent on"))
    receipt = OneFileField(
        label=_("Receipt"), help_text=_("The receipt of NemHandel, or the mail that was sent.")
    )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class PaymentFileForm(forms.Form):
    """On which day the bank carries the transfers out."""

    execute_on = DanishDateField(label=_("To be carried out on"))


class StatementForm(forms.Form):
    """A file from the bank."""

    file = OneFileField(
        label=_("Bank statement (camt.053)"),
        help_text=_("The XML file that the bank offers; every entry is read, none twice."),
    )


class MatchForm(forms.Form):
    """Which proposal is confirmed."""

    entry = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.CharField(max_length=20, widget=forms.HiddenInput)
    key = forms.IntegerField(widget=forms.HiddenInput)
    late_reason = forms.CharField(label=_("Why the payment is late"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["late_reason"].widget.attrs["maxlength"] = "300"
