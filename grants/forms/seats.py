"""Forms of people and their seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from consortium.models import User
from consortium.rules.roles import GRANT_ROLES, ROLE_LABELS, Role
from partners.models import Organisation


class PersonForm(forms.Form):
    """Somebody who shall log in."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("da", _("Danish")), ("en", _("English"))]
    )
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Hand it over in person."),
    )

    def clean_password(self) -> str:
        """Hold it to the installation's rules for passwords."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.cleaned_data.get("email", "")))
        return password


class SeatForm(forms.Form):
    """Who sits where, in which role."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.filter(is_active=True))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, _(ROLE_LABELS[role])) for role in Role]
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.all()
    )
    grant_ref = forms.SlugField(
        label=_("Reference of the grant"),
        required=False,
        max_length=40,
        help_text=_("Only for roles on a grant; leave it empty for partner roles."),
    )
    starts_on = DanishDateField(label=_("From"))

    def clean(self) -> dict[str, Any]:
        """A role on a grant names the grant, a partner role does not."""
        cleaned = super().clean() or {}
        if "role" in cleaned and Role(cleaned["role"]) not in GRANT_ROLES:
            cleaned["grant_ref"] = ""
        return cleaned


class EndSeatForm(forms.Form):
    """When a seat ends."""

    ends_on = DanishDateField(label=_("Last day"))
