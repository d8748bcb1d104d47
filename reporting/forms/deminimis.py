"""What is filled in about companies and the aid they get (R-61, R-62)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.models import Grant, GrantPartner
from partners.models import Company
from reporting.actions.deminimis import AidEntry
from reporting.models import AidDecision


class CompanyForm(EditedForm):
    """A company that the project helps."""

    cvr = forms.CharField(label=_("CVR number"), max_length=8)
    name = forms.CharField(label=_("Name"), max_length=160)
    size = forms.ChoiceField(label=_("Size"), choices=Company.SIZES)
    owner_group = forms.CharField(
        label=_("Owner group"),
        max_length=120,
        required=False,
        help_text=_("The same words for all companies with one owner: one single undertaking."),
    )


class CompanyChangeForm(CompanyForm):
    """The same, of a company that keeps its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["cvr"]


class AidForm(forms.Form):
    """One decision on aid; amounts in DKK."""

    company = forms.ModelChoiceField(label=_("Company"), queryset=Company.objects.all())
    kind = forms.ChoiceField(label=_("Decision"), choices=AidDecision.KINDS)
    text = forms.CharField(
        label=_("What the company gets, or why it is no aid"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conferred_on = DanishDateField(label=_("Right conferred on"))
    partner = forms.ModelChoiceField(
        label=_("Given by"), queryset=GrantPartner.objects.none(), required=False
    )
    basis = forms.ChoiceField(label=_("Basis"), choices=AidDecision.BASES)
    hours = DanishDecimalField(label=_("Hours"), required=False, min_value=0)
    hour_cost = DanishDecimalField(label=_("Cost of an hour, DKK"), required=False, min_value=0)
    amount = DanishDecimalField(label=_("Amount, DKK"), required=False, min_value=0)
    rate = DanishDecimalField(
        label=_("Monthly rate, DKK for a EUR"),
        required=False,
        decimal_places=4,
        max_digits=9,
        help_text=_("The rate of the month in which the right is conferred, such as 7,4700."),
    )
    rate_source = forms.CharField(
        label=_("Where the rate is published"), max_length=120, required=False
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = grant.partners.select_related("organisation").order_by("number")
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]

    def entry(self) -> AidEntry:
        """What was filled in."""
        given = self.cleaned_data
        names = ("company", "kind", "text", "conferred_on", "basis", "hours", "hour_cost")
        return AidEntry(
            **{name: given[name] for name in names},
            grant_partner=given["partner"],
            amount=given["amount"],
            rate=given["rate"],
            rate_source=given["rate_source"],
        )


class RegisterForm(forms.Form):
    """The entry in the de minimis register."""

    on = DanishDateField(label=_("Entered on"))
    register_ref = forms.CharField(label=_("Reference in the register"), max_length=80)


class WithdrawalForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
