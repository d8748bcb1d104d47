"""A sheet that is read and not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from consortium.exchange.sheets import Row
from consortium.forms.uploads import OneFileField, OneFileInput
from consortium.rules.cells import shown
from grants.models import RelatedOperation
from reporting.exchange.columns import SheetKind
from reporting.exchange.layout import Layout, answered, header_samples, moved
from reporting.forms.imports import WritingForm

PLACE = "at_"


class PassingForm(WritingForm):
    """The file, and what it may leave open."""

    file = OneFileField(
        label=_("Workbook or file"),
        help_text=_("XLSX, ODS or CSV. It is read and not kept."),
        widget=OneFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )
    field_order: tuple[str, ...] = ("file", "decimal", "order")

    @property
    def plain_fields(self) -> list[Any]:
        """All but the choice of columns, which a sheet that was read may ask for."""
        return [one for one in self if not one.name.startswith(PLACE) and not one.is_hidden]

    @property
    def column_fields(self) -> list[Any]:
        """The choice of columns, once the file has been read."""
        return [one for one in self if one.name.startswith(PLACE)]

    @property
    def asks_columns(self) -> bool:
        """Whether a column must be chosen before the sheet can be read."""
        return any(name.startswith(PLACE) for name in self.errors)

    def answered(self, layout: Layout, rows: Sequence[Row], kind: SheetKind) -> Layout:
        """*layout* with what the form says about numbers and days."""
        given = self.cleaned_data
        return answered(layout, decimal=given["decimal"], order=given["order"], fixed=layout.fixed)

    def ask(self, layout: Layout, rows: Sequence[Row], kind: SheetKind) -> None:
        """Take in what the sheet has shown; this form has no more to ask."""


class MappedForm(PassingForm):
    """A sheet whose columns can be named: asked once the file has been read, then remembered.

    The file is not kept, so the answers come with the file once more; the headers say whether
    they are about this file.
    """

    signature = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    # What counts for all rows: columns, each with a field of its name in the form.
    fixed: tuple[str, ...] = ()
    # Whether the columns were chosen on the page, for a sheet with these very headers.
    is_chosen = False

    def answered(self, layout: Layout, rows: Sequence[Row], kind: SheetKind) -> Layout:
        """*layout* with the columns as they were chosen, and with what counts for all rows."""
        places = self._places(layout, kind)
        if places is not None:
            self.is_chosen = True
            layout = moved(layout, rows, places, kind)
        fixed = dict(layout.fixed)
        fixed |= {name: text for name in self.fixed if (text := self.cleaned_data[name])}
        # A column of the sheet says more than one word for all rows.
        fixed = {name: text for name, text in fixed.items() if name not in layout.places}
        given = self.cleaned_data
        return answered(layout, decimal=given["decimal"], order=given["order"], fixed=fixed)

    def ask(self, layout: Layout, rows: Sequence[Row], kind: SheetKind) -> None:
        """Show which column is which, as it is read now, with what stands below each header."""
        language = get_language() or "da"
        choices: list[tuple[str, Any]] = [("", _("No column"))]
        for place, cells in enumerate(header_samples(layout, rows, most=2)):
            few = ", ".join(shown(cell) for cell in cells)
            name = layout.labels[place] or gettext("Column %(number)s") % {"number": place + 1}
            name = " ".join(name.split())[:60]
            choices.append((str(place), f"{name} ({few})" if few else name))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["signature"] = layout.signature
        for column in kind.columns:
            name = f"{PLACE}{column.name}"
            self.fields[name] = forms.ChoiceField(
                label=column.bare_title(language), choices=choices, required=False
            )
            data[name] = str(layout.places.get(column.name, ""))
        self.data = data

    def _places(self, layout: Layout, kind: SheetKind) -> Mapping[str, int] | None:
        """The columns as chosen for a sheet with these headers; None where nothing was."""
        if layout.is_ours or self.cleaned_data["signature"] != layout.signature:
            return None
        chosen = {one.name: self.data.get(f"{PLACE}{one.name}", "") for one in kind.columns}
        return {
            name: int(text)
            for name, text in chosen.items()
            if text.isascii() and text.isdecimal() and int(text[:6]) < len(layout.labels)
        }


class OperationListForm(MappedForm):
    """A list of operations: which one it is, and what its amounts are in."""

    source = forms.CharField(
        label=_("List"),
        max_length=120,
        required=False,
        help_text=_("Which list it is, with its edition. A list that says otherwise is another."),
    )
    currency = forms.ChoiceField(
        label=_("Currency of the amounts"),
        choices=[("", _("As the sheet shows")), *RelatedOperation.CURRENCIES],
        required=False,
    )
    field_order = ("file", "source", "currency", "decimal", "order")
    fixed = ("source", "currency")
