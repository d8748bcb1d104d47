"""In which language a paper is signed (rules.md 5.1)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models import SignedPaper


class SigningForm(forms.Form):
    """The PDF that is meant: each language is a file of its own."""

    language = forms.ChoiceField(
        label=_("The PDF in"), choices=SignedPaper.LANGUAGES, widget=forms.RadioSelect
    )
