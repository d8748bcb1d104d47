"""The form of a token for a program."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from partners.models import ApiToken, Membership


class TokenForm(forms.Form):
    """Which seat a program acts by, what it may, and until when."""

    membership = forms.ModelChoiceField(
        label=_("Role"),
        queryset=Membership.objects.none(),
        empty_label=None,
        help_text=_("The program gets the rights of this seat and no others."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Such as the program that will hold it.")
    )
    scope = forms.ChoiceField(
        label=_("The program may"),
        choices=ApiToken.SCOPES,
        widget=forms.RadioSelect,
        initial=ApiToken.READ,
    )
    expires_on = DanishDateField(label=_("Last day"), help_text=_("At most a year from today."))

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["membership"]
        field.queryset = seats
        field.label_from_instance = seat_label


class RevokeForm(forms.Form):
    """Nothing to fill in: sending it is the answer."""


def seat_label(seat: Membership) -> str:
    """A seat as a choice and a table show it."""
    place = seat.grant_ref or str(seat.organisation)
    return f"{seat.get_role_display()}, {place}"
