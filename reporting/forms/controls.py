"""What the controller fills in beside the lines: checklist, sample, on-the-spot check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.queries.texts import moment_text
from reporting.models import OnSiteCheck, ReportChecklist, VerificationSample
from reporting.rules.checklist import ANSWERS, CHECKLIST, YES
from reporting.rules.visits import SEEN, VisitFacts


class ChecklistForm(EditedForm):
    """The checklist as it is being filled in; each answer shows who gave it and when."""

    autosave = "save"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        told: Mapping[str, Any] = kwargs.pop("told", {})
        super().__init__(*args, **kwargs)
        mine = {}
        for point in CHECKLIST:
            choices = [("", gettext("Not yet"))]
            choices += [
                (code, gettext(label))
                for code, label in ANSWERS.items()
                if code == YES or point.may_be_irrelevant
            ]
            given = told.get(point.key)
            mine[point.key] = forms.ChoiceField(
                label=gettext(point.question),
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                help_text=_hand(given) if given else "",
                initial=given["answer"] if given else "",
            )
        self.fields = {**mine, **self.fields}
        self.answered = sum(point.key in told for point in CHECKLIST)
        self.questions = len(CHECKLIST)

    def answers(self) -> dict[str, str]:
        """The answers by question; an empty one is not given yet."""
        return {point.key: self.cleaned_data[point.key] for point in CHECKLIST}


class SampleForm(forms.Form):
    """How a sample is drawn; the seed is made by the system."""

    method = forms.ChoiceField(
        label=_("Method"), choices=VerificationSample.METHODS, widget=forms.RadioSelect
    )
    size = forms.IntegerField(label=_("Lines drawn at random"), min_value=0)
    above = DanishDecimalField(
        label=_("Every line from this amount on"),
        required=False,
        help_text=_("Only where all lines from an amount on are taken."),
    )
    reason = forms.CharField(
        label=_("Why this sample"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FilesInput(forms.ClearableFileInput):
    """A box that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by itself."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class VisitForm(forms.Form):
    """An on-the-spot check: where, who, what was seen, found and concluded."""

    visited_on = DanishDateField(label=_("Date"))
    place = forms.CharField(label=_("Place"), max_length=200)
    visitors = forms.CharField(label=_("Who visited"), max_length=200)
    met = forms.CharField(label=_("Who was met"), max_length=200)
    people = forms.CharField(label=_("People at work"), required=False, widget=forms.Textarea)
    equipment = forms.CharField(label=_("Equipment"), required=False, widget=forms.Textarea)
    originals = forms.CharField(
        label=_("Originals of vouchers"), required=False, widget=forms.Textarea
    )
    publicity = forms.CharField(label=_("Publicity"), required=False, widget=forms.Textarea)
    findings = forms.CharField(label=_("Findings"), required=False, widget=forms.Textarea)
    conclusion = forms.ChoiceField(
        label=_("Conclusion"), choices=OnSiteCheck.CONCLUSIONS, widget=forms.RadioSelect
    )
    papers = FilesField(
        label=_("Photos and papers"), required=False, help_text=_("PDF or picture. No CPR numbers.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*SEEN, "findings"):
            self.fields[name].widget.attrs["rows"] = 2

    @staticmethod
    def values_of(visit: OnSiteCheck) -> dict[str, Any]:
        """An older record as this form shows it."""
        return {name: getattr(visit, name) for name in VisitForm.base_fields if name != "papers"}

    def visit(self) -> VisitFacts:
        """The visit as the rules look at it."""
        given = self.cleaned_data
        names = ("visited_on", "place", "visitors", "met", "findings", "conclusion")
        return VisitFacts(
            **{name: given[name] for name in names}, seen={name: given[name] for name in SEEN}
        )

    def files_given(self) -> Sequence[Any]:
        """The files that came with the form."""
        files: Sequence[Any] = self.cleaned_data["papers"]
        return files


def checklist_of(report: Any) -> Mapping[str, Any]:
    """The answers so far; *report* was loaded with its checklist."""
    row: ReportChecklist | None = getattr(report, "open_checklist", None)
    return row.answers if row is not None else {}


def answers_told(report: Any) -> list[tuple[str, str, str]]:
    """Every question of the checklist with its answer so far, and whose it is."""
    told = checklist_of(report)
    rows = []
    for point in CHECKLIST:
        given = told.get(point.key)
        answer = gettext(ANSWERS[given["answer"]]) if given else gettext("Not yet")
        rows.append((gettext(point.question), answer, _hand(given) if given else ""))
    return rows


def _hand(given: Mapping[str, Any]) -> str:
    at = parse_datetime(given["at"])
    return gettext("Answered by %(person)s, %(at)s") % {
        "person": given["by"],
        "at": moment_text(at),
    }
