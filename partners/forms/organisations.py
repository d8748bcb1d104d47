"""Forms of organisations and employees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.models import User
from partners.models import Organisation


class OrganisationForm(EditedForm):
    """A legal entity."""

    name = forms.CharField(label=_("Name"), max_length=160)
    short_name = forms.CharField(label=_("Short name"), max_length=40)
    cvr = forms.CharField(label=_("CVR number"), max_length=8, required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=Organisation.SECTORS)
    vat_recovery_pct = DanishDecimalField(
        label=_("VAT that it gets back"),
        min_value=0,
        max_value=100,
        help_text=_("100 for a municipality, 0 for an unregistered association."),
    )
    vat_documented = forms.BooleanField(label=_("VAT status documented"), required=False)
    address = forms.CharField(
        label=_("Address"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vat_recovery_pct"].widget.attrs["data-suffix"] = "%"


class EmployeeForm(EditedForm):
    """Somebody whose hours are charged. Never a CPR number."""

    staff_id = forms.CharField(
        label=_("Staff number"), max_length=20, help_text=_("Never a CPR number.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    user = forms.ModelChoiceField(
        label=_("Log-in of the employee"), queryset=User.objects.none(), required=False
    )
    superior = forms.ModelChoiceField(
        label=_("Superior who approves the hours"), queryset=User.objects.none(), required=False
    )
    person_key = forms.CharField(
        label=_("Person key"),
        max_length=40,
        required=False,
        help_text=_("The same key for the same person at several employers. May be left empty."),
    )
    fte_pct = DanishDecimalField(label=_("Employment, per cent of full time"), min_value=0)
    month_hours = DanishDecimalField(label=_("Contract hours a month"), min_value=0)
    employed_from = DanishDateField(label=_("Employed from"))
    employed_to = DanishDateField(label=_("Employed to"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], fixed: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("user", "superior"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        if fixed:
            del self.fields["staff_id"]
