"""Forms of local newsletters and of sums of reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from reporting.models import LocalIssue, NewsletterIssue, ReachFigure
from reporting.rules.local_news import LocalFacts, ReachFacts


class LocalIssueForm(forms.Form):
    """An issue that is out."""

    title = forms.CharField(label=_("Title"), max_length=120)
    issued_on = DanishDateField(label=_("Issued"))
    way = forms.ChoiceField(label=_("How it came to its readers"), choices=LocalIssue.WAYS)
    editor = forms.CharField(
        label=_("Edited by"), max_length=120, help_text=_("The office, not the person's name.")
    )
    copies = forms.IntegerField(label=_("Copies"), min_value=0, max_value=10_000_000)
    link = forms.URLField(label=_("Address"), required=False, assume_scheme="https")

    def facts(self) -> LocalFacts:
        """What was typed."""
        return LocalFacts(**{one.name: self.cleaned_data[one.name] for one in fields(LocalFacts)})


class ReachForm(forms.Form):
    """A sum of readers or visits; of an issue, or of the public page where none is chosen."""

    issue = forms.ChoiceField(label=_("Issue"), required=False)
    measure = forms.ChoiceField(label=_("What was counted"), choices=ReachFigure.MEASURES)
    first = DanishDateField(label=_("From"))
    last = DanishDateField(label=_("To"))
    count = forms.IntegerField(label=_("How many"), min_value=0, max_value=100_000_000)
    source = forms.CharField(
        label=_("Where the number comes from"),
        max_length=120,
        help_text=_("For instance the statistics of the mail program. Sums alone, no persons."),
    )

    def __init__(
        self,
        *args: Any,
        common: Sequence[NewsletterIssue],
        local: Sequence[LocalIssue],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.issues: dict[str, NewsletterIssue | LocalIssue] = {
            **{f"common-{one.number}": one for one in common},
            **{f"local-{one.number}": one for one in local},
        }
        page = ("", _("None: the public page"))
        choices = [(key, str(one)) for key, one in self.issues.items()]
        self.fields["issue"].choices = [page, *choices]  # type: ignore[attr-defined]

    def chosen(self) -> NewsletterIssue | LocalIssue | None:
        """The issue, or nothing for the page."""
        return self.issues.get(self.cleaned_data["issue"])

    def facts(self) -> ReachFacts:
        """What was typed."""
        return ReachFacts(**{one.name: self.cleaned_data[one.name] for one in fields(ReachFacts)})
