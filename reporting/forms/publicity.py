"""What is filled in about publicity."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from consortium.forms.uploads import OneFileField
from reporting.models import PublicityProof


class PublicityForm(forms.Form):
    """What was seen, where, when, and its picture."""

    kind = forms.ChoiceField(label=_("What is proven"), choices=PublicityProof.KINDS)
    text = forms.CharField(
        label=_("Where it is shown"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The address of the page, the place of the poster, the name of the material."),
    )
    seen_on = DanishDateField(label=_("Seen on"))
    file = OneFileField(
        label=_("Picture or copy"),
        required=False,
        help_text=_("Needed for material and posters: a photo, a scan or a PDF."),
    )
