"""What is filled in about a contract (rules.md 5.1 T9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField
from grants.models import GrantPartner
from reporting.models import Expenditure, ProcurementContract


class ContractForm(EditedForm):
    """A contract, its procedure, and the file that proves it."""

    partner = forms.TypedChoiceField(label=_("Partner"), coerce=int)
    text = forms.CharField(label=_("What is bought"), max_length=200)
    supplier = forms.CharField(label=_("Supplier"), max_length=160)
    supplier_cvr = forms.CharField(label=_("Supplier's CVR number"), max_length=8, required=False)
    signed_on = DanishDateField(label=_("Signed on"))
    value = DanishDecimalField(label=_("Value without VAT, DKK"))
    procedure = forms.ChoiceField(label=_("Procedure"), choices=ProcurementContract.PROCEDURES)
    threshold = DanishDecimalField(
        label=_("Threshold, DKK"),
        required=False,
        help_text=_("The limit for tenders as it stood on the day of the contract."),
    )
    reason = forms.CharField(
        label=_("Why this procedure"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = OneFileField(
        label=_("Procurement file"),
        required=False,
        help_text=_("The contract, the quotes or the market check, as one file."),
    )

    def __init__(self, *args: Any, partners: Sequence[GrantPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners:
            choices = [(one.pk, one.organisation.name) for one in partners]
            self.fields["partner"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["partner"]


class VoucherChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Vouchers by number and text."""

    def label_from_instance(self, obj: Any) -> str:
        """How a voucher reads in the list."""
        return f"{obj.voucher_no} {obj.supplier}: {obj.text}"


class ContractCostsForm(forms.Form):
    """Which costs were bought under the contract."""

    costs = VoucherChoice(
        label=_("Costs under the contract"),
        queryset=Expenditure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, rows: QuerySet[Expenditure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["costs"].queryset = rows  # type: ignore[attr-defined]
