"""The logo of a recipient (CPR Annex IX)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.uploads import OneFileField, OneFileInput


class LogoForm(forms.Form):
    """The picture, and what it shows."""

    file = OneFileField(
        label=_("Logo"),
        help_text=_("PNG, at most 300 kB. It is printed smaller than the emblem of the EU."),
        widget=OneFileInput(attrs={"accept": ".png,image/png"}),
    )
    words = forms.CharField(
        label=_("The logo in words"),
        max_length=160,
        help_text=_("For readers who do not see it, for instance “Logo of Region Midtjylland”."),
    )
