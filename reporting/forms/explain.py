"""The filter of the rows behind a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.queries.explained_rows import Wanted

Choices = Mapping[str, Sequence[tuple[int, str]]]


class RowFilter(forms.Form):
    """Rows by partner, line and period, or by a word of their text."""

    of_partner = forms.TypedChoiceField(
        label=_("Partner"), required=False, coerce=int, empty_value=None
    )
    of_line = forms.TypedChoiceField(
        label=_("Budget line"), required=False, coerce=int, empty_value=None
    )
    of_period = forms.TypedChoiceField(
        label=_("Period"), required=False, coerce=int, empty_value=None
    )
    text = forms.CharField(label=_("Voucher or text"), required=False, max_length=80)

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        for name in ("partner", "line", "period"):
            field = self.fields[f"of_{name}"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices.get(name, ())]

    @property
    def wanted(self) -> Wanted:
        """What the reader asks for; nothing where the filter makes no sense."""
        if not self.is_valid():
            return Wanted()
        given = self.cleaned_data
        return Wanted(given["of_partner"], given["of_line"], given["of_period"], given["text"])
