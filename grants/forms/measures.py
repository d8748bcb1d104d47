"""Forms of the register: a proposal, its status, the counting rule, rounds and grids."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from grants.actions.fundingtable import LineFacts
from grants.models import FundingLine, Grant, Measure, MeasureOwner
from grants.models.measures import PHASES, STATUS_CODES, STATUS_FLAGS
from grants.models.notes import COUNTS
from grants.rules.fundinggrid import GridRow
from grants.rules.measures import FACTS, MeasureFacts, StatusFacts

LONG = forms.Textarea(attrs={"rows": 5})


class MeasureForm(EditedForm):
    """One proposal; what the catalogue leaves empty may stay empty."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    title = forms.CharField(label=_("Proposal"), max_length=300)
    phase = forms.ChoiceField(label=_("Phase"), choices=PHASES)
    is_own = forms.BooleanField(label=_("Own proposal"), required=False)
    is_running = forms.BooleanField(label=_("Running before the catalogue"), required=False)
    owners = forms.ModelMultipleChoiceField(
        label=_("Owners"), queryset=MeasureOwner.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    who = forms.CharField(label=_("Who"), max_length=200, required=False)
    target_group = forms.CharField(label=_("Target group"), max_length=300, required=False)
    effect = forms.CharField(label=_("Effect"), max_length=300, required=False)
    resources = forms.CharField(label=_("Resources"), max_length=300, required=False)
    strategy = forms.CharField(label=_("Strategy"), max_length=200, required=False)
    funding_line = forms.ModelChoiceField(
        label=_("Row of the funding table"), queryset=FundingLine.objects.none(), required=False
    )
    funding_grant = forms.ModelChoiceField(
        label=_("Grant that pays for it"), queryset=Grant.objects.none(), required=False
    )
    text = forms.CharField(label=_("What is proposed"), widget=LONG, required=False)

    def __init__(self, *args: Any, grant: Grant, grants: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["funding_grant"].queryset = grants
        chosen["owners"].queryset = MeasureOwner.objects.filter(grant=grant)
        chosen["funding_line"].queryset = FundingLine.objects.filter(table__grant=grant)

    def facts(self, values: dict[str, Any]) -> MeasureFacts:
        """The proposal as the action takes it."""
        return MeasureFacts(**{name: values[name] for name in FACTS})


def measure_values(measure: Measure) -> dict[str, Any]:
    """What the form begins with."""
    names = (*FACTS, "funding_line", "funding_grant")
    return {
        **{name: getattr(measure, name) for name in names},
        "owners": [one.owner_id for one in measure.ownerships.all()],
    }


class StatusForm(forms.Form):
    """How a proposal stands."""

    code = forms.ChoiceField(label=_("Status"), choices=STATUS_CODES)
    text = forms.CharField(label=_("What has happened"), widget=LONG, max_length=6000)
    on = DanishDateField(label=_("Dated"))
    flags = forms.MultipleChoiceField(
        label=_("Remarks"),
        choices=STATUS_FLAGS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def facts(self) -> StatusFacts:
        """The status as the action takes it."""
        given = self.cleaned_data
        told = dict.fromkeys(given["flags"], True)
        return StatusFacts(given["code"], given["text"], given["on"], **told)


class AnswerForm(StatusForm):
    """An owner's word on one proposal; left alone, it stands as it was."""

    stands = forms.BooleanField(label=_("Nothing new: the status stands as it is"), required=False)
    field_order = ("stands", "code", "text", "on", "flags")

    def __init__(self, *args: Any, measure: Any, **kwargs: Any) -> None:
        kwargs["prefix"] = f"m{measure.number}"
        super().__init__(*args, **kwargs)
        self.measure = measure
        for name in ("code", "text", "on"):
            self.fields[name].required = False
        codes: Any = self.fields["code"]
        codes.choices = [("", "–"), *STATUS_CODES]

    @property
    def is_told(self) -> bool:
        """Whether the owner says something new."""
        return not self.cleaned_data["stands"]


class RuleForm(forms.Form):
    """What counts as substantial progress."""

    codes = forms.MultipleChoiceField(
        label=_("Statuses that count"), choices=STATUS_CODES, widget=forms.CheckboxSelectMultiple
    )
    but_not = forms.MultipleChoiceField(
        label=_("Unless"),
        choices=STATUS_FLAGS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"), widget=LONG, help_text=_("It is printed in the note.")
    )


class RoundForm(forms.Form):
    """A round through the register."""

    due_on = DanishDateField(label=_("Answer by"))
    message = forms.CharField(
        label=_("Message to the owners"), widget=LONG, required=False, max_length=2000
    )


class OwnerForm(EditedForm):
    """Who is responsible, and where the mail goes."""

    code = forms.CharField(label=_("Short name"), max_length=40)
    name = forms.CharField(label=_("Owner"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    is_own = forms.BooleanField(label=_("Own department"), required=False)


class NoteTextForm(EditedForm):
    """One text of the note."""

    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
        max_length=12000,
        help_text=_("Counts stand by name: {progress}, {measures}, {own}, {barriers}, {covered}."),
    )


class StatedForm(forms.Form):
    """A count that another document prints."""

    key = forms.ChoiceField(label=_("What is counted"), choices=COUNTS)
    where = forms.CharField(label=_("Where it is printed"), max_length=200)
    stated = forms.IntegerField(label=_("Printed"), min_value=0)
    explanation = forms.CharField(label=_("Explanation"), widget=LONG, required=False)


class GridTextForm(forms.Form):
    """A copied table, to be looked at before any of it is kept."""

    text = forms.CharField(
        label=_("The table"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=50000,
        help_text=_(
            "Copy it from a workbook or a document: a line without amounts is a group, then one "
            "line for each source. In 1.000 kr."
        ),
    )


class GridRowForm(forms.Form):
    """A row as it was read; a doubtful one is kept only when somebody has looked at it."""

    group = forms.CharField(label=_("Group"), max_length=200)
    label = forms.CharField(label=_("Source"), max_length=200)
    printed = DanishDecimalField(label=_("Printed total"), required=False)
    looked_at = forms.BooleanField(label=_("I have looked: the amounts stand right"))

    def __init__(
        self,
        *args: Any,
        years: Sequence[int],
        place: int,
        row: GridRow,
        **kwargs: Any,
    ) -> None:
        self.row, self.years = row, years
        kwargs |= {"prefix": f"r{place}", "initial": _start(row, years)}
        super().__init__(*args, **kwargs)
        for year in years:
            self.fields[f"y{year}"] = DanishDecimalField(label=str(year), required=False)
        if row.doubt is None:
            del self.fields["looked_at"]

    @property
    def cells(self) -> list[Any]:
        """The inputs of the years."""
        return [self[f"y{year}"] for year in self.years]

    def facts(self) -> LineFacts:
        """The row as the action takes it."""
        given = self.cleaned_data
        cells: tuple[Decimal | None, ...] = tuple(given[f"y{year}"] for year in self.years)
        return LineFacts(given["group"], given["label"], cells, given["printed"])


def _start(row: GridRow, years: Sequence[int]) -> dict[str, Any]:
    cells = {f"y{year}": cell for year, cell in zip(years, row.cells, strict=True)}
    return {"group": row.group, "label": row.label, "printed": row.printed, **cells}
