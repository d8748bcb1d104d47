"""What is filled in when a passage is asked for, and when it is written (rules.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from grants.models import GrantPartner


class AskForm(forms.Form):
    """Whom the lead asks, by when, what about, and about how long."""

    partners = forms.MultipleChoiceField(
        label=_("Partners"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all that have not been asked yet."),
    )
    due_on = DanishDateField(label=_("To be sent by"))
    note = forms.CharField(
        label=_("What it should say"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    min_words = forms.IntegerField(label=_("Words at least"), required=False, min_value=0)
    max_words = forms.IntegerField(label=_("Words at most"), required=False, min_value=1)

    def __init__(self, *args: Any, partners: Iterable[GrantPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {str(one.number): one for one in partners}
        choices = [(number, str(one)) for number, one in self.by_number.items()]
        self.fields["partners"].choices = choices  # type: ignore[attr-defined]

    def clean_partners(self) -> list[GrantPartner]:
        """The partners themselves."""
        return [self.by_number[number] for number in self.cleaned_data["partners"]]


class PassageForm(EditedForm):
    """The partner's words."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line begins a new paragraph; lines that begin with “- ” or “1. ” are a list."
        ),
    )


class QuestionForm(forms.Form):
    """Why a passage goes back to its partner."""

    question = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}))
