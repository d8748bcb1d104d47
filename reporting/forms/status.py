"""Forms of the quarterly status and the annual evaluation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField, DanishDecimalField
from consortium.forms.uploads import OneFileField
from grants.models import AgreedAmount, AgreedTarget, ApprovalBody, Area, Grant
from reporting.models import CompletionNote, EvaluationDecision


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class AreaCostForm(forms.Form):
    """Money used."""

    agreed: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Area and year"), queryset=None
    )
    spent_on = DanishDateField(label=_("Day"))
    amount = DanishDecimalField(
        label=_("Amount, DKK"),
        help_text=_("Below zero takes out what was noted wrongly."),
    )
    text = forms.CharField(label=_("What it was used for"), max_length=200)
    voucher_no = forms.CharField(label=_("Voucher"), max_length=40, required=False)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = AgreedAmount.objects.filter(agreement__grant=grant)
        self.fields["agreed"].queryset = rows.select_related(  # type: ignore[attr-defined]
            "area", "activity"
        )


class TargetResultForm(forms.Form):
    """A step towards a target."""

    target: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Target"), queryset=None)
    done_on = DanishDateField(label=_("Day"))
    amount = DanishDecimalField(
        label=_("How many"), help_text=_("A target in words is reached with 1.")
    )
    text = forms.CharField(label=_("What was done"), max_length=200)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = AgreedTarget.objects.filter(agreement__grant=grant)
        self.fields["target"].queryset = rows  # type: ignore[attr-defined]


class MeetingDayForm(forms.Form):
    """When the quarter's meeting is held."""

    held_on = DanishDateField(label=_("Held on"))


class MinutesForm(EditedForm):
    """Who met, when, and what was decided."""

    held_on = DanishDateField(label=_("Held on"))
    participants = _text(
        _("Participants"),
        5,
        required=False,
        help_text=_("One a line: the role and the organisation; a name only where it is needed."),
    )
    decisions = _text(_("Decisions"), 6, required=False)


class StatusLineForm(EditedForm):
    """What is said of an area."""

    deviation = _text(_("Deviation"), 4, required=False)
    next_step = _text(_("Next step"), 4, required=False)
    responsible = forms.CharField(label=_("Responsible"), max_length=120, required=False)


class MeetingActionForm(forms.Form):
    """Who does what until when."""

    text = forms.CharField(label=_("Action"), max_length=200)
    owner = forms.CharField(label=_("Owner"), max_length=120)
    due_on = DanishDateField(label=_("Due on"))


class DoneForm(forms.Form):
    """How an action ended."""

    done_on = DanishDateField(label=_("Done on"))
    done_note = forms.CharField(label=_("How it ended"), max_length=200)


class YearForm(forms.Form):
    """Which year is evaluated."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)


class SummaryForm(EditedForm):
    """The year in a few words."""

    summary = _text(_("Summary"), 8, required=False)


class EvaluationAreaForm(EditedForm):
    """What is said of one area."""

    background = _text(_("Background"), 4, required=False)
    activities = _text(_("Activities"), 6, required=False)
    outcomes = _text(_("Outcomes reached"), 6, required=False)
    learning = _text(_("Learning"), 5, required=False)
    proposal = _text(_("Proposal"), 4, required=False)


class DecisionForm(forms.Form):
    """What a body decided."""

    body: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Body"), queryset=None)
    outcome = forms.ChoiceField(label=_("Decision"), choices=EvaluationDecision.OUTCOMES)
    decided_on = DanishDateField(label=_("Decided on"))
    text = _text(
        _("Remarks"),
        4,
        required=False,
        help_text=_("Needed unless it is adopted without remarks."),
    )
    letter = OneFileField(
        label=_("Minutes or letter"),
        required=False,
        help_text=_("Needed where the lead records the decision for the municipality."),
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ApprovalBody.objects.filter(agreement__grant=grant)
        self.fields["body"].queryset = rows  # type: ignore[attr-defined]


class CompletionForm(forms.Form):
    """A project has ended."""

    area: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Area"), queryset=None)
    completed_on = DanishDateField(label=_("Ended on"))
    text = _text(_("What came of it"), 8)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Area.objects.filter(agreement__grant=grant).exclude(
            pk__in=CompletionNote.objects.filter(grant=grant).values("area")
        )
        self.fields["area"].queryset = rows  # type: ignore[attr-defined]
