"""A sheet handed in, and what is asked about its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.uploads import OneFileField, OneFileInput
from consortium.rules.cell_dates import DAY_FIRST, MONTH_FIRST
from consortium.rules.cells import Raw, shown
from reporting.exchange.columns import AMOUNT, CHOICE, Column, Lists, SheetKind
from reporting.exchange.layout import Layout, answered

NOWHERE = ""


class SheetForm(forms.Form):
    """The file."""

    file = OneFileField(
        label=_("Workbook or file"),
        help_text=_("XLSX, ODS or CSV: the workbook of this report, or a sheet of your own."),
        widget=OneFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )


class WritingForm(forms.Form):
    """How numbers and days are written, where the sheet does not show it."""

    decimal = forms.ChoiceField(
        label=_("How are amounts written?"),
        choices=[("", _("As the sheet shows")), (",", "1.234,56"), (".", "1,234.56")],
        required=False,
    )
    order = forms.ChoiceField(
        label=_("How are days written?"),
        choices=[
            ("", _("As the sheet shows")),
            (DAY_FIRST, _("Day first: 31/12/2012")),
            (MONTH_FIRST, _("Month first: 12/31/2012")),
        ],
        required=False,
    )


class LayoutForm(WritingForm):
    """Which column of the sheet is which, and how its numbers and days are written."""

    is_numbered = forms.BooleanField(
        label=_("One voucher may stand on several rows: number its rows /2, /3 …"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        layout: Layout,
        kind: SheetKind,
        lists: Lists,
        samples: Sequence[Sequence[Raw]],
    ) -> None:
        initial = {"is_numbered": layout.is_numbered}
        super().__init__(data, initial=initial)
        self.layout, self.kind = layout, kind
        choices: list[tuple[str, Any]] = [(NOWHERE, _("No column"))]
        for place, label in enumerate(layout.labels):
            few = ", ".join(shown(cell) for cell in samples[place])
            name = label or gettext("Column %(number)s") % {"number": place + 1}
            choices.append((str(place), f"{name} ({few})" if few else name))
        language = get_language() or "da"
        for column in kind.columns:
            self.fields[f"at_{column.name}"] = forms.ChoiceField(
                label=column.title(language).removesuffix(" *"),
                choices=choices,
                required=False,
                initial=str(layout.places.get(column.name, NOWHERE)),
            )
            self.fields[f"all_{column.name}"] = self._for_all(column, lists, language)

    def _for_all(self, column: Column, lists: Lists, language: str) -> forms.Field:
        label = gettext("%(column)s, the same for all rows") % {
            "column": column.title(language).removesuffix(" *")
        }
        initial = self.layout.fixed.get(column.name, "")
        if column.form != CHOICE:
            return forms.CharField(label=label, required=False, max_length=200, initial=initial)
        listed = [(one.labels["da"], one.labels[language[:2]]) for one in lists[column.choices]]
        return forms.ChoiceField(
            label=label, choices=[("", "–"), *listed], required=False, initial=initial
        )

    @property
    def pairs(self) -> list[tuple[Any, Any, bool]]:
        """The two fields of each of our columns, and whether it must be found."""
        return [
            (self[f"at_{one.name}"], self[f"all_{one.name}"], one.is_required)
            for one in self.kind.columns
        ]

    def clean(self) -> dict[str, Any]:
        """One column of amounts for one of ours; what must be there is there.

        A ledger often has one day or one number for what we ask twice; an amount is never two.
        """
        values: dict[str, Any] = super().clean() or {}
        taken: set[str] = set()
        for column in self.kind.columns:
            place, text = values.get(f"at_{column.name}"), values.get(f"all_{column.name}")
            if place and place in taken:
                message = _("Two amounts take the same column. Choose another, or none.")
                self.add_error(f"at_{column.name}", ValidationError(message))
            if place and column.form == AMOUNT:
                taken.add(place)
            if column.is_required and not place and not text:
                message = _("Choose the column, or say what counts for all rows.")
                self.add_error(f"at_{column.name}", ValidationError(message))
        return values

    def places(self) -> Mapping[str, int]:
        """Where our columns stand, as chosen."""
        chosen = {one.name: self.cleaned_data[f"at_{one.name}"] for one in self.kind.columns}
        return {name: int(place) for name, place in chosen.items() if place}

    def answered(self, layout: Layout) -> Layout:
        """*layout*, looked at anew with the chosen places, with the other answers."""
        given = self.cleaned_data
        fixed = {
            one.name: given[f"all_{one.name}"]
            for one in self.kind.columns
            if given[f"all_{one.name}"] and one.name not in layout.places
        }
        return answered(
            layout,
            decimal=given["decimal"],
            order=given["order"],
            fixed=fixed,
            is_numbered=given["is_numbered"],
        )
