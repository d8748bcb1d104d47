"""What is filled in about written sections and the recipients of papers (rules.md 5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.editing import EditedForm
from consortium.forms.fields import DanishDateField
from reporting.models import PaperRecipient, PaperSection

LARGE, SMALL = {"rows": 16}, {"rows": 3}


class SectionTextForm(EditedForm):
    """The text of one section; a figure can be added at its end without typing its token."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs=LARGE),
        help_text=_(
            "An empty line begins a new paragraph; lines that begin with “- ” or “1. ” are a "
            "list. A figure is named between double braces and always shows today's value."
        ),
    )
    figure = forms.ChoiceField(label=_("Add a figure at the end of the text"), required=False)

    def __init__(self, *args: Any, figures: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", _("None")), *figures]  # type: ignore[attr-defined]

    def text(self) -> str:
        """The text as it shall be saved."""
        body, token = self.cleaned_data["body"], self.cleaned_data["figure"]
        return f"{body} {{{{{token}}}}}" if token else str(body)


class RecipientForm(EditedForm):
    """Whom a paper goes to, and what its title block says."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Small letters, digits and hyphens; it names the paper in files."),
    )
    base = forms.ChoiceField(label=_("Figures of"), choices=PaperRecipient.BASES)
    name = forms.CharField(label=_("Recipient"), max_length=160)
    title_da = forms.CharField(
        label=_("Title of the paper in Danish"), max_length=160, required=False
    )
    title_en = forms.CharField(
        label=_("Title of the paper in English"), max_length=160, required=False
    )
    address = forms.CharField(
        label=_("Postal address"), required=False, widget=forms.Textarea(attrs=SMALL)
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    journal_no = forms.CharField(label=_("Journal number"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=PaperRecipient.LANGUAGES)
    ean = forms.CharField(label=_("EAN number"), max_length=13, required=False)
    statement_da = forms.CharField(
        label=_("Wording on the support, Danish"),
        max_length=200,
        required=False,
        help_text=_("Left empty, the paper says what the fund asks for."),
    )
    statement_en = forms.CharField(
        label=_("Wording on the support, English"), max_length=200, required=False
    )
    path = forms.CharField(
        label=_("Decided on by"),
        required=False,
        widget=forms.Textarea(attrs=SMALL),
        help_text=_("One body a line, in the order in which they decide on the paper."),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            # Code and figures are decided once: addresses, files and texts hang on them.
            del self.fields["code"], self.fields["base"]


class SectionForm(EditedForm):
    """What a recipient asks for in one section."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Small letters, digits and hyphens.")
    )
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=99)
    title_da = forms.CharField(label=_("Title in Danish"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    help_da = forms.CharField(
        label=_("What it should say, Danish"), required=False, widget=forms.Textarea(attrs=SMALL)
    )
    help_en = forms.CharField(
        label=_("What it should say, English"), required=False, widget=forms.Textarea(attrs=SMALL)
    )
    required = forms.BooleanField(label=_("Must be approved before the paper goes"), required=False)
    min_words = forms.IntegerField(label=_("Words at least"), required=False, min_value=0)
    max_words = forms.IntegerField(label=_("Words at most"), required=False, min_value=1)
    gathers = forms.ChoiceField(
        label=_("Gathers, below the text"), required=False, choices=PaperSection.GATHERED
    )
    tables = forms.CharField(
        label=_("Tables that follow"),
        max_length=120,
        required=False,
        help_text=_("Codes with commas between them, for instance T1, T3."),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]


class BodyDecisionForm(forms.Form):
    """What the next body on a paper's path has decided."""

    decided_on = DanishDateField(label=_("Date of the decision"))
    decision = forms.CharField(label=_("Decision"), widget=forms.Textarea(attrs=SMALL))
