"""Forms of the project's evaluation, of surveys and of jobs for spouses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from consortium.forms.uploads import OneFileField
from grants.models import Grant, Indicator
from reporting.models import MentorPair, SelfEvaluation
from reporting.rules.spouses import MOST_IN_NAME


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, **more)


class PlanForm(EditedForm):
    """What the evaluation is for, how, by whom and by when."""

    purpose = _text(_("Purpose"))
    method = _text(_("Method"))
    evaluator = forms.CharField(label=_("Who evaluates"), max_length=200)
    due_on = DanishDateField(label=_("Report due on"))


class QuestionForm(EditedForm):
    """A question of the plan and its answer."""

    text = _text(_("Question"), 2)
    source = forms.CharField(label=_("Where the answer comes from"), max_length=200)
    indicator: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Indicator"), queryset=None, required=False
    )
    answer = _text(_("Answer"), required=False)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.filter(grant=grant)
        self.fields["indicator"].queryset = rows  # type: ignore[attr-defined]


class SelfEvaluationForm(EditedForm):
    """What a partner says of its half year."""

    mark = forms.TypedChoiceField(
        label=_("How far were the aims of the period reached?"),
        choices=[("", "–"), *SelfEvaluation.MARKS],
        coerce=int,
    )
    worked = _text(_("What worked"))
    hindered = _text(_("What stood in the way"), required=False)
    learned = _text(_("What we do otherwise from now on"), required=False)


class SurveyForm(forms.Form):
    """One question of a survey with its counts."""

    question = forms.CharField(label=_("Question"), max_length=300)
    audience = forms.CharField(label=_("Who was asked"), max_length=200)
    asked_on = DanishDateField(label=_("Asked on"))
    invited = _count(_("Invited"))
    answered = _count(_("Answered"))
    source = forms.CharField(label=_("Source"), max_length=200)
    sheet = OneFileField(
        label=_("Table of counts"),
        help_text=_(
            "xlsx, ods or csv: groups in the first row, then one row for each answer. Counts "
            "alone; answers of persons are not taken in, and the file is not kept."
        ),
    )


class ReasonForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(label=_("Why"), max_length=200)


class SpouseForm(EditedForm):
    """The counts of a period."""

    cases = _count(_("New cases"))
    offers = _count(_("Offers made"))
    matches = _count(_("Matches"))
    followed_up = _count(_("Followed up after six months"))
    in_job = _count(_("Of these in a job"))


class PairForm(forms.Form):
    """Two people who are matched: names and birth years make keys and are forgotten."""

    mentor = forms.CharField(
        label=_("Mentor"),
        max_length=MOST_IN_NAME,
        help_text=_("First name and surname make a key. They are not kept."),
    )
    mentor_born = forms.IntegerField(label=_("Birth year of the mentor"))
    mentee = forms.CharField(label=_("Mentee"), max_length=MOST_IN_NAME)
    mentee_born = forms.IntegerField(label=_("Birth year of the mentee"))
    consented_on = DanishDateField(label=_("Both agreed on"))
    started_on = DanishDateField(label=_("Matched on"))


class PairEndForm(forms.Form):
    """How a pair ended."""

    ended_on = DanishDateField(label=_("Ended on"))
    outcome = forms.ChoiceField(
        label=_("The mentee, during the course or right after it"),
        choices=[("", "–"), *MentorPair.OUTCOMES],
    )


class PairFollowUpForm(forms.Form):
    """How things stand six months later."""

    followed_up_on = DanishDateField(label=_("Followed up on"))
    outcome = forms.ChoiceField(
        label=_("The mentee, after six months"), choices=[("", "–"), *MentorPair.OUTCOMES]
    )
