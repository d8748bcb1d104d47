"""Which days of the calendar to show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting.queries.dates.catalogue import KINDS

OVERDUE, QUARTER, YEAR, EVERYTHING = "overdue", "3", "12", "all"


class CalendarFilter(forms.Form):
    """Partner, kind, and how far ahead."""

    partner = forms.ChoiceField(label=_("Partner"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    ahead = forms.ChoiceField(
        label=_("How far ahead"),
        required=False,
        choices=[
            (YEAR, _("Twelve months")),
            (QUARTER, _("Three months")),
            (OVERDUE, _("Only what is overdue")),
            (EVERYTHING, _("Everything")),
        ],
    )

    def __init__(self, *args: Any, partners: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("partner", gettext("All partners"), [(str(pk), name) for pk, name in partners])
        self._choose(
            "kind", gettext("All kinds"), [(kind.code, gettext(kind.label)) for kind in KINDS]
        )

    def _choose(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]
