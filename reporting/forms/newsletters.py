"""Forms of the newsletter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consortium.forms.fields import DanishDateField
from consortium.forms.uploads import OneFileField
from grants.models import GrantPartner
from reporting.models import NewsletterPiece
from reporting.rules.newsletters import MOST_LETTERS, Material

OF_MATERIAL = ("title", "text", "rights", "rights_note", "picture_text")


class IssueForm(forms.Form):
    """A new issue: what it is called, in which language, until when material is taken."""

    title = forms.CharField(label=_("Title"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    due_on = DanishDateField(label=_("Material by"))


class MaterialForm(forms.Form):
    """A piece, with a picture and the right to it."""

    partner = forms.ChoiceField(label=_("Partner"))
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 10})
    )
    file = OneFileField(label=_("Picture"), required=False, help_text=_("A JPEG or a PNG."))
    rights = forms.ChoiceField(
        label=_("Right to the picture"),
        required=False,
        choices=[("", "–"), *NewsletterPiece.RIGHTS],
    )
    rights_note = forms.CharField(
        label=_("Photographer, and licence or permission"), max_length=200, required=False
    )
    picture_text = forms.CharField(
        label=_("What the picture shows"),
        max_length=200,
        required=False,
        help_text=_("Read aloud to those who cannot see it."),
    )

    def __init__(self, *args: Any, seats: Sequence[GrantPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(one.pk): one for one in seats}
        named = [(key, one.organisation.name) for key, one in self.seats.items()]
        self.fields["partner"].choices = named  # type: ignore[attr-defined]

    def material(self) -> Material:
        """What was typed."""
        return Material(**{name: self.cleaned_data[name] for name in OF_MATERIAL})

    @property
    def seat(self) -> GrantPartner:
        """For whom it is sent."""
        return self.seats[self.cleaned_data["partner"]]


class ComposeForm(forms.Form):
    """How the issue begins, and the place of each piece."""

    intro = forms.CharField(label=_("How it begins"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, pieces: Sequence[NewsletterPiece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = pieces
        for one in pieces:
            self.fields[f"place_{one.pk}"] = forms.IntegerField(
                label=_("Place of “%(title)s” (%(partner)s)")
                % {"title": one.title, "partner": one.grant_partner.organisation.name},
                help_text=_("Empty: it is left out."),
                min_value=1,
                max_value=99,
                required=False,
                initial=one.place or None,
            )

    def places(self) -> dict[int, int]:
        """By piece: its place, 0 if it is left out."""
        return {one.pk: self.cleaned_data[f"place_{one.pk}"] or 0 for one in self.pieces}
