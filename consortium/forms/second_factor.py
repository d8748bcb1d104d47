"""The code of the moment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """Six digits, as the app shows them; spaces between them do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=8,
        help_text=_("The six digits that the app on your phone shows just now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """The digits alone."""
        code = "".join(str(self.cleaned_data["code"]).split())
        if not (code.isdecimal() and len(code) == 6):
            raise forms.ValidationError(_("The code is six digits; read it off the app again."))
        return code
