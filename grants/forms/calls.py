"""The form of a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from grants.forms.applications import money
from grants.models import Fund
from partners.models import Organisation


class CallForm(EditedForm):
    """What is sought, by when, within which frame."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 10}))
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all())
    ceiling = money(_("Fund ceiling"))
    deadline = DanishDateField(label=_("Applications by"))


class NewCallForm(CallForm):
    """The same with its reference and the region that calls."""

    ref = forms.SlugField(label=_("Reference"), max_length=40)
    organisation = forms.ModelChoiceField(label=_("Region"), queryset=Organisation.objects.none())
    field_order = ("ref", "organisation")

    def __init__(self, data: Any = None, *, regions: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["organisation"].queryset = regions  # type: ignore[attr-defined]
