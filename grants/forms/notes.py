"""Forms of the note's rows: barriers, key figures, themes, and prioritised actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDecimalField
from grants.models import AgendaTheme, Grant, Measure, MeasureOwner, PrioritisedAction
from grants.models.measures import PHASES

LONG = forms.Textarea(attrs={"rows": 6})


class BarrierForm(forms.Form):
    """What stands in the way."""

    phase = forms.ChoiceField(label=_("Phase"), choices=PHASES)
    number = forms.IntegerField(label=_("Number in the phase"), min_value=1, max_value=999)
    text = forms.CharField(label=_("Barrier"), widget=LONG)


class KeyFigureForm(EditedForm):
    """A figure of the note, with its source."""

    label = forms.CharField(label=_("Figure"), max_length=300)
    # The metaclass takes fields out of the class, so the form's own `about` stays what it is.
    about = forms.CharField(  # type: ignore[assignment]
        label=_("How exact"),
        max_length=40,
        required=False,
        help_text=_("Such as about or more than; it is printed before the value."),
    )
    value = DanishDecimalField(label=_("Value"))
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    change = forms.CharField(label=_("How it changed"), max_length=200, required=False)
    source = forms.CharField(label=_("Source of the figure"), max_length=300)


class ThemeForm(forms.Form):
    """A theme of the agenda."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    title = forms.CharField(label=_("Theme"), max_length=200)


class ActionForm(EditedForm):
    """A prioritised action: how it stands, who carries it, which proposals it covers."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=AgendaTheme.objects.none())
    number = forms.IntegerField(label=_("Number in the theme"), min_value=1, max_value=999)
    text = forms.CharField(
        label=_("How it stands"),
        widget=LONG,
        help_text=_("Counts stand by name: {progress}, {measures}, {own}, {barriers}, {covered}."),
    )
    owners = forms.ModelMultipleChoiceField(
        label=_("Owners"), queryset=MeasureOwner.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    measures = forms.ModelMultipleChoiceField(
        label=_("Proposals that it covers"),
        queryset=Measure.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, grant: Grant, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["theme"].queryset = AgendaTheme.objects.filter(grant=grant)
        chosen["owners"].queryset = MeasureOwner.objects.filter(grant=grant)
        chosen["measures"].queryset = Measure.objects.filter(grant=grant).order_by("number")
        if not is_new:
            # An action keeps its place; only what it says is written anew.
            del self.fields["theme"], self.fields["number"]


def action_values(row: PrioritisedAction) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "text": row.text,
        "owners": list(row.owned.order_by("place").values_list("owner", flat=True)),
        "measures": list(row.covered.values_list("measure", flat=True)),
    }
