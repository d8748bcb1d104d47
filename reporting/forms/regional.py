"""What is filled in about regional tasks (R-72)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.models import ActivityType, GrantPartner, RegionalKey


class KeyForm(forms.Form):
    """The agreed key; inhabitants by partner if it goes by them."""

    basis = forms.ChoiceField(label=_("The rest is shared"), choices=RegionalKey.BASES)
    with_lead = forms.BooleanField(label=_("The lead pays too"), required=False)
    agreed_on = DanishDateField(label=_("Agreed on"))
    source = forms.CharField(
        label=_("Where it is agreed"),
        max_length=200,
        help_text=_("The agreement, or the minutes of a meeting."),
    )

    def __init__(self, *args: Any, partners: Sequence[GrantPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        for partner in partners:
            label = _("Inhabitants, %(partner)s") % {"partner": partner.organisation.name}
            self.fields[f"weight_{partner.pk}"] = DanishDecimalField(
                label=label, required=False, min_value=0
            )

    def inhabitants(self) -> dict[int, Decimal | None]:
        """By partner, as filled in."""
        return {one.pk: self.cleaned_data[f"weight_{one.pk}"] for one in self.partners}


class RegionalFilterForm(forms.Form):
    """Which costs are shown."""

    text = forms.CharField(label=_("Voucher, text or supplier"), required=False)
    only = forms.ChoiceField(
        label=_("Mark"),
        required=False,
        choices=[("", _("All")), ("marked", _("Marked")), ("unmarked", _("Not marked"))],
    )


class MarkForm(forms.Form):
    """Which task the chosen costs are of, or why they are of none after all."""

    task = forms.ModelChoiceField(
        label=_("Regional task"),
        required=False,
        queryset=ActivityType.objects.filter(scope=ActivityType.REGIONAL),
    )
    reason = forms.CharField(
        label=_("Reason, if a mark is taken off"), required=False, max_length=200
    )
