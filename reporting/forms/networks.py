"""Which contacts of the regional overview to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.models import ContactList


class NetworkFilter(forms.Form):
    """Kind, language, area and role, of those that there are."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, words: Mapping[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", gettext("All"))
        for name, found in words.items():
            self.fields[name].choices = [everything, *((one, one) for one in found)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [everything, *ContactList.KINDS]  # type: ignore[attr-defined]
