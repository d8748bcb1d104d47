"""Forms of the funding table: its head, a row, a price index, a total that a text states."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDecimalField
from grants.actions.fundingtable import LineFacts
from grants.models import FundingLine, Grant
from grants.rules.fundingtable import Index

YEARS: dict[str, Any] = {"min_value": 1990, "max_value": 2100}


class FundingTableForm(EditedForm):
    """The head of a table."""

    title = forms.CharField(label=_("Title"), max_length=200)
    first_year = forms.IntegerField(label=_("First year"), **YEARS)
    last_year = forms.IntegerField(label=_("Last year"), **YEARS)
    price_level = forms.CharField(
        label=_("Price level"), max_length=40, help_text=_("As the document writes it: 2025 p/l.")
    )
    footnotes = forms.CharField(
        label=_("Footnotes"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class FundingLineForm(EditedForm):
    """One source: a year that is left empty is blank, and not 0."""

    group = forms.CharField(label=_("Group"), max_length=200)
    label = forms.CharField(label=_("Source"), max_length=200)
    printed = DanishDecimalField(
        label=_("Printed total"), required=False, help_text=_("In 1.000 kr., as all amounts here.")
    )
    source_grant = forms.ModelChoiceField(
        label=_("Grant that the money comes from"), queryset=Grant.objects.none(), required=False
    )

    def __init__(self, *args: Any, years: Sequence[int], grants: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        chosen: Any = self.fields["source_grant"]
        chosen.queryset = grants
        for year in years:
            self.fields[f"y{year}"] = DanishDecimalField(label=str(year), required=False)

    def facts(self, values: dict[str, Any]) -> LineFacts:
        """The row as the action takes it."""
        cells: tuple[Decimal | None, ...] = tuple(values[f"y{year}"] for year in self.years)
        return LineFacts(
            values["group"], values["label"], cells, values["printed"], values["source_grant"]
        )


def line_values(line: FundingLine) -> dict[str, Any]:
    """What the form begins with."""
    cells = {f"y{cell.year}": cell.amount for cell in line.cells.all()}
    names = ("group", "label", "printed", "source_grant")
    return {**{name: getattr(line, name) for name in names}, **cells}


class PriceIndexForm(forms.Form):
    """What amounts of one price level are at another."""

    first = forms.CharField(label=_("From price level"), max_length=40)
    second = forms.CharField(label=_("To price level"), max_length=40)
    factor = DanishDecimalField(label=_("Factor"), decimal_places=6, max_digits=12)
    source = forms.CharField(
        label=_("Who publishes it"),
        max_length=300,
        help_text=_("Without a source no amount is converted."),
    )

    def index(self, values: dict[str, Any]) -> Index:
        """The index as the law reads it."""
        return Index(
            values["first"].strip(), values["second"].strip(), values["factor"], values["source"]
        )


class StatedTotalForm(forms.Form):
    """A total that a text states, in 1.000 kr."""

    group = forms.ChoiceField(label=_("Of which group"), required=False)
    amount = DanishDecimalField(
        label=_("Stated total"), help_text=_("In 1.000 kr., as all amounts here.")
    )
    where = forms.CharField(label=_("Where it is stated"), max_length=200)
    explanation = forms.CharField(
        label=_("Explanation"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, groups: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["group"]
        chosen.choices = [("", _("The whole table")), *((one, one) for one in groups)]
